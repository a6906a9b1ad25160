"""What makes an answer to the exercises on cliffs right."""

import numpy as np

from optcourse.chapters.cliffs.exercises import gradient_norms
from tests.laws.solutions import Asked


def gradient(rng):
    grad = rng.standard_normal(rng.integers(1, 7)) * 10 ** rng.uniform(-1, 1)
    return grad * rng.choice([0, 1, 1, 1, 1]), rng.uniform(0.1, 5)


def nearest_in_ball(grad, h):
    """The longest of the vectors from 0 to grad that is not longer than h, by bisection."""
    low, high = 0.0, 1.0
    if np.sum(grad**2) <= h * h:
        return grad
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.sum((middle * grad) ** 2) <= h * h else (low, middle)
    return low * grad


def pair(rng):
    return rng.uniform(-4, 4, 2), rng.uniform(0.3, 3)


def angle(grad, h):
    """The difference of two directions in the plane."""
    clipped = np.maximum(-h, np.minimum(h, grad))
    apart = np.arctan2(*grad[::-1]) - np.arctan2(*clipped[::-1])
    return np.degrees(np.abs(np.arctan2(np.sin(apart), np.cos(apart))))


def factors(rng):
    return rng.choice([-1, 1]) * rng.uniform(0.5, 1.5), int(rng.integers(1, 25))


def by_difference(w, t):
    """A complex step through the loss."""
    return np.imag(0.5 * ((w + 1e-30j) ** t - 1) ** 2) / 1e-30


def edge(rng):
    a = rng.choice([rng.uniform(0.3, 0.97), rng.uniform(1.03, 1.6)])
    return a, int(rng.integers(1, 40)), rng.uniform(-1, 1), rng.uniform(0.01, 1)


def step_by_step(a, T, outer, lr):
    moved = 0.0
    for _ in range(T):
        moved = a * moved + 1
    return abs(lr * outer * moved)


def record(rng):
    return (gradient_norms(int(rng.integers(1000)), 10 ** rng.uniform(-2, 2)),)


def spares_and_shortens(h, norms):
    above = sorted(norms)[-len(norms) // 10 :]
    return 0 < above[0] <= h <= 10 * sorted(norms)[len(norms) // 2]


ANY_BETWEEN = "any threshold from the 90% quantile to ten medians is right"
SYMMETRIC = "clipping by value treats both entries and both signs alike, so the angle stays"

SOLUTIONS = {
    "check_clip_by_norm": Asked(
        gradient, nearest_in_ball, edges={"no gradient": lambda grad, h: not grad.any()}
    ),
    "check_turned_by_value": Asked(
        pair,
        angle,
        rtol=1e-5,
        edges={"within ±h": lambda grad, h: np.abs(grad).max() <= h},
        right={
            "argument 0 negated": SYMMETRIC,
            "argument 0 without a sign": SYMMETRIC,
            "argument 0 turned round": SYMMETRIC,
            "argument 0 upside down": SYMMETRIC,
        },
    ),
    "check_product_slope": Asked(
        factors,
        by_difference,
        edges={"w = 0": lambda w, t: w == 0, "one factor": lambda w, t: t == 1},
    ),
    "check_throw": Asked(
        edge,
        step_by_step,
        edges={"one step": lambda a, T, outer, lr: T == 1},
        right={
            "argument 2 negated": "a length has no sign, whatever that of the slope",
            "argument 2 without a sign": "a length has no sign, whatever that of the slope",
        },
    ),
    "check_threshold": Asked(
        record,
        accepts=spares_and_shortens,
        right={
            "answer times 0.98": ANY_BETWEEN,
            "answer times 1.02": ANY_BETWEEN,
            "argument 0 times 0.98": ANY_BETWEEN,
            "argument 0 times 1.02": ANY_BETWEEN,
            "argument 0 turned round": "a quantile does not depend on the order",
            "argument 0 upside down": "a quantile does not depend on the order",
        },
    ),
}
