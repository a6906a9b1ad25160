"""Explorers of the chapter on ill-conditioning, for losses that are formulas."""

import numpy as np

from optcourse.explore import (
    CHOSEN,
    REFERENCE,
    TRAIN,
    Arrow,
    Axis,
    Explorer,
    Guide,
    Handle,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    Text,
    terrain,
)
from optcourse.landscapes import Quadratic

SLOPE = 1.0  # of the one-dimensional loss at the start


def step_against_curvature():
    """I1: one gradient step on a parabola whose curvature the reader sets."""
    controls = [
        Slider("curvature", "curvature *h*", -1.5, 1.5, 1.0, step=0.1, spec=".1f"),
        Slider("lr", "learning rate *ε*", 0.0, 2.0, 1.4, step=0.05),
    ]
    presets = {
        "A small step": {"lr": 0.3},
        "Past the limit": {"curvature": 1.5, "lr": 1.5},
        "No curvature": {"curvature": 0.0},
        "Bent down": {"curvature": -1.0},
    }
    question = "The slope promises a drop. Does the loss keep the promise?"
    return Explorer(_one_step, controls, "A step against curvature", question, presets=presets)


def _one_step(curvature, lr):
    def loss(d):
        return 2.0 - SLOPE * d + 0.5 * curvature * d * d

    step = lr * SLOPE
    promised, kept = lr * SLOPE**2, 2.0 - loss(step)
    rates = np.linspace(0.0, 2.0, 101)
    drops = rates * SLOPE**2 - 0.5 * curvature * rates**2
    return Scene(
        [_parabola(loss, step, promised), _promises(rates, drops, lr, kept)],
        _step_readouts(curvature, lr, promised, kept),
    )


def _parabola(loss, step, promised):
    along = np.linspace(-0.5, 2.5, 121)
    return Panel(
        Axis("distance along −*g*", (-0.5, 2.5)),
        Axis("loss", (-3.4, 3.6)),
        [
            Line(along, loss(along), color=TRAIN, label="loss"),
            Line(along, 2.0 - SLOPE * along, color=REFERENCE, dash=True, label="first order"),
            Line(_pair(step, step), _pair(2.0 - promised, loss(step)), color=5, width=4,
                 label="½*ε*²*h*"),
            Points(0.0, 2.0, color=0, size=4),
            Text(-0.08, 1.3, "start", anchor="end"),
            Points(step, 2.0 - promised, color=0, shape="cross", size=4),
            Handle(step, loss(step), "lr", drag="x", label="step"),
        ],
    )  # fmt: skip


def _promises(rates, drops, lr, kept):
    return Panel(
        Axis("learning rate *ε*", (0.0, 2.05)),
        Axis("drop in the loss", (-1.5, 5.5)),
        [
            Line(rates, drops, color=TRAIN, label="kept"),
            Line(rates, rates * SLOPE**2, color=REFERENCE, dash=True, label="promised"),
            Guide(y=0.0, dash=False),
            Points(lr, kept, color=CHOSEN, size=5),
        ],
    )


def _step_readouts(curvature, lr, promised, kept):
    values = {"promised": promised, "kept": kept}
    return [
        Readout("Promised **{promised:.2f}**, kept **{kept:.2f}**.", values),
        Readout("Upward curvature: worse than promised, yet lower.",
                when=(curvature > 0.05) & (kept >= 0) & (lr > 0)),
        Readout("**The loss rises:** the step is past 2/*h*.", tone="bad", when=kept < 0),
        Readout("No curvature: the promise is exact.", when=np.abs(curvature) < 0.05),
        Readout("Downward curvature: **better** than promised.", tone="good",
                when=(curvature < -0.05) & (lr > 0)),
    ]  # fmt: skip


def _pair(a, b):
    return np.stack([a, b])


