"""Explorers of the chapter on surrogate losses: one direction in the plane."""

import numpy as np

from optcourse.chapters.surrogates.experiments import (
    ANGLES,
    LENGTHS,
    losses_by_angle,
    lowest_by_angle,
    margins,
    two_clouds,
)
from optcourse.chapters.surrogates.explorers.losses import COLORS, SURROGATES
from optcourse.explore import (
    Arrow,
    Axis,
    Choice,
    Explorer,
    Guide,
    Handle,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    Slider,
    Text,
    grip,
)
from optcourse.networks.losses import MARGIN_LOSSES

REACH = 8.0  # of the plane that is drawn
ARROW = 2.9


def one_direction():
    """S2, S17, S18: turn a line, and move an outlier, under a surrogate of choice."""
    controls = [
        Choice("name", "surrogate", SURROGATES, "squared"),
        Slider("angle", "direction *w*", 0.0, 357.0, 120.0, step=3.0, spec="d", unit="°"),
        Slider("norm", "length of *w*", LENGTHS[0], LENGTHS[-1], 1.0, count=41, log=True,
               spec=".2g"),
        Point("outlier", "outlier", (-REACH, REACH), (-REACH, REACH), (1.8, 0.6)),
    ]  # fmt: skip
    question = "Turn the line. Which loss tells you where to go? Then drag the outlier away."
    return Explorer(_one_direction, controls, "One direction in the plane", question)


def _one_direction(name, angle, norm, outlier):
    X, y = two_clouds()
    X = np.concatenate([np.stack([outlier]), X])
    y = np.concatenate([[1.0], y])
    mistakes, surrogate = losses_by_angle(name, norm, X, y)
    lowest = lowest_by_angle(name, X, y)
    best, held = 3.0 * np.argmin(lowest), 3.0 * np.argmin(surrogate)
    curves = [
        Line(ANGLES, surrogate, color=COLORS[name], label=name),
        Line(ANGLES, lowest, color=COLORS[name], width=1.2, dash=True, label="best length"),
        Line(*_stairs(mistakes), color=0, label="0-1"),
    ]
    here = np.mean(MARGIN_LOSSES[name](margins(angle, norm, X, y)))
    return Scene(
        [
            _plane(name, angle, best, X, outlier),
            _curves(name, angle, best, curves, here, _share_wrong(angle, (X, y))),
        ],
        _readouts(name, angle, best, held, mistakes, (X, y)),
    )


def _plane(name, angle, best, X, outlier):
    turn, chosen = np.radians(angle), np.radians(best)
    tip = ARROW * np.stack([np.cos(turn), np.sin(turn)])
    half = len(X) // 2
    return Panel(
        Axis("*x*_{1}", (-REACH, REACH), ticks=False),
        Axis("*x*_{2}", (-REACH, REACH), ticks=False),
        [
            Points(X[1 : half + 1, 0], X[1 : half + 1, 1], color=5, size=2.5),
            Points(X[half + 1 :, 0], X[half + 1 :, 1], color=6, shape="square", size=2.5),
            Text(5.4, -7.0, "*y* = +1", color=5),
            Text(-7.7, -7.0, "*y* = −1", color=6),
            _line(chosen, COLORS[name], True, f"best, {name}"),
            _line(turn, 0, False, "your line"),
            Arrow(0.0, 0.0, tip[0], tip[1], color=0),
            Handle(tip[0], tip[1], "angle", drag="angle", color=0, label="*w*"),
            grip(outlier, "outlier", color=5, label="outlier"),
        ],
        aspect=1.0,
    )


def _line(turn, color, dash, label):
    """The line through the origin at right angles to the direction `turn`."""
    far = 1.5 * REACH * np.stack([-1.0, 1.0])
    return Line(-far * np.sin(turn), far * np.cos(turn), color=color, dash=dash, label=label)


def _curves(name, angle, best, curves, here, wrong):
    return Panel(
        Axis("direction of *w*, degrees", (0, 360), ticks=(0, 90, 180, 270, 360)),
        Axis("mean loss", (0.0, 5.0)),
        [
            *curves,
            Guide(x=best, color=COLORS[name]),
            Points(angle, here, color=COLORS[name], size=5),
            Points(angle, wrong, color=0, size=5),
        ],
    )


def _stairs(mistakes):
    """The curve as flat treads, one around each angle tried."""
    return np.repeat(ANGLES, 2) + np.tile([-1.5, 1.5], len(ANGLES)), np.repeat(mistakes, 2)


def _share_wrong(angle, data):
    return np.mean(1.0 * (margins(angle, 1.0, *data) <= 0))


def _readouts(name, angle, best, held, mistakes, data):
    count = len(data[1])
    least, theirs = count * np.min(mistakes), count * _share_wrong(best, data)
    values = {"yours": count * _share_wrong(angle, data), "least": least}
    lowest = count * _share_wrong(held, data)
    return [
        Readout("Mistakes of your line: **{yours:.0f}**. The fewest of any line through the "
                "middle: {least:.0f}.", values),
        Readout(f"The best {name} line makes **{{theirs:.0f}}**: it gives way to the outlier.",
                {"theirs": theirs}, when=theirs > least + 0.5, tone="bad"),
        Readout(f"The best {name} line makes the fewest, too.", when=theirs < least + 0.5,
                tone="good"),
        Readout("With the length of *w* held as it is, the lowest point makes **{lowest:.0f}**.",
                {"lowest": lowest}, when=np.abs(lowest - theirs) > 0.5),
    ]  # fmt: skip
