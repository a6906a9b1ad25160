"""The explorer of where training stops, and of how level the ground is there."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_B,
    REFERENCE,
    TRAIN,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    listed,
    so_far,
)

AFTER = {"stop": "stop", "adam": "go on with Adam"}


def at_rest(records):
    """G3: length of the gradient and loss up to a stop, and if Adam goes on from there
    (Stops by name; drawn is the first network of each).
    """
    names, first = list(records), next(iter(records.values()))
    moments = first.steps[first.stops]
    controls = [
        Choice("which", "network", {name: name for name in names}, names[0]),
        listed("k", "trained for", moments, "{:,} steps", start=len(moments) - 1),
        Choice("then", "and then", AFTER, "stop"),
    ]
    presets = {"Go on": {"then": "adam"}}
    presets |= {f"{name}, go on": {"which": name, "then": "adam"} for name in names[1:]}
    presets["Stopped early"] = {"which": names[1], "k": 0}
    question = "Has training arrived? How much shorter would the gradient still get, if Adam went"
    question += " on from where it stops?"
    return Explorer(
        partial(_rest, records), controls, "At rest?", question, bank=True, presets=presets
    )


def _rest(records, which, k, then):
    record, on = records[which], then == "adam"
    last = record.stops[k]
    runs = [(record.norm, record.norm_after, "length of the gradient", (3e-5, 5.0)),
            (record.loss, record.loss_after, "training loss", (3e-5, 5.0))]  # fmt: skip
    panels = [_course(record, k, last, on, *run) for run in runs]
    return Scene(panels, _readouts(record, k, last, on))


def _course(record, k, last, on, values, after, name, limits):
    later, y = record.steps[last] + record.more, after[:, k, 0] if on else after[:, k, 0] * np.nan
    marks = [
        Guide(y=values[0, 0], color=REFERENCE, label="at the start", legend=True),
        Line(record.steps, so_far(values[:, 0], last), color=TRAIN, label="in training", run="net"),
        Line(later, y, color=METHOD_B, dash=True, label="with Adam", run="adam"),
        Points(record.steps[last], values[last, 0], color=CHOSEN, shape="square", size=6),
    ]
    end = record.steps[-1] + record.more[-1]
    return Panel(
        Axis("step", (-0.02 * end, 1.02 * end)), Axis(name, limits, "log"), marks, aspect=0.9
    )


def _readouts(record, k, last, on):
    norm, low = record.norm[last, 0], record.norm_after[:, k, 0].min()
    here = {"step": int(record.steps[last]), "norm": norm, "part": norm / record.norm[0, 0]}
    here |= {"loss": record.loss[last, 0]}
    later = {"low": low, "times": norm / low, "loss": record.loss_after[-1, k, 0]}
    return [
        Readout("After {step:d} steps the gradient is {norm:.2g} long, **{part:.2g} times** as "
                "long as at the start; the loss is {loss:.2g}.", here),
        Readout("With Adam the gradient gets to {low:.2g}: **{times:.0f} times** shorter. The "
                "loss falls to {loss:.2g}.", later, when=on),
    ]  # fmt: skip
