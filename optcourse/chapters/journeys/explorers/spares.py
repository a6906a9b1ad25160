"""The explorer of students with as many units as their teacher, or some to spare."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    REFERENCE,
    TRAIN,
    Axis,
    Band,
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
    timeline,
)
from optcourse.intervals import wilson

LOWEST = 1e-8  # losses below are drawn there
TICKS = (0, 25, 50, 75, 100)


def spare_units(lessons):
    """G8, G21: the losses of all starts, by units of the teacher, spare units and time (Spares by
    the number of the teacher's units).
    """
    sizes, first = [str(size) for size in lessons], next(iter(lessons.values()))
    controls = [
        Choice("size", "units of the teacher", dict(zip(sizes, sizes, strict=True)), "10"),
        listed("more", "spare units of the student", first.spares, "{}", start=0),
        timeline("time", first.steps, start=0, name="moment"),
    ]
    end, most = len(first.steps) - 1, len(first.spares) - 1
    presets = {
        "As many units": {"moment": end},
        "One to spare": {"more": 1, "moment": end},
        "A small teacher": {"size": sizes[0], "moment": end},
        "A larger teacher": {"size": sizes[-1], "more": 1, "moment": end},
        "Enough for the larger": {"size": sizes[-1], "more": most, "moment": end},
    }
    question = (
        "A loss of 0 exists for every student. How many spare units until all starts find it?"
    )
    scene = partial(_spare, {str(size): lesson for size, lesson in lessons.items()})
    return Explorer(scene, controls, "Spare units", question, bank=True, presets=presets)


def _spare(lessons, size, more, moment):
    lesson = lessons[size]
    found = lesson.loss[:, moment] <= lesson.missed_above
    order = np.argsort(-np.round(lesson.loss[more, -1] / LOWEST), kind="stable")
    return Scene(
        [
            _starts(lesson.loss[more, moment][order], found[more][order], lesson),
            _shares(lesson, found, more),
        ],
        _readouts(lesson, int(size), more, moment, int(found[more].sum())),
    )


def _starts(loss, found, lesson):
    """A dot for every start, those that end highest first; of equals, the first."""
    number, drawn = np.arange(1, len(loss) + 1), np.maximum(loss, LOWEST)
    marks = [
        Guide(y=lesson.missed_above, color=REFERENCE, label="below: found", legend=True),
        Points(number, np.where(found, drawn, np.nan), color=TRAIN, size=3.5),
        Points(number, np.where(found, np.nan, drawn), color=CHOSEN, shape="square", size=4),
    ]
    axes = Axis("start, the worst first", (0, len(loss) + 1)), Axis("loss", (LOWEST / 2, 50), "log")
    return Panel(*axes, marks, aspect=0.9, weight=1.2)


def _shares(lesson, found, more):
    """How many starts have found the lowest loss, up to the number of spare units chosen."""
    count, share = found.shape[1], 100 * found.mean(1)
    low, high = (so_far(100 * end, more) for end in wilson(found.sum(1), count))
    marks = [
        Band(lesson.spares, low, high, color=REFERENCE, label="95% interval"),
        Line(lesson.spares, so_far(share, more), color=TRAIN, dots=True),
        Points(lesson.spares[more], share[more], color=TRAIN, size=5),
        Guide(x=1.0 * lesson.spares[more], color=CHOSEN, label="this student", legend=True),
    ]
    axes = (
        Axis("spare units", (-0.3, lesson.spares[-1] + 0.3), ticks=tuple(lesson.spares.tolist())),
        Axis("starts that have found it, %", (-5, 105), ticks=TICKS),
    )
    return Panel(*axes, marks, aspect=0.9)


def _readouts(lesson, size, more, moment, found):
    count, last = lesson.loss.shape[2], moment == len(lesson.steps) - 1
    values = {"of": count, "units": size + int(lesson.spares[more]), "size": size}
    return [
        Readout("Step {step:d}: **{found:d} of {of:d}** starts have found the lowest loss.",
                {"step": int(lesson.steps[moment]), "found": found, "of": count}),
        Readout("**All {of:d} students with {units:d} units arrive**, for a teacher of {size:d}.",
                values, when=last and found == count, tone="good"),
        Readout("Of {of:d} students with {units:d} units, **{missed:d} miss it**, for a teacher "
                "of {size:d}.", values | {"missed": count - found}, when=last and found < count),
    ]  # fmt: skip
