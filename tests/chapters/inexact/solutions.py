"""What makes an answer to the exercises on gradients that are only estimates right."""

import numpy as np

from tests.laws.solutions import Asked


def bowl(rng):
    n = rng.integers(2, 5)
    root = rng.standard_normal((n, n))
    return root @ root.T + 0.2 * np.eye(n), rng.standard_normal(n)


def by_descent(hessian, bias):
    """The end of biased descent, each eigenvector for itself, as a geometric sum."""
    values, vectors = np.linalg.eigh(hessian)
    lr = 1 / values.max()
    pulls = vectors.T @ bias
    sums = lr / (1 - (1 - lr * values))  # Σ (1 − ελ)^k ε
    return -vectors @ (sums * pulls)


def power(rng):
    near = rng.choice([0.5, 1.0]) + rng.choice([-1, 1]) * rng.uniform(0.001, 0.02)
    return (float(rng.choice([rng.uniform(0.01, 3), near, 1.0, 0.5])),)


def by_zeta(p):
    """Cauchy's condensation: Σ k⁻ˢ has an end just where Σ 2ʲ 2⁻ʲˢ, a geometric sum, has."""
    ends = [2.0 ** (1 - s) < 1 for s in (p, 2 * p)]
    return bool(not ends[0] and ends[1])


def path(rng):
    return (rng.standard_normal((2 * rng.integers(1, 9), rng.integers(1, 4))),)


def by_sums(path):
    total = np.cumsum(path, axis=0)
    half = len(path) // 2
    return (total[-1] - total[half - 1]) / half


def number(rng):
    spacing = np.exp(rng.uniform(-4, 1))
    return spacing * rng.uniform(-5, 5), spacing, rng.uniform()


def by_threshold(x, spacing, u):
    """Up where a number just above the grid's place, at a distance u, is still below x."""
    low = x - x % spacing
    return low + spacing if low + u * spacing < x else low


def average(rng):
    m, n = rng.integers(2, 6), rng.integers(1, 4)
    return rng.standard_normal(m), np.exp(rng.uniform(-1, 1)), rng.standard_normal((m, n))


def by_log_density(values, spread, xi):
    """The slope of log p by a complex step, with which each value is weighed; μ is 0 here."""
    total = np.zeros(xi.shape[1])
    for value, row in zip(values, spread * xi, strict=True):
        for k in range(len(total)):
            moved = 1e-30j * (np.arange(len(total)) == k)
            log_p = -np.sum((row - moved) ** 2) / (2 * spread**2)
            total[k] += value * np.imag(log_p) / 1e-30
    return total / len(values)


SOLUTIONS = {
    "check_shifted_end": Asked(
        bowl, by_descent, rtol=1e-7, right={"argument 0 transposed": "H is symmetric"}
    ),
    "check_robbins_monro": Asked(
        power,
        by_zeta,
        edges={"the harmonic series": lambda p: p == 1.0},
    ),
    "check_tail_average": Asked(path, by_sums),
    "check_stochastic_rounding": Asked(number, by_threshold, rtol=1e-8),
    "check_score_estimate": Asked(average, by_log_density, rtol=1e-7),
}
