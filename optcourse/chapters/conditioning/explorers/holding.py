"""The explorer of a valley that holds descent at the edge, in the chapter on ill-conditioning."""

import numpy as np

from optcourse.explore import (
    METHOD_A,
    REFERENCE,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Point,
    Readout,
    Scene,
    Slider,
    grip,
    terrain,
    trail,
)
from optcourse.landscapes import Sharpening
from optcourse.rules import GradientDescent, trajectory

VALLEY = Sharpening(sharpest=10.0, pull=0.5)
NUM_STEPS = 200


def held_at_the_edge():
    """I12: descent in a valley that grows sharper along its floor."""
    controls = [
        Slider("lr", "learning rate *ε*", 0.1, 0.28, 0.18, step=0.01),
        Point("start", "start", (-1.2, 1.2), (0.0, 2.2), (0.5, 0.7)),
    ]
    presets = {
        "Just past": {"lr": 0.22},
        "Swings": {"lr": 0.28},
        "Start above the edge": {"lr": 0.28, "start": (0.3, 2.15)},
    }
    question = "The floor leads to where the valley is too sharp. Does descent run away there?"
    return Explorer(_held, controls, "Held at the edge", question, presets=presets)


def _held(lr, start):
    path = trajectory(GradientDescent(lr), VALLEY, start, NUM_STEPS).theta
    sharp, loss = np.exp(path[:, 1]), VALLEY.value(path)
    goal = np.log(VALLEY.sharpest)
    floor = np.exp(goal + (start[1] - goal) * (1 - lr * VALLEY.pull) ** np.arange(NUM_STEPS + 1))
    return Scene(
        [_valley(path, start, lr), _sharpness(sharp, floor, lr), _loss(loss)],
        _readouts(sharp, loss, lr),
    )


def _valley(path, start, lr):
    x, y = np.linspace(-1.3, 1.3, 67), np.linspace(-0.2, 2.8, 61)
    return Panel(
        Axis("across *θ*_{1}", (-1.3, 1.3), ticks=(-1, 0, 1)),
        Axis("along *θ*_{2}, log sharpness", (-0.2, 2.8), ticks=(0, 1, 2)),
        [
            terrain(VALLEY.value, x, y, tuple(0.02 * 2.0 ** np.arange(10))),
            Guide(y=np.log(2 / lr), color=REFERENCE, label="2/*ε*"),
            trail(path, color=METHOD_A, width=1.5, dots=True, run="descent"),
            grip(start, "start", label="start"),
        ],
    )


def _sharpness(sharp, floor, lr):
    steps = np.arange(NUM_STEPS + 1)
    return Panel(
        Axis("step", (0, NUM_STEPS)),
        Axis("sharpness across", (0.0, 21.0)),
        [
            Guide(y=2 / lr, color=REFERENCE, label="2/*ε*"),
            Line(steps, floor, color=REFERENCE, dash=True, label="along the floor"),
            Line(steps, sharp, color=METHOD_A, label="of the path", run="descent"),
        ],
    )


def _loss(loss):
    steps = np.arange(NUM_STEPS + 1)
    return Panel(
        Axis("step", (0, NUM_STEPS)),
        Axis("loss", (1e-4, 1e1), "log"),
        [Line(steps, loss, color=METHOD_A, width=1.5, run="descent")],
    )


def _readouts(sharp, loss, lr):
    late = np.sum(sharp[101:]) / 100
    rising = np.sum(np.where(loss[1:] > loss[:-1], 1.0, 0.0)) / NUM_STEPS
    reached = VALLEY.sharpest * lr > 2.0
    values = {"late": late, "limit": 2 / lr}
    return [
        Readout("Mean sharpness of the last hundred steps **{late:.1f}**, limit 2/*ε* = "
                "{limit:.1f}.", values),
        Readout("The floor ends below the limit: nothing holds descent back.", when=~reached),
        Readout("**Held at the edge**, while {rising:.0%} of the steps raise the loss.",
                {"rising": rising}, when=reached & (np.abs(late * lr / 2 - 1) < 0.1), tone="good"),
    ]  # fmt: skip
