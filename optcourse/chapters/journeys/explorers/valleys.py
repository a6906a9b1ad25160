"""The explorer of Rosenbrock's valley: is the way longer, or are the steps shorter?"""

from functools import partial

import numpy as np

from optcourse.chapters.journeys.experiments import rate_at
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
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
from optcourse.landscapes import Rosenbrock
from optcourse.loops import each
from optcourse.rules import GradientDescent, trajectory

NUM_STEPS = 4000
SHOWN = np.unique(np.geomspace(1, NUM_STEPS + 1, 240).astype(int)) - 1  # denser at first
GOAL, SHARPEST = 1e-3, 30.0
LEVELS = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)


def longer_or_shorter(record):
    """G7: descent in a valley of a sharpness that the reader sets, beside the Valleys `record`."""
    controls = [
        Slider("sharp", "sharpness *b*", 1.0, SHARPEST, 1.0, count=35, log=True, spec=".2g"),
        Slider("share", "rate, as a part of its limit", 0.2, 0.8, 0.4, step=0.1, spec=".1f"),
        Point("start", "start", (-1.5, 1.5), (-0.4, 1.6), (-1.2, 1.0)),
    ]
    presets = {
        "Ten times sharper": {"sharp": 10.0},
        "Thirty times sharper": {"sharp": SHARPEST},
        "Close to the limit": {"sharp": 10.0, "share": 0.8},
    }
    question = "Make the valley sharper. Does the way get longer, or the steps shorter?"
    scene, title = partial(_valley, record), "The way or the steps"
    return Explorer(scene, controls, title, question, presets=presets)


def _valley(record, sharp, share, start):
    land, lr = Rosenbrock(b=sharp), rate_at(sharp, share)
    path = trajectory(GradientDescent(lr), land, start, NUM_STEPS).theta
    low = each(land.value, path) < GOAL
    there, k = np.any(low), np.argmax(low)
    jumps = np.sqrt(np.sum((path[1:] - path[:-1]) ** 2, axis=1))
    until = np.where(there, k, NUM_STEPS)
    length = np.sum(np.where(np.arange(NUM_STEPS) < until, jumps, 0.0))
    values = {"k": until, "length": length}
    readouts = [
        Readout("**{k:d} steps** to a loss of 0.001, on a way of **{length:.2f}**.", values,
                when=there, tone="good"),
        Readout("**Not there** after {k:d} steps, on a way of {length:.2f}.", values,
                when=~there, tone="bad"),
        Readout("A step is {mean:.2g} long in the mean.", {"mean": length / (until + 1e-9)}),
    ]  # fmt: skip
    return Scene([_map(land, path, start), _bill(record, sharp, until, length)], readouts)


def _map(land, path, start):
    x, y = np.linspace(-1.7, 1.7, 52), np.linspace(-0.6, 1.8, 37)
    marks = [
        terrain(land.value, x, y, LEVELS),
        trail(path[SHOWN], color=METHOD_A, run="descent"),
        spot(np.ones(2), color=0, shape="cross", size=6),
        grip(start, "start", color=0),
    ]
    axes = Axis("*θ*_{0}", (-1.7, 1.7)), Axis("*θ*_{1}", (-0.6, 1.8))
    return Panel(*axes, marks, title="ring: start; cross: minimum", aspect=0.8, weight=1.2)


def _bill(record, sharp, steps, length):
    which = int(np.argmin(np.abs(record.shares - 0.4)))
    marks = [
        Line(record.sharp, record.steps[:, which], color=0, dash=True,
             label="steps from (−1.2, 1), to a loss of 10^{−6}"),
        Line(record.sharp, record.length[:, which], color=0, label="its way"),
        Points(sharp, steps, color=METHOD_A, shape="circle", size=6, label="steps to 0.001"),
        Points(sharp, length, color=METHOD_B, shape="square", size=6, label="way"),
    ]  # fmt: skip
    axes = Axis("sharpness *b*", (0.8, 120.0), "log"), Axis("steps; length", (0.5, 5e4), "log")
    return Panel(*axes, marks, aspect=0.95)
