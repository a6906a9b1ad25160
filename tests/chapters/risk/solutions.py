"""What makes an answer to the exercises on risk right."""

from fractions import Fraction
from math import ceil, exp

import numpy as np

from tests.laws.solutions import Asked


def classes(rng):
    return rng.uniform(0, 5), rng.uniform(0.2, 4)


def by_area(distance, sd):
    """The area under the lower of both densities, each halved: Simpson up to where they cross."""
    x = np.linspace(0, 12, 4001)
    density = np.exp(-0.5 * (x + 0.5 * distance / sd) ** 2) / np.sqrt(2 * np.pi)
    weights = np.array([1, *[4, 2] * 1999, 4, 1]) * x[1] / 3
    return 2 * 0.5 * density @ weights


def penalized(rng):
    losses, theta = rng.exponential(size=rng.integers(1, 50)), rng.standard_normal(rng.integers(9))
    return losses, theta, rng.choice([0.0, rng.uniform(0, 3)])


def one_by_one(losses, theta, decay):
    penalty = 0.0
    for weight in theta:
        penalty += decay * weight * weight / 2
    return sum(float(loss) + penalty for loss in losses) / len(losses)


def rate(rng):
    return round(rng.uniform(0.001, 0.999), 3), float(f"{10 ** rng.uniform(-4, -1.5):.2g}")


def exactly(error, standard_error):
    """With fractions, which are exact."""
    error = Fraction(error).limit_denominator(10**4)
    return ceil(error * (1 - error) / Fraction(standard_error).limit_denominator(10**6) ** 2)


def promise(rng):
    rules = int(rng.choice([1, 2, 3, rng.integers(4, 10**4)]))
    return rules, rng.uniform(0.005, 0.3), rng.uniform(0.001, 0.5)


def least_that_keeps_it(num_rules, tolerance, delta):
    """By bisection: with so many examples the bound on the probability is below delta."""
    low, high = 0, 10**7
    while high - low > 1:
        middle = (low + high) // 2
        kept = 2 * num_rules * exp(-2 * middle * tolerance**2) <= delta
        low, high = (low, middle) if kept else (middle, high)
    return high


def margins(rng):
    found = rng.standard_normal(rng.integers(1, 12)) * 10 ** rng.uniform(-9, 2)
    found[rng.random(len(found)) < 0.2] = 0
    return (found,)


def by_difference(margin):
    """A step as small as floats can tell to either side."""
    loss = lambda z: 1.0 * (z <= 0)  # noqa: E731
    low, high = (loss(np.nextafter(margin, way)) for way in (-np.inf, np.inf))
    return np.where(low == high, 0.0, np.nan)


SIDE = "only the side of 0 counts"
SQUARES = "weights enter squared"

SOLUTIONS = {
    "check_bayes_risk": Asked(
        classes, by_area, edges={"no distance": lambda distance, sd: distance == 0}
    ),
    "check_penalized_cost": Asked(
        penalized,
        one_by_one,
        right={
            "argument 0 turned round": "a mean does not depend on the order",
            "argument 0 upside down": "a mean does not depend on the order",
            "argument 1 turned round": "a sum does not depend on the order",
            "argument 1 upside down": "a sum does not depend on the order",
            "argument 1 negated": SQUARES,
            "argument 1 without a sign": SQUARES,
        },
        edges={"no decay": lambda losses, theta, decay: decay == 0},
    ),
    "check_test_examples": Asked(
        rate, exactly, right={"argument 1 negated": "the standard error enters squared"}
    ),
    "check_hoeffding_examples": Asked(
        promise, least_that_keeps_it, right={"argument 1 negated": "the tolerance enters squared"}
    ),
    "check_zero_one_slope": Asked(
        margins,
        by_difference,
        right={
            "argument 0 negated": SIDE,
            "argument 0 without a sign": SIDE,
            "argument 0 times 0.98": SIDE,
            "argument 0 times 1.02": SIDE,
        },
    ),
}
