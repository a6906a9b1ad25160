"""What makes an answer to the exercises on long-term dependencies right."""

from fractions import Fraction
from math import exp, sqrt

import numpy as np

from tests.laws.solutions import Asked


def eigenvalue(rng):
    if rng.random() < 0.2:
        base = int(rng.choice([2, 4, 5]))
        return 1 / base, float(base ** int(rng.integers(1, 8)))  # a whole answer, sharp
    size = round(rng.uniform(0.05, 0.65), 2)
    imaginary = round(rng.uniform(0.05, 0.65), 2) * rng.integers(0, 2)
    value = rng.choice([-1, 1]) * size + rng.choice([-1, 1]) * imaginary * 1j
    return (value if imaginary else value.real), float(rng.integers(2, 10**5))


def counted(value, factor):
    """Steps counted with fractions of the squared size, which are exact."""
    exact = [Fraction(float(part)).limit_denominator(100) for part in (value.real, value.imag)]
    squared = sum(part * part for part in exact)
    part, steps = Fraction(1), 0
    while part * Fraction(factor) ** 2 > 1:
        part, steps = part * squared, steps + 1
    return steps


def powers(rng):
    n = int(rng.integers(2, 6))
    return rng.standard_normal(n), rng.standard_normal((n, n)), int(rng.integers(1, 9))


def by_the_power(x, W, num_steps):
    product = x @ np.linalg.matrix_power(W, num_steps)
    return product / sqrt(np.sum(product**2))


def matrix(rng):
    size = int(rng.integers(2, 7))
    return rng.standard_normal((size, size)), float(rng.uniform(0.2, 4.0))


def has_radius(value, W, radius):
    """The same matrix but for a positive factor, by the roots of its characteristic polynomial."""
    along = np.sum(value * W) / np.sum(W * W)
    grown = np.abs(np.roots(np.poly(np.asarray(value)))).max()
    parallel = np.allclose(value, along * W, rtol=1e-9, atol=1e-12)
    return along > 0 and parallel and abs(grown / radius - 1) < 1e-6


def noise(rng):
    return rng.uniform(0.01, 0.4), int(rng.integers(1, 60))


def by_variances(sigma, count):
    return exp(sqrt(sum(sigma**2 for _ in range(count))))


def unrolled(rng):
    H, T = int(rng.integers(2, 5)), int(rng.integers(2, 9))
    states, W = rng.uniform(-0.95, 0.95, (T + 1, H)), rng.standard_normal((H, H))
    return W, states, rng.standard_normal(H), int(rng.integers(T))


def by_jacobians(W, states, pull, k):
    """∂h_T/∂h_{T−k} as a product of Jacobians, then each weight by itself."""
    last, size = len(states) - 1, len(W)
    product = np.eye(size)
    for t in range(last - k + 1, last + 1):
        product = np.diag(1 - states[t] ** 2) @ W @ product
    part = np.zeros((size, size))
    for i in range(size):
        for j in range(size):
            moved = np.zeros(size)
            moved[i] = (1 - states[last - k, i] ** 2) * states[last - k - 1, j]
            part[i, j] = pull @ product @ moved
    return part


def by_bisection(num_steps):
    low, high = -1.0, 20.0
    for _ in range(80):
        middle = (low + high) / 2
        kept = (1 / (1 + exp(-middle))) ** num_steps
        low, high = (middle, high) if kept < 0.5 else (low, middle)
    return low


SIZE = "only the absolute value of λ counts"
SCALED = "a positive factor of W is taken out again"
UNIT = "lengths are taken out, so a positive factor cancels"

SOLUTIONS = {
    "check_steps_to_vanish": Asked(
        eigenvalue,
        counted,
        right={"argument 0 negated": SIZE, "argument 0 without a sign": SIZE},
    ),
    "check_power_method": Asked(
        powers,
        by_the_power,
        rtol=1e-6,
        right={
            f"argument {place} times {factor}": UNIT for place in (0, 1) for factor in (0.98, 1.02)
        },
        edges={"one step": lambda x, W, num_steps: num_steps == 1},
    ),
    "check_rescale": Asked(
        matrix,
        accepts=has_radius,
        right={f"argument 0 times {factor}": SCALED for factor in (0.98, 1.02)},
    ),
    "check_spread": Asked(
        noise, by_variances, edges={"one factor": lambda sigma, count: count == 1}
    ),
    "check_span": Asked(
        unrolled,
        by_jacobians,
        edges={
            "the last use": lambda W, states, pull, k: k == 0,
            "the first use": lambda W, states, pull, k: k == len(states) - 2,
        },
    ),
    "check_forget_bias": Asked(
        lambda rng: (int(rng.integers(1, 3000)),),
        by_bisection,
        edges={"one step": lambda num_steps: num_steps == 1},
    ),
}
