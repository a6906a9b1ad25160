"""The explorer of an error that is fresh at each step, and of one that stays."""

import numpy as np

from optcourse import draws
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    REFERENCE,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
    so_far,
    spot,
    terrain,
    trail,
)
from optcourse.landscapes import Quadratic
from optcourse.loops import scan

NUM_STEPS, RATE, SLOW, SEED = 1000, 0.5, 100.0, 1
START = np.array([5.0, 1.2])
LEVELS = (0.02, 0.08, 0.2, 0.5, 1.0, 2.0)
RATES = {"constant": "stays", "falling": "falls"}
X, Y = (-6.0, 6.0), (-3.8, 3.8)
OPENING = 10  # so few steps that their lengths are seen, and not yet where they lead


def fresh_or_fixed():
    """N1: descent into a valley with an error of one length, fresh at each step or fixed."""
    controls = [
        Slider("kappa", "valley *κ*", 1.0, 100.0, 10.0, count=41, log=True, spec=".3g"),
        Slider("length", "length of the error", 0.0, 0.05, 0.05, step=0.0025, spec=".4f"),
        Slider("angle", "its angle to the valley", 0.0, 90.0, 30.0, step=5.0, spec=".0f", unit="°"),
        Choice("rate", "the rate", RATES, "constant"),
        Slider("step", "step", 0, NUM_STEPS, OPENING, step=10, spec="d", play=True),
    ]
    presets = {
        "Let it run": {"step": NUM_STEPS},
        "Ten times flatter": {"step": NUM_STEPS, "kappa": 100.0},
        "Across the valley": {"step": NUM_STEPS, "angle": 90.0, "kappa": 100.0},
        "The rate falls": {"step": NUM_STEPS, "rate": "falling"},
    }
    question = "Two errors of one length, fresh or always the same: which matters?"
    return Explorer(_fresh_or_fixed, controls, "Fresh or fixed?", question, presets=presets)


def _fresh_or_fixed(kappa, length, angle, rate, step):
    bowl = Quadratic(np.stack([1 / kappa, 1.0 + 0.0 * kappa]))
    turn = angle * np.pi / 180
    along = np.where(angle > 89.9, 0.0, np.cos(turn))
    fixed = length * np.stack([along, np.sin(turn)])
    paths = {
        "no error": _path(bowl, rate, lambda k: 0.0),
        "fresh": _path(bowl, rate, lambda k: length * _direction(k)),
        "fixed": _path(bowl, rate, lambda k: fixed),
    }
    end = -fixed * np.stack([kappa, 1.0 + 0.0 * kappa])
    cost = bowl.value(end)
    losses = {name: bowl.value(path) for name, path in paths.items()}
    return Scene(
        [_map(bowl, paths, end, step), _courses(losses, cost, step)],
        _readouts(losses, end, cost, step, length),
    )


def _direction(k):
    turn = 2 * np.pi * draws.uniform(SEED, k)
    return np.stack([np.cos(turn), np.sin(turn)])


def _path(bowl, rate, error):
    """Descent from START with error(k) added to the gradient of step k: (NUM_STEPS + 1, 2)."""

    def step(theta, k):
        lr = RATE / (1 + k / SLOW) if rate == "falling" else RATE
        return theta - lr * (bowl.grad(theta) + error(k))

    return scan(step, START, NUM_STEPS)


def _map(bowl, paths, end, step):
    x, y = np.linspace(*X, 61), np.linspace(*Y, 31)
    seen = np.where(step > OPENING, end, np.nan)
    return Panel(
        Axis("*θ*_{1}, along the valley", X),
        Axis("*θ*_{2}, across", Y),
        [
            terrain(bowl.value, x, y, LEVELS),
            trail(
                so_far(paths["fixed"], step),
                color=METHOD_B,
                width=3.0,
                label="fixed error",
                run="fixed",
            ),
            trail(
                so_far(paths["fresh"], step),
                color=METHOD_A,
                width=1.3,
                label="fresh errors",
                run="fresh",
            ),
            spot(seen, color=METHOD_B, shape="cross", size=5),
            spot(np.zeros(2), color=REFERENCE, shape="triangle", size=4),
            spot(START, color=CHOSEN, size=4),
        ],
        title="dot: start; triangle: minimum; cross: −*H*^{−1}*b*",
        aspect=(Y[1] - Y[0]) / (X[1] - X[0]),
        to_scale=True,
    )


def _courses(losses, cost, step):
    steps = np.arange(NUM_STEPS + 1)
    seen = np.where((cost > 0) & (step > OPENING), cost, np.nan)
    fresh, fixed = (so_far(losses[name], step) for name in ("fresh", "fixed"))
    return Panel(
        Axis("step", (0, NUM_STEPS)),
        Axis("loss", (1e-6, 10.0), "log"),
        [
            Line(steps, losses["no error"], color=REFERENCE, dash=True, label="no error"),
            Line(steps, fresh, color=METHOD_A, width=1.3, label="fresh errors", run="fresh"),
            Line(steps, fixed, color=METHOD_B, width=3.0, label="fixed error", run="fixed"),
            Guide(y=seen, color=METHOD_B, label="½*b*^{T}*H*^{−1}*b*",
                  legend=True),
        ],
    )  # fmt: skip


def _readouts(losses, end, cost, step, length):
    fresh, fixed = (np.take(losses[name], step.astype(int)) for name in ("fresh", "fixed"))
    times = np.sqrt(np.sum(end**2)) / np.maximum(length, 1e-12)
    here = {"k": step, "fresh": fresh, "fixed": fixed}
    there = {"x": end[0], "y": end[1], "times": times, "cost": cost}
    return [
        Readout("After {k:d} steps: loss **{fresh:.2g}** with fresh errors, **{fixed:.2g}** with "
                "the fixed one.", here),
        Readout("The fixed error moves the end by −*H*^{−1}*b* = ({x:.3g}, {y:.3g}), {times:.3g} "
                "times its own length, and costs {cost:.2g}.", there,
                when=(length > 0) & (step > OPENING)),
        Readout("**Here the fixed error costs {ratio:.3g} times as much as fresh ones.**",
                {"ratio": fixed / np.maximum(fresh, 1e-300)},
                when=(step > OPENING) & (length > 0) & (fixed > 1.5 * fresh), tone="bad"),
        Readout("No error: both go to the minimum.", when=length <= 0),
    ]  # fmt: skip
