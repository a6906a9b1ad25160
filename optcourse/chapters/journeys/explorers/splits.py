"""The explorer of points that two threshold units provably cannot fit."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    REFERENCE,
    Axis,
    Band,
    Choice,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    listed,
    place,
    so_far,
)
from optcourse.intervals import wilson

FAMILIES = {"easy": "can be split", "hard": "cannot be split"}


def two_units_or_eight(record):
    """G26: starts that fit every point, by the number of tanh units (a Splits)."""
    widths = record.widths.tolist()
    controls = [
        Choice("family", "sets", FAMILIES, "hard"),
        listed("k", "hidden units", widths, "{}", start=widths.index(2)),
    ]
    presets = {
        "Three, cannot be split": {"k": place(widths, 3)},
        "Eight, cannot be split": {"k": place(widths, 8)},
        "Two, can be split": {"family": "easy"},
    }
    question = "How many units until training never misses, where two provably cannot fit?"
    scene, title = partial(_share, record), "Two units or eight"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _share(record, family, k):
    which = list(FAMILIES).index(family)
    return Scene([_starts(record, which, k), _sets(record, family)], _readouts(record, which, k))


def _sets(record, family):
    """Each set a row of its elements, on the two sides of the splitting, if there is one."""
    sets = record.easy if family == "easy" else record.hard
    row, element = np.nonzero(sets)
    n = max(len(record.easy), len(record.hard))
    most = max(record.easy.sum(), record.hard.sum())
    side = record.split[element] if family == "easy" else np.zeros(len(element), bool)
    first = METHOD_A if family == "easy" else REFERENCE
    parts = [(~side, first, "circle"), (side, METHOD_B, "square")]
    marks = []
    for chosen, color, shape in parts:
        x, y = np.full((2, most), np.nan)
        x[: len(element)] = np.where(chosen, element + 1.0, np.nan)
        y[: len(element)] = np.where(chosen, row + 1.0, np.nan)
        marks.append(Points(x, y, color=color, shape=shape, size=3))
    elements = record.easy.shape[1]
    x = Axis("element", (0.3, elements + 0.7), ticks=tuple(range(1, elements + 1, 3)))
    title = "a row: a set; shapes: the sides"
    return Panel(x, Axis("set", (0.0, n + 1.0)), marks, title=title, aspect=0.95)


def _starts(record, which, k):
    share = record.fitted[which] / record.num_starts
    low, high = wilson(record.fitted[which], record.num_starts)
    x = record.widths.astype(float)
    marks = [
        Band(x, so_far(low, k), so_far(high, k), color=METHOD_A),
        Line(x, so_far(share, k), color=METHOD_A, label="starts that fit all points", run="starts"),
        Points(x[k], share[k], color=CHOSEN, shape="square", size=6),
    ]
    axes = (
        Axis("hidden units", (0.9, 1.1 * x[-1]), "log", ticks=tuple(x)),
        Axis("share of starts", (0.0, 1.03)),
    )
    return Panel(*axes, marks, title="band: 95% interval", aspect=0.95)


def _readouts(record, which, k):
    low, high = wilson(record.fitted[which, k], record.num_starts)
    values = {"units": int(record.widths[k]), "fit": int(record.fitted[which, k])}
    values |= {"starts": record.num_starts, "low": 100 * low, "high": 100 * high}
    text = "Hidden tanh units: {units:d}. They fit every point from **{fit:d} of {starts:d}** "
    text += "starts (95% interval: {low:.0f}% to {high:.0f}%)."
    proved = "No two threshold units with an AND fit them: all {tried:d} splittings fail."
    exist = "Two threshold units with an AND fit them: the shapes show the splitting."
    return [
        Readout(text, values),
        Readout(proved, {"tried": record.tried}, when=which == 1, tone="bad"),
        Readout(exist, when=which == 0, tone="good"),
    ]
