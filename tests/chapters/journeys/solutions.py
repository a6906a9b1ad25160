"""What makes an answer to the exercises on local steps and the way as a whole right."""

from itertools import permutations, product

import numpy as np
from scipy.special import lambertw
from scipy.stats import binom

from tests.laws.solutions import Asked


def hill(rng):
    return float(10 ** rng.uniform(-1.3, 0.7)), float(10 ** rng.uniform(-2, 0.2))


def by_lambert(height, slope):
    """u e^{−u²/2} = q has u² = −W(−q²), on both branches of Lambert's function."""
    square = (slope / height) ** 2
    if square > np.exp(-1):
        return np.array([])
    return -np.sqrt(np.real([-lambertw(-square, k) for k in (-1, 0)]))


def way(rng):
    return (rng.standard_normal((rng.integers(2, 9), rng.integers(1, 5))).cumsum(axis=0),)


def by_parts(path):
    """Step by step, in plain Python."""
    far = lambda a, b: sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5  # noqa: E731
    return sum(map(far, path[1:], path[:-1])) / far(path[-1], path[0])


def residuals(rng):
    return (10 ** rng.uniform(-2, 1) * rng.standard_normal(rng.integers(1, 9)),)


def by_search(r):
    """The lowest of the loss over ln β, which is convex in it: by ever finer grids."""
    loss = lambda t: np.mean(0.5 * np.exp(t)[:, None] * r**2 - 0.5 * t[:, None], axis=1)  # noqa: E731
    low, high = -60.0, 60.0
    for _ in range(40):
        t = np.linspace(low, high, 21)
        k = int(np.argmin(loss(t)))
        low, high = t[max(k - 1, 0)], t[min(k + 1, 20)]
    return loss(np.array([0.5 * (low + high)]))[0]


def chances(rng):
    return float(round(rng.uniform(0.02, 0.97), 2)), float(round(rng.uniform(0.2, 0.999), 3))


def by_binomial(success, wanted):
    n = 1
    while 1 - binom.pmf(0, n, success) < wanted - 1e-9:
        n += 1
    return n


def counts(rng):
    return int(rng.integers(1, 5)), int(rng.integers(1, 5))


def by_all_functions(num_values, num_asked):
    """The answers at the points asked, over all functions of just these points."""
    return np.mean([min(each) for each in product(range(num_values), repeat=num_asked)])


def relabelled(rng):
    h, d = int(rng.integers(2, 5)), int(rng.integers(3, 6))
    W1, W2 = rng.standard_normal((h, d)), rng.standard_normal((h, h))
    first, second = rng.permutation(h), rng.permutation(h)
    return W1, W2, W1[first], W2[second][:, first]


def by_all_orders(W1, W2, V1, V2):
    """The pair of orders whose copy is closest, among all."""
    every = [list(each) for each in permutations(range(len(W1)))]
    first = min(every, key=lambda order: np.sum((W1 - V1[order]) ** 2))
    second = min(every, key=lambda order: np.sum((W2 - V2[order][:, first]) ** 2))
    return np.array([first, second])


ANY_ORDER = "the order of the residuals plays no part"
ANY_SIGN = "only their squares count"
SCALE = "the orders are the same at every scale"

SOLUTIONS = {
    "check_level_places": Asked(hill, by_lambert, rtol=1e-6),
    "check_winding": Asked(
        way,
        by_parts,
        right={
            f"argument 0 {how}": "the way back is as long, and so is its mirror image"
            for how in ("turned round", "upside down", "negated", "times 0.98", "times 1.02")
        },
    ),
    "check_lowest_nll": Asked(
        residuals,
        by_search,
        rtol=1e-7,
        right={f"argument 0 {how}": ANY_ORDER for how in ("turned round", "upside down")}
        | {f"argument 0 {how}": ANY_SIGN for how in ("negated", "without a sign")},
    ),
    "check_starts_needed": Asked(chances, by_binomial),
    "check_mean_best": Asked(counts, by_all_functions),
    "check_match_layers": Asked(
        relabelled,
        by_all_orders,
        right={
            f"argument {place} times {factor}": SCALE
            for place in range(4)
            for factor in (0.98, 1.02)
        },
    ),
}