def curvature_in_every_direction():
    """I2: the curvature along a direction that the reader turns."""
    controls = [
        Slider("angle", "direction *d*", -180.0, 180.0, 70.0, step=2.0, spec="d", unit="°"),
        Slider("largest", "*λ*_{max}", 0.2, 4.0, 3.0, step=0.1, spec=".1f"),
        Slider("smallest", "*λ*_{min}", -2.0, 0.0, -1.0, step=0.1, spec=".1f"),
    ]
    presets = {
        "Largest curvature": {"angle": 116.0},
        "Smallest curvature": {"angle": 26.0},
        "The opposite direction": {"angle": -110.0},
        "A bowl without downs": {"smallest": 0.0},
    }
    question = "How curved is the loss along a direction of your choice?"
    return Explorer(_direction, controls, "Curvature in every direction", question, presets=presets)


TILT = np.radians(25.0)  # of the eigenvector of the smallest eigenvalue


def _direction(angle, largest, smallest):
    bowl = Quadratic(np.stack([smallest, largest]), TILT)
    hessian = bowl.hessian()

    def along(degrees):
        turn = np.radians(degrees)
        c, s = np.cos(turn), np.sin(turn)
        return hessian[0, 0] * c * c + 2 * hessian[0, 1] * c * s + hessian[1, 1] * s * s

    return Scene(
        [_compass(bowl, np.radians(angle)), _turned(along, angle, largest, smallest)],
        _direction_readouts(along(angle), largest, smallest),
    )


def _compass(bowl, d):
    """The bowl, its two eigenvectors, and the direction that the reader turns."""
    x, y = np.linspace(-1.7, 1.7, 65), np.linspace(-1.4, 1.4, 55)
    down, up = np.arange(-2.0, 0, 0.25), np.arange(0.0, 4.1, 0.25)
    levels = tuple(np.round(np.concatenate([down, up]), 2))
    c, s = float(np.cos(TILT)), float(np.sin(TILT))
    return Panel(
        Axis("*θ*_{1}", (-1.7, 1.7), ticks=False),
        Axis("*θ*_{2}", (-1.4, 1.4), ticks=False),
        [
            terrain(bowl.value, x, y, levels),
            Arrow(0.0, 0.0, 0.75 * c, 0.75 * s, color=1),
            Arrow(0.0, 0.0, -0.75 * s, 0.75 * c, color=3),
            Text(0.42, 0.03, "*v*_{min}", color=1),  # beside the middle: the ring turns about them
            Text(-0.26, 0.4, "*v*_{max}", color=3, anchor="end"),
            Arrow(0.0, 0.0, np.cos(d), np.sin(d), color=CHOSEN, width=3),
            Handle(np.cos(d), np.sin(d), "angle", drag="angle", label="*d*"),
        ],
        aspect=0.82,
    )


def _turned(along, angle, largest, smallest):
    turns = np.linspace(-180.0, 180.0, 181)
    return Panel(
        Axis("direction in degrees", (-180, 180), ticks=(-180, -90, 0, 90, 180)),
        Axis("curvature *d*^{T}*Hd*", (-2.5, 4.5)),
        [
            Line(turns, along(turns), color=CHOSEN),
            Guide(y=largest, color=3, label="*λ*_{max}"),
            Guide(y=smallest, color=1, label="*λ*_{min}"),
            Guide(y=0.0, dash=False),
            Points(angle * 1.0, along(angle), color=CHOSEN, size=5.5),
        ],
    )


def _direction_readouts(value, largest, smallest):
    near = 0.02 * (largest - smallest)
    values = {"value": value, "low": smallest, "high": largest}
    return [
        Readout("*d*^{T}*Hd* = **{value:.2f}**, between {low:.1f} and {high:.1f}.", values),
        Readout("This is an eigenvector: the **largest** curvature.", when=value > largest - near),
        Readout(
            "This is an eigenvector: the **smallest** curvature.", when=value < smallest + near
        ),
        Readout("Along *d* the loss bends **down**.", when=value < 0),
    ]
