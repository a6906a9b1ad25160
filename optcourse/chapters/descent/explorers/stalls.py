"""The explorer of the height at which SGD comes to rest."""

import numpy as np

from optcourse import draws
from optcourse.explore import (
    METHOD_A,
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
    spot,
    terrain,
    trail,
)
from optcourse.landscapes.planes import coordinates
from optcourse.loops import scan
from optcourse.tables import rows

NUM, EPOCHS = 40, 60
X = np.random.default_rng(2).standard_normal((NUM, 2))
NOISE = np.random.default_rng(3).standard_normal(NUM)
TRUTH = np.array([1.0, -1.0])
ORDERS = {"drawn": "drawn anew at each step", "shuffled": "reshuffled each epoch"}
LEVELS = (0.002, 0.01, 0.05, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0)
FLOOR = 1e-16


def where_it_stalls():
    """A5: a regression of two weights on forty examples, one example at a step."""
    controls = [
        Slider("rate", "rate *ε*", 0.005, 0.3, 0.1, count=31, log=True, spec=".2g"),
        Choice("order", "examples", ORDERS, "drawn"),
        Slider("noise", "noise of the targets", 0.0, 1.0, 0.5, step=0.05, spec=".2f"),
    ]
    presets = {
        "Rate divided by four": {"rate": 0.025},
        "Reshuffled": {"order": "shuffled"},
        "Reshuffled, a quarter": {"rate": 0.025, "order": "shuffled"},
        "No noise": {"noise": 0.0},
    }
    question = "Divide the rate by four. By how much does the height fall at which it stalls?"
    return Explorer(_scene, controls, "Where it stalls", question, presets=presets)


def _scene(rate, order, noise):
    y = X @ TRUTH + noise * NOISE
    best = np.linalg.pinv(X) @ y
    path = _walked(y, rate, order)
    spread = X.T @ X / NUM
    gap = path - best
    excess = 0.5 * np.sum((gap @ spread) * gap, axis=1) + FLOOR
    rest = np.mean(excess[3 * EPOCHS // 4 :])
    return Scene([_fall(excess, rest), _map(best, spread, path)], _readouts(excess, rest))


def _walked(y, rate, order):
    """θ at the end of each epoch, (EPOCHS + 1, 2), from zero."""

    def epoch(theta, k):
        seen = draws.order(1, k, NUM) if order == "shuffled" else _anew(k)

        def step(theta, j):
            x, target = rows(X, seen[j]), rows(y, seen[j])
            return theta - rate * (np.sum(x * theta) - target) * x

        return scan(step, theta, NUM)[-1]

    return scan(epoch, np.zeros(2), EPOCHS)


def _anew(k):
    return np.floor(draws.uniform(1, k, NUM) * NUM)


def _fall(excess, rest):
    epochs = np.arange(EPOCHS + 1.0)
    marks = [
        Guide(y=rest, color=REFERENCE, dash=True, label="height at the end", legend=True),
        Line(epochs, excess, color=METHOD_A, label="SGD", dots=True, run="sgd"),
    ]
    axes = Axis("epoch", (0, EPOCHS)), Axis("loss above its lowest", (1e-9, 3.0), "log")
    return Panel(*axes, marks, aspect=0.8)


def _map(best, spread, path):
    def height(theta):
        a, b = coordinates(theta)
        a, b = a - best[0], b - best[1]
        return 0.5 * (spread[0, 0] * a * a + 2 * spread[0, 1] * a * b + spread[1, 1] * b * b)

    x, y = np.linspace(-0.3, 1.7, 41), np.linspace(-1.7, 0.3, 41)
    marks = [
        terrain(height, x, y, LEVELS),
        trail(path, color=METHOD_A, dots=True, width=1.0, run="sgd"),
        spot(best, color=0, shape="cross", size=6),
    ]
    axes = Axis("*θ*_{0}", (-0.3, 1.7)), Axis("*θ*_{1}", (-1.7, 0.3))
    return Panel(*axes, marks, title="the ends of the epochs; cross: the best", aspect=1.0)


def _readouts(excess, rest):
    settled = rest > 1e-12
    return [
        Readout("In its last 15 epochs it stands **{rest:.2g}** above the lowest loss.",
                {"rest": rest}, settled),
        Readout("It does not stall: **{rest:.2g}** is left, and less each epoch.",
                {"rest": excess[-1]}, ~settled, tone="good"),
    ]  # fmt: skip
