"""The explorer of methods in a tilted valley, in the chapter on ill-conditioning."""

import numpy as np

from optcourse.explore import (
    METHOD_A,
    METHOD_C,
    REFERENCE,
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
    terrain,
    trail,
)
from optcourse.landscapes import Quadratic
from optcourse.methods import Newton
from optcourse.rules import ExactLineSearch, GradientDescent, Momentum, trajectory

NUM_STEPS = 1000
SHOWN = {"fixed": 200, "search": 50, "newton": 20}  # steps drawn
METHODS = {
    "fixed": "fixed rate and momentum",
    "search": "exact line search",
    "newton": "Newton",
}


def valley():
    """I3, I4, I8: descent in a tilted valley, from a start that the reader drags."""
    off = {"method": ("search", "newton")}
    of_lr = {"off": off, "why": "This method chooses its own step."}
    of_momentum = {"off": off, "why": "This method has no momentum."}
    controls = [
        Choice("method", "method", METHODS, "fixed"),
        Slider("kappa", "condition *κ*", 1.0, 100.0, 100.0, step=1.0, spec="d"),
        Slider("tilt", "tilt", 0.0, 90.0, 25.0, step=1.0, spec="d", unit="°"),
        Slider("lr", "learning rate *ε*", 0.02, 2.6, 1.1, step=0.02, **of_lr),
        Slider("momentum", "momentum *α*", 0.0, 0.95, 0.0, step=0.01, **of_momentum),
        Point("start", "start", (-3.2, 3.2), (-2.3, 2.3), (-2.6, 1.5)),
    ]
    presets = {
        "Twice the rate": {"lr": 2.2},
        "Best fixed rate": {"lr": 1.98},
        "Momentum 0.7": {"lr": 1.98, "momentum": 0.7},
        "Exact line search": {"method": "search"},
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
    shown, color = SHOWN[method] + 1, METHOD_C if method == "newton" else METHOD_A
    bound = slowest ** np.arange(shown) if method == "fixed" else None
    return Scene(
        [_tilted(bowl, path[:shown], start, color), _distances(share[:shown], bound, color)],
        _valley_readouts(method, share, kappa, lr, momentum),
    )


def _tilted(bowl, path, start, color):
    x, y = np.linspace(-3.3, 3.3, 89), np.linspace(-2.4, 2.4, 65)
    return Panel(
        Axis("*θ*_{1}", (-3.3, 3.3), ticks=False),
        Axis("*θ*_{2}", (-2.4, 2.4), ticks=False),
        [
            terrain(bowl.value, x, y, tuple(0.012 * 1.85 ** np.arange(11))),
            Points(0.0, 0.0, color=0, shape="cross", size=4, label="minimum"),
            trail(path, color=color, width=1.8, dots=True, run="descent"),
            grip(start, "start", label="start"),
        ],
        aspect=4.8 / 6.6,
        weight=1.2,
    )


def _distances(share, bound, color):
    """The distance to the minimum, and (for `bound`) that along the slowest direction alone."""
    steps, law, few = np.arange(len(share)), [], len(share) <= 51
    if bound is not None:
        law = [Line(steps, bound, color=REFERENCE, dash=True, label="slowest, *α* = 0")]
    return Panel(
        Axis("step", (0, len(share) - 1)),
        Axis("distance ÷ distance at the start", (1e-8, 1e2), "log"),
        [
            Guide(y=1e-6, color=REFERENCE, label="a millionth"),
            *law,
            Line(steps, share, color=color, dots=few, label="distance", run="descent"),
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
    tried = lr > 0.9 * limits["best"]  # a reader who has not come so far is not told
    return [
        *lines,
        Readout("**Diverged**, a thousand times as far at step {k:d}.",
                {"k": np.argmax(blown)}, when=np.any(blown), tone="bad"),
        Readout("Descent with momentum holds below *ε* = 2(1 + *α*)/*λ*_{max} = {limit:.2f}; "
                "without it the best rate is 2/(*λ*_{min} + *λ*_{max}) = {best:.2f}.",
                limits, when=tried),
    ]  # fmt: skip
