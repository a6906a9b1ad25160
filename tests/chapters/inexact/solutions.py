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


def machine(rng):
    m, n, k = rng.integers(1, 5), rng.integers(1, 4), rng.integers(1, 4)
    v = 1.0 * (rng.random((m, n)) < 0.5)
    return 2 * rng.standard_normal((n, k)), v, rng.random((m, k)), rng.random((m, n))


def by_examples(W, v, u, w):
    """Example after example, bit after bit, as the definition has it."""
    total = np.zeros_like(W)
    for seen, low, high in zip(v, u, w, strict=True):
        first = [0.5 + 0.5 * np.tanh(seen @ column / 2) for column in W.T]
        h = np.array([float(r < p) for r, p in zip(low, first, strict=True)])
        again = [0.5 + 0.5 * np.tanh(row @ h / 2) for row in W]
        new = np.array([float(r < p) for r, p in zip(high, again, strict=True)])
        last = [0.5 + 0.5 * np.tanh(new @ column / 2) for column in W.T]
        total += np.outer(seen, first) - np.outer(new, last)
    return total / len(v)


def differences(rng):
    n = rng.integers(2, 5)
    return rng.standard_normal((n, n)), rng.standard_normal((n, n)), rng.uniform(0.01, 1)


def by_pythagoras(ahead, behind, width):
    """The length of a matrix squared is that of its even part and of its odd part, added."""
    J = ahead - behind  # the width falls out
    across, whole = np.sum(J * J.T), np.sum(J * J)
    return np.sqrt((whole - across) / (whole + across))


def coupled(rng):
    m, n = rng.integers(1, 6), rng.integers(2, 5)
    half = np.triu(rng.standard_normal((n, n)), 1)
    return half + half.T, rng.standard_normal(n), 1.0 * (rng.random((m, n)) < 0.6)


def by_turning(W, b, x):
    """Of each bit: how likely is the pattern beside the same with that bit turned?"""

    def weight(pattern):
        return np.exp(0.5 * pattern @ W @ pattern + b @ pattern)

    total = 0.0
    for row in x:
        for unit in range(len(row)):
            turned = np.where(np.arange(len(row)) == unit, 1 - row, row)
            total += np.log(weight(row) / (weight(row) + weight(turned)))
    return total / len(x)


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
    "check_cd_step": Asked(machine, by_examples),
    "check_asymmetry": Asked(
        differences,
        by_pythagoras,
        rtol=1e-7,
        right={
            "argument 2 ignored": "the width falls out",
            "argument 2 is 1": "the width falls out",
            "argument 2 negated": "the width falls out",
            "argument 2 times 0.98": "the width falls out",
            "argument 2 times 1.02": "the width falls out",
        },
    ),
    "check_pseudo_likelihood": Asked(
        coupled, by_turning, rtol=1e-8, right={"argument 2 upside down": "a mean over the rows"}
    ),
}
