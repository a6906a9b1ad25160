"""What makes an answer to the exercises on ill-conditioning right."""

from fractions import Fraction

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit

from tests.laws.solutions import Asked, Given


def classifier(rng):
    m, n = int(rng.integers(20, 40)), int(rng.integers(2, 6))
    X = rng.standard_normal((m, n)) * np.array([2.5, *[1.0] * (n - 1)])
    return X, rng.choice([-1.0, 1.0], m), 0.5 * rng.standard_normal(n)


def without_labels(rng):
    X, _, w = classifier(rng)
    return X, w


def by_eigenvalues(X, w):
    """The square of the largest singular value of the examples, weighted."""
    weights = 1 / (4 * np.cosh(0.5 * (X @ w)) ** 2)
    return np.linalg.svd(np.sqrt(weights / len(X))[:, None] * X, compute_uv=False)[0] ** 2


def by_brent(X, y, w):
    def loss(rate):
        return np.mean(np.logaddexp(0, -y * (X @ (w - rate * grad))))

    grad = -np.mean(X * (y * expit(-y * (X @ w)))[:, None], axis=0)
    return minimize_scalar(loss, (0.0, 1.0), tol=1e-10).x


def step_of_a_unit(rng):
    return *classifier(rng), float(f"{10 ** rng.uniform(-2, 0.6):.2g}")


def by_complex_rates(X, y, w, lr):
    """The gradient by an imaginary step; the slope and the bend along it by Cauchy's integral."""

    def loss(w):
        return np.mean(0.5 * (np.tanh(X @ w) - y) ** 2)

    grad = np.array([loss(w + 1e-20j * each).imag / 1e-20 for each in np.eye(len(w))])
    circle = 0.05 * np.exp(2j * np.pi * np.arange(32) / 32)
    around = np.array([loss(w - rate * grad) for rate in circle])
    slope, half_bend = (np.mean(around / circle**k).real for k in (1, 2))
    return loss(w - lr * grad) - loss(w), lr * slope + lr**2 * half_bend


def valley(rng):
    return rng.uniform(1.5, 3.6), rng.uniform(0.3, 0.95)


def is_there_in_time(choice, kappa=100.0):
    """By powers of the matrix that takes one step of one eigenvector's part, and its velocity."""
    lr, momentum = choice
    start = (np.array([-2.6, 1.5]) @ turn(25)) if lr > 0 and 0 <= momentum < 1 else None
    if start is None:
        return False
    steps = [np.array([[1 - lr * h + momentum, -momentum], [1.0, 0.0]]) for h in (1 / kappa, 1.0)]
    parts = [np.array([part, part]) for part in start]
    for _ in range(150):
        parts = [step @ part for step, part in zip(steps, parts, strict=True)]
        if np.hypot(parts[0][0], parts[1][0]) < 1e-6 * np.hypot(2.6, 1.5):
            return lr < 2 * (1 + momentum)
    return False


def turn(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s], [s, c]])


def goal(rng):
    if rng.random() < 0.2:
        return 3.0, 0.5 ** int(rng.integers(1, 40))  # each step halves the error
    return round(rng.uniform(1.2, 60), 1), float(f"{10 ** rng.uniform(-9, -0.5):.2g}")


def counted(kappa, tolerance):
    """Steps counted with fractions, which are exact."""
    kappa = Fraction(kappa).limit_denominator(1000)
    tolerance = Fraction(tolerance).limit_denominator(10**13)
    factor, error, steps = (kappa - 1) / (kappa + 1), Fraction(1), 0
    while error > tolerance:
        error, steps = error * factor, steps + 1
    return steps


EVEN = "p(1−p) is the same for p and 1−p"
ORDER = "the order of the examples does not matter to a mean"

SOLUTIONS = {
    "check_sharpness": Asked(
        without_labels,
        by_eigenvalues,
        right={
            "argument 0 upside down": ORDER,
            "argument 0 negated": EVEN,
            "argument 1 negated": EVEN,
        },
        rtol=1e-6,
    ),
    "check_line_search": Asked(classifier, by_brent, rtol=1e-5),
    "check_predicted_change": Asked(step_of_a_unit, by_complex_rates, rtol=1e-6),
    "check_mended_valley": Given(valley, is_there_in_time, count=60),
    "check_steps_needed": Asked(goal, counted),
}
