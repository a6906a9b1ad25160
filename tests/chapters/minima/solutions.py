"""What makes an answer to the exercises on local minima right."""

from itertools import permutations, product

import numpy as np
from scipy.optimize import brentq

from optcourse.chapters.minima.experiments import curve
from tests.laws.solutions import Asked, Given


def examples(rng):
    m, d = rng.choice(np.arange(1, 9), 2, replace=False)
    return (rng.standard_normal((m, d)),)


def by_differences(X):
    """The gradient is linear, so the difference of two of them is exact."""
    gradient = lambda theta: np.mean(2 * (X @ theta) * X.T, axis=1)  # noqa: E731
    return np.array([gradient(each) for each in np.eye(X.shape[1])]).T


def near_the_limit(rng):
    product = float(rng.choice([rng.uniform(0.05, 1.99), rng.uniform(2.01, 6), 1.99, 2.01]))
    sharpness = 10 ** rng.uniform(-3, 3)
    return product / sharpness, sharpness


def comes_to_rest(lr, sharpness):
    """By 3,000 steps on the bowl ½ sharpness θ²."""
    theta = 1e-4
    for _ in range(3000):
        theta -= lr * sharpness * theta
    return bool(abs(theta) < 1e-9)


ORDERS = {n: len([*permutations(range(n))]) for n in range(1, 8)}


def by_orders(widths, odd):
    signs = [len([*product((1, -1), repeat=width)]) if odd else 1 for width in widths]
    return np.prod([ORDERS[width] * each for width, each in zip(widths, signs, strict=True)])


def networks(rng):
    n, k = int(rng.integers(2, 6)), int(rng.integers(3, 7))
    return rng.standard_normal((n, k)), rng.standard_normal((n, k))


def by_all_orders(first, second):
    """The order whose rows lie nearest, of all: so the average loses least."""
    return min(permutations(range(len(first))), key=lambda o: np.sum((first - second[[*o]]) ** 2))


def words(rng):
    right = ["neither", "global", "global", "neither", "global", "neither", "local"]
    return [rng.choice([*WORDS]) if rng.random() < 0.1 else each for each in right]


WORDS = ("local", "global", "neither")


def as_a_grid_says(kinds):
    """By a grid: whether a point is the lowest near it, and the lowest of all."""
    grid = np.linspace(-5, 5, 100_001)
    places = {"kink": (-1.0, -0.16), "dent": (0.0, 2.5), "waves": (-0.37, 0.42, 1.11)}
    found = []
    for name, points in places.items():
        loss = curve(name, grid)
        for at in points:
            near = loss[np.abs(grid - at) < 0.1]
            inner = near.min() < min(near[0], near[-1])
            found.append((near.min() <= loss.min()) + 1 if inner else 0)
    return [WORDS.index(each) for each in kinds] == [(2, 0, 1)[each] for each in found]


def by_slope(length_in, length_out):
    return brentq(lambda a: a * length_in**2 - length_out**2 / a**3, 1e-6, 1e6, xtol=1e-14)


LETTERS = "abcde"


def letters(rng):
    return {each for each in LETTERS if rng.random() < 0.7} or {"a"}


def bends_up_everywhere(chosen):
    """Second differences of each loss, which no convex one has below 0."""
    at = np.linspace(-4, 4, 801)
    losses = {
        "a": at**4,
        "b": 1 - np.exp(-(at**2)),
        "c": np.abs(at) + at / 2,
        "d": at**2 + 2 * np.cos(3 * at),
        "e": np.logaddexp(0, at),
    }
    return chosen == {k for k, loss in losses.items() if np.diff(loss, 2).min() > -1e-12}


def made_up(rng):
    count = int(rng.integers(2, 5))
    return rng.uniform(-6, 6, count).round(1), rng.uniform(-0.95, 0.95, count).round(2)


def has_a_bad_minimum(answer):
    """By the sign of the slope along the line."""
    x, y = map(np.asarray, answer)
    w = np.linspace(-6, 6, 24_001)[:, None]
    f = np.tanh(w * x)
    slope = np.mean(2 * (f - y) * (1 - f**2) * x, axis=1)
    loss = np.mean((f - y) ** 2, axis=1)
    at = np.flatnonzero((slope[:-1] < 0) & (slope[1:] > 0))
    return any(min(loss[k], loss[k + 1]) >= 1.2 * loss.min() for k in at)


SOLUTIONS = {
    "check_least_squares_hessian": Asked(
        examples,
        by_differences,
        right={
            "argument 0 negated": "X enters twice, so its sign cancels",
            "argument 0 upside down": "the order of the examples plays no part",
        },
        edges={"one example": lambda X: len(X) == 1},
    ),
    "check_convex": Given(letters, bends_up_everywhere),
    "check_can_rest": Asked(near_the_limit, comes_to_rest),
    "check_num_copies": Asked(
        lambda rng: (
            tuple(rng.integers(1, 7, rng.integers(1, 5)).tolist()),
            bool(rng.integers(2)),
        ),
        by_orders,
        right={
            "argument 0 turned round": "the order of the layers plays no part",
            "argument 0 upside down": "the order of the layers plays no part",
        },
        edges={"one layer": lambda widths, odd: len(widths) == 1},
    ),
    "check_match_units": Asked(
        networks,
        by_all_orders,
        right={
            f"argument {place} times {factor}": "the order is the same at every scale"
            for place in (0, 1)
            for factor in (0.98, 1.02)
        },
    ),
    "check_points": Given(words, as_a_grid_says),
    "check_best_scale": Asked(lambda rng: tuple(10 ** rng.uniform(-2, 2, 2)), by_slope),
    "check_trap": Given(made_up, has_a_bad_minimum, count=200),
}
