"""The explorer of three ways between two networks that were trained apart."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    METHOD_C,
    REFERENCE,
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    listed,
    numbered,
    place,
)

WAYS = {
    "line": ("the straight line", METHOD_A),
    "matched": ("units matched", METHOD_B),
    "curve": ("a trained curve", METHOD_C),
}
LOSSES = (1e-4, 10.0)


def three_ways(record):
    """G24, G25: loss and test error on the way from one network to another (a Connections)."""
    widths, stops = record.widths, record.line.shape[-1]
    shares = [f"{100 * k / (stops - 1):.0f}%" for k in range(stops)]
    controls = [
        Choice("way", "way", {name: label for name, (label, _) in WAYS.items()}, "line"),
        listed("width", "units a layer", widths, "{}", start=place(widths, 16)),
        listed("stop", "along the way", shares, "{}", start=0, play=True),
        numbered("pair", "pair", record.line.shape[1]),
    ]
    widest, half = len(widths) - 1, stops // 2
    presets = {
        "Half-way": {"stop": half},
        "Half-way, matched": {"way": "matched", "stop": half},
        "Half-way on the curve": {"way": "curve", "stop": half},
        "Wide, matched": {"way": "matched", "width": widest, "stop": half},
        "Narrow, on the curve": {"way": "curve", "width": 0, "stop": half},
    }
    question = "Two networks solve the same task. Can one walk from the one to the other?"
    title = "Three ways between two networks"
    scene = partial(_walk, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _walk(record, way, width, stop, pair):
    loss, error = ({name: getattr(record, name + what)[width, pair] for name in ("line", way)}
                   for what in ("", "_error"))  # fmt: skip
    share = np.linspace(0, 1, len(loss[way]))
    heights = Axis("training loss", LOSSES, "log"), Axis("new digits wrong, %", (-3, 100))
    values = (
        {k: np.clip(v, *LOSSES) for k, v in loss.items()},
        {k: 100 * v for k, v in error.items()},
    )
    panels = [
        Panel(Axis("share of the way", (-0.02, 1.02)), axis, _marks(share, each, way, stop),
              aspect=0.9)
        for axis, each in zip(heights, values, strict=True)
    ]  # fmt: skip
    return Scene(panels, _readouts(record, way, width, stop, pair))


def _marks(share, values, way, stop):
    """The chosen way, the straight line behind it, and where the reader stands."""
    label, color = WAYS[way]
    behind = Line(share, values["line"], color=REFERENCE, width=1.2, dash=True,
                  label="the straight line")  # fmt: skip
    marks = [] if way == "line" else [behind]
    return [
        *marks,
        Line(share, values[way], color=color, label=label),
        Points(share[[0, -1]], values[way][[0, -1]], color=CHOSEN, shape="square", size=5),
        Points(share[stop], values[way][stop], color=color, size=7),
    ]


def _readouts(record, way, width, stop, pair):
    loss, error = getattr(record, way)[width, pair], getattr(record, f"{way}_error")[width, pair]
    high = record.barriers(way)[width, pair]
    joined = high < 0.01
    return [
        Readout("Loss **{loss:.3f}**, {error:.1%} of new digits wrong.",
                {"loss": loss[stop], "error": error[stop]}),
        Readout("**A hill of {high:.2f} nats** stands on this way.", {"high": high},
                when=not joined),
        Readout("**No hill**: nowhere on this way more than 0.01 nats above the ends.", {},
                when=bool(joined), tone="good"),
        Readout("The curve is {longer:.2f} times as long as the line.",
                {"longer": record.longer[width, pair]}, when=way == "curve"),
    ]  # fmt: skip
