"""The explorer of gradients that are corrected by a snapshot."""

from typing import Any, NamedTuple

import numpy as np

from optcourse import draws
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    Axis,
    Explorer,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
    listed,
    spot,
    terrain,
    trail,
)
from optcourse.landscapes.planes import coordinates
from optcourse.loops import scan
from optcourse.rules import Snapshot
from optcourse.tables import rows

NUM, PASSES = 20, 30
X = np.random.default_rng(2).standard_normal((NUM, 2))
Y = X @ np.array([1.0, -1.0]) + 0.7 * np.random.default_rng(3).standard_normal(NUM)
BEST = np.linalg.lstsq(X, Y)[0]
SPREAD = X.T @ X / NUM
AGES = (1, 2, 5, 10, 20, 50, 100, 200)
STEPS = PASSES * NUM // 2  # of SVRG; each is at least two gradients
LEVELS = (0.002, 0.01, 0.05, 0.2, 0.5, 1.0, 2.0, 3.0)
FLOOR = 1e-14


def straight_down():
    """A7: SGD and SVRG on a regression of two weights, at equal numbers of gradients."""
    controls = [
        listed("age", "steps from snapshot to snapshot", AGES, "{}", start=7),
        Slider("rate", "rate *ε*", 0.01, 0.3, 0.1, count=31, log=True, spec=".2g"),
    ]
    presets = {
        "One every epoch": {"age": 4},
        "One every step": {"age": 0},
        "Half the rate": {"age": 4, "rate": 0.05},
        "Three times the rate": {"age": 4, "rate": 0.3},
    }
    question = "A fresher snapshot costs more. How fresh should it be?"
    return Explorer(_scene, controls, "Straight down", question, presets=presets)


class Corrected(NamedTuple):
    """Where SVRG stands: θ, the snapshot and the gradient there, and the gradients paid so far."""

    theta: Any
    taken: Any
    full: Any
    paid: Any


def _slope(theta, which):
    """The mean gradient over all examples, or that of one."""
    if which is None:
        return (X @ theta - Y) @ X / NUM
    x = rows(X, which)
    return x * (np.sum(x * theta) - rows(Y, which))


def _places(k):
    """Example k of epochs that are each in an order of their own."""
    epoch = np.floor(k / NUM + 1e-9)
    return rows(draws.order(1, epoch, NUM), k - NUM * epoch)


def _corrected(rate, age):
    """SVRG with a snapshot every `age` steps, from zero: `Corrected` with a row for each step."""

    def step(now, k):
        new = k - age * np.floor(k / age + 1e-9) < 0.5
        taken = np.where(new, now.theta, now.taken)
        full = np.where(new, _slope(now.theta, None), now.full)
        slope = Snapshot(taken, full).corrected(now.theta, _slope, _places(k))
        return Corrected(
            now.theta - rate * slope, taken, full, now.paid + 2 + np.where(new, NUM, 0)
        )

    zero = np.zeros(2)
    return scan(step, Corrected(zero, zero, zero, 0.0), STEPS)


def _scene(age, rate):
    steady = _corrected(rate, rows(np.array(AGES, float), age))
    plain = scan(lambda theta, k: theta - rate * _slope(theta, _places(k)),
                 np.zeros(2), PASSES * NUM)  # fmt: skip
    inside = steady.paid <= PASSES * NUM
    path = np.where(inside[:, None], steady.theta, np.nan)
    at = np.where(inside, steady.paid / NUM, np.nan)
    ends = _gap(plain)[-1], np.min(np.where(inside, _gap(steady.theta), np.inf))
    return Scene([_fall(plain, at, path), _map(plain, path)], _readouts(*ends))


def _gap(path):
    """The loss above its lowest, (steps,)."""
    way = path - BEST
    return 0.5 * np.sum((way @ SPREAD) * way, axis=1) + FLOOR


def _fall(plain, at, path):
    passes = np.arange(PASSES * NUM + 1.0) / NUM
    marks = [
        Line(passes, _gap(plain), color=METHOD_B, width=1.4, label="SGD", run="sgd"),
        Line(at, _gap(path), color=METHOD_A, width=2.8, label="SVRG", run="svrg"),
    ]
    axes = (
        Axis("passes over the examples", (0, PASSES)),
        Axis("loss above its lowest", (1e-14, 3.0), "log"),
    )
    return Panel(*axes, marks, aspect=0.8)


def _map(plain, path):
    def height(theta):
        a, b = coordinates(theta)
        a, b = a - BEST[0], b - BEST[1]
        return 0.5 * (SPREAD[0, 0] * a * a + 2 * SPREAD[0, 1] * a * b + SPREAD[1, 1] * b * b)

    x, y = np.linspace(-0.3, 1.7, 41), np.linspace(-1.7, 0.3, 41)
    marks = [
        terrain(height, x, y, LEVELS),
        trail(plain, color=METHOD_B, width=1.0, run="sgd"),
        trail(path, color=METHOD_A, width=2.0, run="svrg"),
        spot(BEST, color=0, shape="cross", size=6),
    ]
    axes = Axis("*θ*_{0}", (-0.3, 1.7)), Axis("*θ*_{1}", (-1.7, 0.3))
    return Panel(*axes, marks, title="where they walk; cross: the best", aspect=1.0)


def _readouts(plain, steady):
    one, there = {"sgd": plain}, steady < 1e-13
    text = f"After {PASSES} passes SGD is **{{sgd:.2g}}** above the lowest loss, "
    return [
        Readout(text + "SVRG **{svrg:.2g}**.", one | {"svrg": steady}, ~there),
        Readout(text + "and **SVRG has arrived**.", one, there, tone="good"),
    ]
