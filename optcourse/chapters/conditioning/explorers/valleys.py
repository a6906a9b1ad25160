"""The explorer of methods in a tilted valley, in the chapter on ill-conditioning."""

import numpy as np

from optcourse.explore import (
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
    Text,
    grip,
    terrain,
    trail,
)
from optcourse.landscapes import Quadratic
from optcourse.methods import Newton
from optcourse.rules import ExactLineSearch, GradientDescent, Momentum, trajectory

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
    presets = {
        "twice as narrow": {"kappa": 50.0},
        "past the limit": {"lr": 2.02},
        "momentum 0.7": {"momentum": 0.7},
        "exact line search": {"method": "search"},
        "Newton": {"method": "newton"},
    }
    question = "How many steps does a badly scaled bowl cost, and what buys them back?"
    return Explorer(_valley, controls, "The valley", question, presets=presets)


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
