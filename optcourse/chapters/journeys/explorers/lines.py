"""The explorer of the straight line from the start of training to its end."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
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
    faint,
    listed,
    so_far,
)

LEAST = 1e-4  # a rise below this is drawn there
HILL = 1e-3


def the_straight_line(records):
    """G5 and G16: the loss on the line, by network and way to train (Lines by name)."""
    names = list(records)
    first = records[names[0]]
    controls = [
        Choice("which", "network", {name: name for name in names}, names[0]),
        listed("way", "trained by", _ways(first), "{}", start=1),
        listed("along", "along the line", [f"{100 * s:.0f}%" for s in first.shares], "{}", start=0),
    ]
    last = len(first.rates) - 1
    presets = {
        "The largest rate": {"way": last},
        "Six layers": {"which": names[-1]},
        "Six layers, large rate": {"which": names[-1], "way": last, "along": 10},
    }
    question = (
        "Which way to train puts a hill on the straight line, and did the hill stop training?"
    )
    scene, title = partial(_line, records), "The straight line"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _ways(record):
    names = ["SGD"] * record.num_sgd + ["Adam"] * (len(record.rates) - record.num_sgd)
    return [f"{name}, {rate:g}" for name, rate in zip(names, record.rates, strict=True)]


def _line(records, which, way, along):
    record = records[which]
    return Scene([_along(record, way, along), _rises(record, way)], _readouts(record, way, along))


def _along(record, way, along):
    x, loss = record.shares, record.loss[way]
    marks = [
        *faint(x, loss[1:], "other seeds"),
        Line(x, loss[0], color=TRAIN, label="one run", run="line"),
        Points(x[along], loss[0, along], color=CHOSEN, shape="square", size=6),
    ]
    axes = (
        Axis("share of the way from start to end", (-0.02, 1.02)),
        Axis("training loss", (0.0, 3.4)),
    )
    return Panel(*axes, marks, aspect=0.85, weight=1.1)


def _rises(record, way):
    """The rises of each way to train that stands on the slider up to the chosen one."""
    rise, marks = so_far(np.maximum(record.rise, LEAST), way), [Guide(y=HILL, color=0)]
    ways = (("SGD", slice(0, record.num_sgd), METHOD_A, "circle"),
            ("Adam", slice(record.num_sgd, None), METHOD_B, "square"))  # fmt: skip
    for name, part, color, shape in ways:
        x = np.repeat(record.rates[part], rise.shape[1])
        marks.append(Points(x, rise[part].ravel(), color=color, shape=shape, size=4, label=name))
    x, y = np.repeat(record.rates[way], rise.shape[1]), np.maximum(record.rise[way], LEAST)
    marks.append(Points(x, y, color=CHOSEN, shape="cross", size=6))
    axes = (Axis("learning rate", (6e-4, 1.0), "log"),
            Axis("largest rise on the line", (0.6 * LEAST, 2.0), "log"))  # fmt: skip
    return Panel(*axes, marks, title="at the bottom: no rise; line: a rise of 0.001", aspect=0.85)


def _readouts(record, way, along):
    loss, rise = record.loss[way], record.rise[way]
    up, runs = int(np.sum(rise > HILL)), len(rise)
    here = {"share": 100 * record.shares[along], "loss": loss[0, along]}
    ends = {"first": loss[:, 0].mean(), "last": loss[:, -1].mean()}
    hill = {"up": up, "runs": runs, "rise": rise.max()}
    return [
        Readout("At {share:.0f}% of the line the loss is {loss:.2f}.", here),
        Readout("**Downhill all along** in {runs:d} of {runs:d} runs.", {"runs": runs},
                when=up == 0, tone="good"),
        Readout("**It rises** in {up:d} of {runs:d} runs, by up to {rise:.2g}.", hill,
                when=up > 0, tone="bad"),
        Readout("Training itself went from {first:.2f} to {last:.2g}, in the mean.", ends),
    ]  # fmt: skip
