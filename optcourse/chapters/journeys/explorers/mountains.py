"""The explorer of a mountain in the way, at the head of the chapter on journeys."""

import numpy as np

from optcourse.chapters.journeys.experiments import EndlessRidge, RoundHill
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    Slider,
    grip,
    spot,
    terrain,
    trail,
)
from optcourse.loops import each
from optcourse.rules import GradientDescent, trajectory

LR, NUM_STEPS, GOAL = 0.5, 1000, 4.0
X, Y = (-5.0, 5.0), (-4.0, 4.0)
MOUNTAINS = {"ridge": "an endless ridge", "hill": "a round hill"}
LEVELS = {
    "ridge": (-0.6, -0.5, -0.4, -0.3, -0.2, 0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.3, 1.6),
    "hill": (-0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.3, 1.6),
}


def the_mountain():
    """G1 and G12: descent from a start that the reader drags, with a mountain in the way."""
    controls = [
        Choice("mountain", "mountain", MOUNTAINS, "ridge"),
        Slider("height", "height *b*", 0.1, 2.0, 1.0, step=0.05),
        Point("start", "start", (-4.8, 4.8), (-3.8, 3.8), (-1.0, -2.0)),
    ]
    presets = {
        "Over the crest": {"start": (0.2, -2.0)},
        "Round the hill": {"mountain": "hill", "start": (-4.0, 1.0)},
        "Head on": {"mountain": "hill", "start": (-4.0, 0.01)},
        "On the axis": {"mountain": "hill", "start": (-4.0, 0.0)},
        "Too low to hold": {"mountain": "hill", "height": 0.15, "start": (-4.0, 0.01)},
    }
    question = "Every step goes downhill. From which starts does descent reach the low land?"
    return Explorer(_descent, controls, "The mountain", question, presets=presets)


def _descent(mountain, height, start):
    land = (EndlessRidge if mountain == "ridge" else RoundHill)(height)
    path = trajectory(GradientDescent(LR), land, start, NUM_STEPS).theta
    beyond = path[:, 0] >= GOAL
    readouts = (_of_ridge if mountain == "ridge" else _of_hill)(
        path, beyond, each(land.value, path)
    )
    return Scene([_map(mountain, land, path, start), _heights(land, path, beyond)], readouts)


def _map(mountain, land, path, start):
    x, y = np.linspace(*X, 61), np.linspace(*Y, 49)
    marks = [
        terrain(land.value, x, y, LEVELS[mountain]),
        Guide(x=GOAL, color=0),
        trail(path, color=METHOD_A, dots=True, run="descent"),
        spot(path[-1], color=METHOD_A, shape="square", size=5),
        grip(start, "start", color=0),
    ]
    title = "ring: the start; line: the low land begins"
    return Panel(Axis("*x*", X), Axis("*y*", Y), marks, title=title, aspect=0.85, weight=1.2)


def _heights(land, path, beyond):
    steps = np.arange(NUM_STEPS + 1)
    arrival = np.where(np.any(beyond), np.argmax(beyond), np.nan)
    heights = each(land.value, path)
    marks = [
        Line(steps, heights, color=METHOD_A, run="descent"),
        Points(arrival, land.value(path[np.argmax(beyond)]), color=CHOSEN, size=6),
    ]
    return Panel(Axis("step", (0, NUM_STEPS)), Axis("height *J*", (-1.0, 2.4)), marks, aspect=0.9)


def _of_ridge(path, beyond, heights):
    there = np.any(beyond)
    values = {"height": heights[-1], "steps": NUM_STEPS}
    text = "after {steps:d} steps, at a height of {height:.2f}."
    return [
        Readout("**Never there**: no step leads back over the crest. It stands, " + text, values,
                when=~there & (path[-1, 0] < 0), tone="bad"),
        Readout("**In the low land** after {k:d} steps; " + text, values | {"k": np.argmax(beyond)},
                when=there, tone="good"),
        Readout("Still on its way " + text, values, when=~there & (path[-1, 0] >= 0)),
    ]  # fmt: skip


def _of_hill(path, beyond, heights):
    there = np.any(beyond)
    k = np.argmax(beyond)
    steps = np.sqrt(np.sum((path[1:] - path[:-1]) ** 2, axis=1))
    length = np.sum(np.where(np.arange(NUM_STEPS) < k, steps, 0.0))
    straight = path[k, 0] - path[0, 0]
    values = {"k": k, "length": length, "straight": straight}
    return [
        Readout("**There after {k:d} steps**, on a way of {length:.1f}; straight ahead it "
                "would be {straight:.1f}.", values, when=there & ~beyond[0], tone="good"),
        Readout("It starts in the low land.", when=beyond[0], tone="good"),
        Readout("**Not there** after {steps:d} steps: it stands at *x* = {x:.2f}, at a slope of "
                "{slope:.1g}.",
                {"steps": NUM_STEPS, "x": path[-1, 0], "slope": steps[-1] / LR},
                when=~there, tone="bad"),
    ]  # fmt: skip
