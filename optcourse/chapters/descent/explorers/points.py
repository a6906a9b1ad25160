"""The explorer of twelve points, a straight line, and four steps."""

import numpy as np

from optcourse.chapters.descent.experiments import LineLoss, points
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    REFERENCE,
    TRAIN,
    Axis,
    Explorer,
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
from optcourse.rules import ExactLineSearch, GradientDescent, trajectory

X, Y = points()
NUM_STEPS = 4
LEVELS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)
MEAN = round(float(X.mean()), 1)


def twelve_points():
    """A3: four steps with the best rate each, from a start that the reader sets."""
    controls = [
        Slider("k", "steps", 0, NUM_STEPS, 0, step=1, spec="d", play=True),
        Slider("shift", "taken from every x", -2.0, 2.0, 0.0, step=0.1, spec=".1f"),
        Point("start", "start", (-2.0, 2.6), (-2.0, 2.6), (1.6, -0.5)),
    ]
    presets = {
        "Four steps": {"k": NUM_STEPS},
        "From elsewhere": {"k": NUM_STEPS, "start": (-1.5, 1.0)},
        "The mean taken": {"k": NUM_STEPS, "shift": MEAN},
        "Farther from zero": {"k": NUM_STEPS, "shift": -2.0},
    }
    question = "Four steps, each the best along its line. Is that close to the minimum?"
    return Explorer(_scene, controls, "Twelve points, four steps", question, presets=presets)


def _scene(k, shift, start):
    loss = LineLoss(X - shift, Y)
    path = trajectory(GradientDescent(ExactLineSearch()), loss, start, NUM_STEPS).theta
    seen = np.arange(NUM_STEPS + 1.0)[:, None] <= k
    walked = np.where(seen, path, np.nan)
    best, values = loss.minimum(), each(loss.value, path)
    lowest = loss.value(best)
    left = (values - lowest) / (values[0] - lowest + 1e-300)
    share = np.sum(np.where(np.arange(NUM_STEPS + 1) == k, left, 0.0))
    readouts = [
        Readout("After {k:d} steps **{left:.2%}** of the excess over the lowest loss is left.",
                {"k": k, "left": share}),
        Readout("*κ* = {kappa:.3g}.", {"kappa": loss.spread()}),
    ]  # fmt: skip
    return Scene([_map(loss, walked, start, best), _data(shift, path, k, best)], readouts)


def _map(loss, path, start, best):
    x, y = np.linspace(-2.1, 2.7, 41), np.linspace(-2.1, 2.7, 41)
    marks = [
        terrain(loss.value, x, y, LEVELS),
        trail(path, color=METHOD_A, dots=True, run="descent"),
        spot(best, color=0, shape="cross", size=6),
        grip(start, "start", color=0),
    ]
    axes = Axis("offset *φ*_{0}", (-2.1, 2.7)), Axis("slope *φ*_{1}", (-2.1, 2.7))
    return Panel(*axes, marks, title="ring: start; cross: the lowest loss", aspect=1.0)


def _data(shift, path, k, best):
    ends = np.array([-0.1, 2.1])
    here = np.sum(np.where(np.arange(NUM_STEPS + 1.0)[:, None] == k, path, 0.0), axis=0)
    marks = [
        Line(ends, best[0] + best[1] * (ends - shift), color=REFERENCE, dash=True,
             label="the best line"),
        Line(ends, here[0] + here[1] * (ends - shift), color=CHOSEN, label="the line now"),
        Points(X, Y, color=TRAIN, size=4),
    ]  # fmt: skip
    return Panel(Axis("*x*", (-0.1, 2.1)), Axis("*y*", (-1.5, 3.5)), marks, aspect=1.0)
