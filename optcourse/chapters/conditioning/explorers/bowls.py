"""Explorers of the chapter on ill-conditioning, for losses that are formulas."""

import numpy as np

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
    terrain,
    trail,
)
from optcourse.landscapes import Quadratic
from optcourse.methods import Newton
from optcourse.rules import ExactLineSearch, GradientDescent, Momentum, trajectory

SLOPE = 1.0  # of the one-dimensional loss at the start


def step_against_curvature():
    """I1: one gradient step on a parabola whose curvature the reader sets."""
    controls = [
        Slider("curvature", "curvature *h*", -1.5, 1.5, 1.0, step=0.1, spec=".1f"),
        Slider("lr", "learning rate *ε*", 0.0, 2.0, 1.4, step=0.05),
    ]
    question = "The slope promises a drop. Does the loss keep the promise?"
    return Explorer(_one_step, controls, "A step against curvature", question)


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
            Line(along, loss(along), color=1, label="loss"),
            Line(along, 2.0 - SLOPE * along, color=0, dash=True, label="first order"),
            Line(_pair(step, step), _pair(2.0 - promised, loss(step)), color=5, width=4,
                 label="½*ε*²*h*"),
            Points(0.0, 2.0, color=0, size=4, label="start"),
            Points(step, 2.0 - promised, color=0, shape="cross", size=4),
            Handle(step, loss(step), "lr", drag="x", label="step"),
        ],
    )  # fmt: skip


def _promises(rates, drops, lr, kept):
    return Panel(
        Axis("learning rate *ε*", (0.0, 2.05)),
        Axis("drop in the loss", (-1.5, 5.5)),
        [
            Line(rates, drops, color=1, label="kept"),
            Line(rates, rates * SLOPE**2, color=0, dash=True, label="promised"),
            Guide(y=0.0, dash=False),
            Points(lr, kept, color=2, size=5),
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
    question = "How curved is the loss along a direction of your choice?"
    return Explorer(_direction, controls, "Curvature in every direction", question)


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
            Arrow(0.0, 0.0, 0.75 * c, 0.75 * s, color=1, label="*v*_{min}"),
            Arrow(0.0, 0.0, -0.75 * s, 0.75 * c, color=3, label="*v*_{max}"),
            Arrow(0.0, 0.0, np.cos(d), np.sin(d), color=2, width=3),
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
            Line(turns, along(turns), color=2),
            Guide(y=largest, color=3, label="*λ*_{max}"),
            Guide(y=smallest, color=1, label="*λ*_{min}"),
            Guide(y=0.0, dash=False),
            Points(angle * 1.0, along(angle), color=2, size=5.5),
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


NUM_STEPS = 1000
SHOWN = 200
METHODS = {
    "fixed": "fixed rate and momentum",
    "search": "exact line search",
    "newton": "Newton",
}


def valley():
    """I3, I4, I8: descent in a tilted valley, from a start that the reader drags."""
    controls = [
        Choice("method", "method", METHODS, "fixed"),
        Slider("kappa", "condition *κ*", 1.0, 100.0, 25.0, step=1.0, spec="d"),
        Slider("tilt", "tilt", 0.0, 90.0, 25.0, step=1.0, spec="d", unit="°"),
        Slider("lr", "learning rate *ε*", 0.02, 2.6, 1.86, step=0.02),
        Slider("momentum", "momentum *α*", 0.0, 0.95, 0.0, step=0.01),
        Point("start", "start", (-3.2, 3.2), (-2.3, 2.3), (-2.6, 1.5)),
    ]
    question = "How many steps does a badly scaled bowl cost, and what buys them back?"
    return Explorer(_valley, controls, "The valley", question)


def _valley(method, kappa, tilt, lr, momentum, start):
    bowl = Quadratic(np.stack([1 / kappa, 1.0]), np.radians(tilt))
    rules = {
        "fixed": Momentum(lr, momentum),
        "search": GradientDescent(ExactLineSearch()),
        "newton": Newton(),
    }
    path = trajectory(rules[method], bowl, start, NUM_STEPS).theta
    share = np.sqrt(np.sum(path * path, axis=-1) / np.sum(start * start))
    slowest = np.maximum(np.abs(1 - lr / kappa), np.abs(1 - lr))
    bound = slowest ** np.arange(SHOWN + 1) if method == "fixed" else None
    return Scene(
        [_tilted(bowl, path[: SHOWN + 1], start), _distances(share[: SHOWN + 1], bound)],
        _valley_readouts(method, share, kappa, lr, momentum),
    )


def _tilted(bowl, path, start):
    x, y = np.linspace(-3.3, 3.3, 89), np.linspace(-2.4, 2.4, 65)
    return Panel(
        Axis("*θ*_{1}", (-3.3, 3.3), ticks=False),
        Axis("*θ*_{2}", (-2.4, 2.4), ticks=False),
        [
            terrain(bowl.value, x, y, tuple(0.012 * 1.85 ** np.arange(11))),
            Points(0.0, 0.0, color=0, shape="cross", size=4, label="minimum"),
            trail(path, color=2, width=1.8, dots=True),
            grip(start, "start", label="start"),
        ],
        aspect=4.8 / 6.6,
        weight=1.2,
    )


def _distances(share, bound):
    """The distance to the minimum, and (for `bound`) that along the slowest direction alone."""
    steps, law = np.arange(SHOWN + 1), []
    if bound is not None:
        law = [Line(steps, bound, color=0, dash=True, label="slowest, *α* = 0")]
    return Panel(
        Axis("step", (0, SHOWN)),
        Axis("distance ÷ distance at the start", (1e-8, 1e2), "log"),
        [
            Guide(y=1e-6, color=3),
            Text(4.0, 2.5e-7, "a millionth", color=3),
            *law,
            Line(steps, share, color=2, label="distance"),
        ],
    )


def _valley_readouts(method, share, kappa, lr, momentum):
    outside, blown = ~(share < 1e-6), ~(share < 1e3)
    stays = 1 + NUM_STEPS - np.argmax(np.flip(outside))  # the first step after the last outside
    there = stays <= NUM_STEPS
    lines = [
        Readout("**{k:d} steps** to a millionth of the distance.",
                {"k": stays}, when=there & (stays > 1), tone="good"),
        Readout("**One step** to the minimum.", when=stays == 1, tone="good"),
        Readout("**Not there** after 1,000 steps.", when=~there & ~np.any(blown), tone="bad"),
    ]  # fmt: skip
    if method != "fixed":
        return [*lines, Readout("Rate and momentum play no part here.")]
    limits = {"limit": 2 * (1 + momentum), "best": 2 / (1 + 1 / kappa)}
    return [
        *lines,
        Readout("**Diverged**, a thousand times as far at step {k:d}.",
                {"k": np.argmax(blown)}, when=np.any(blown), tone="bad"),
        Readout("Descent with momentum holds below *ε* = 2(1 + *α*)/*λ*_{max} = {limit:.2f}; "
                "without it the best rate is 2/(*λ*_{min} + *λ*_{max}) = {best:.2f}.", limits),
    ]  # fmt: skip
