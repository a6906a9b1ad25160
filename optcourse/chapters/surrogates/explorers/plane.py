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
    CHOSEN,
    CLASS_A,
    CLASS_B,
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
    behind = {"outlier": (-7.4, 0.0)}
    presets = {
        "Down the slope": {"angle": 30.0},
        "Far on its side": {"outlier": (6.4, 6.4)},
        "Behind the others": behind,
        "Behind, hinge": behind | {"name": "hinge"},
        "Behind, logistic": behind | {"name": "logistic"},
    }
    question = "Turn the line. Which loss tells you where to go? Then drag the outlier away."
    title = "One direction in the plane"
    return Explorer(_one_direction, controls, title, question, presets=presets)


def _one_direction(name, angle, norm, outlier):
    X, y = two_clouds()
    X = np.concatenate([np.stack([outlier]), X])
    y = np.concatenate([[1.0], y])
    mistakes, surrogate = losses_by_angle(name, norm, X, y)
    lowest = lowest_by_angle(name, X, y)
    best, held = 3.0 * np.argmin(lowest), 3.0 * np.argmin(surrogate)
    most, least = np.max(surrogate), np.max(mistakes)
    curves = [
        Line(ANGLES, surrogate / most, color=COLORS[name], label=name),
        Line(ANGLES, lowest / most, color=COLORS[name], width=1.2, dash=True, label="best length"),
        Line(*_stairs(ANGLES, mistakes / least), color=CHOSEN, label="0-1"),
    ]
    here = np.mean(MARGIN_LOSSES[name](margins(angle, norm, X, y))) / most
    return Scene(
        [
            _plane(name, angle, best, X, outlier),
            _curves(name, angle, best, curves, here, _share_wrong(angle, (X, y)) / least),
            _close_up(name, angle, norm, (X, y)),
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
            Points(X[1 : half + 1, 0], X[1 : half + 1, 1], color=CLASS_A, size=2.5),
            Points(X[half + 1 :, 0], X[half + 1 :, 1], color=CLASS_B, shape="square", size=2.5),
            _line(chosen, COLORS[name], True, f"best, {name}"),
            _line(turn, CHOSEN, False, "your line"),
            Arrow(0.0, 0.0, tip[0], tip[1], color=CHOSEN),
            Handle(tip[0], tip[1], "angle", drag="angle", color=CHOSEN),
            grip(outlier, "outlier", color=CLASS_A),
        ],
        title="dots: *y* = +1; squares: *y* = −1; ring off the arrow: the outlier",
        aspect=1.0,
        to_scale=True,
    )


def _line(turn, color, dash, label):
    """The line through the origin at right angles to the direction `turn`."""
    far = 1.5 * REACH * np.stack([-1.0, 1.0])
    return Line(-far * np.sin(turn), far * np.cos(turn), color=color, dash=dash, label=label)


def _curves(name, angle, best, curves, here, wrong):
    return Panel(
        Axis("direction of *w*, degrees", (0, 360), ticks=(0, 90, 180, 270, 360)),
        Axis("mean loss ÷ its largest", (0.0, 1.05)),
        [
            *curves,
            Guide(x=best, color=COLORS[name]),
            Points(angle, here, color=COLORS[name], size=5),
            Points(angle, wrong, color=CHOSEN, size=5),
        ],
        aspect=1.0,
    )


NEAR = np.arange(-24.0, 24.1, 0.5)  # degrees about the line that the reader has turned


def _close_up(name, angle, norm, data):
    """What a small turn changes: the sum of the 0-1 losses and of the surrogate's."""
    count = len(data[1])
    mistakes, surrogate = losses_by_angle(name, norm, *data, angles=angle + NEAR)
    here, there = losses_by_angle(name, norm, *data, angles=angle + np.zeros(1))
    return Panel(
        Axis("turned on by, degrees", (NEAR[0], NEAR[-1]), ticks=(-20, -10, 0, 10, 20)),
        Axis("change of the sum of losses", (-8.0, 8.0)),
        [
            Guide(x=0.0),
            Line(NEAR, count * (surrogate - there), color=COLORS[name], label=name),
            Line(
                *_stairs(NEAR, count * (mistakes - here)),
                color=CHOSEN,
                width=2.5,
                label="0-1: mistakes",
            ),
        ],
        aspect=1.0,
    )


def _stairs(angles, mistakes):
    """The curve as flat treads, one around each of evenly spaced angles."""
    half = 0.5 * (angles[1] - angles[0])
    return np.repeat(angles, 2) + np.tile([-half, half], len(angles)), np.repeat(mistakes, 2)


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
