"""What makes an answer to the exercises on ill-conditioning right."""

from fractions import Fraction

import numpy as np

from optcourse.landscapes import Quadratic
from tests.laws.solutions import Asked, Given


def bowl(rng):
    """A place (2,), the gradient there and the Hessian."""
    hessian = Quadratic(np.sort(rng.uniform(0.2, 4, 2)), rng.uniform(0, np.pi)).hessian()
    theta = rng.uniform(-2, 2, 2)
    return theta, hessian @ theta, hessian


def loss_along(grad, hessian):
    """The loss of the bowl, as a function of the rate."""
    theta = np.linalg.solve(hessian, grad)
    return lambda lr: 0.5 * (theta - lr * grad) @ hessian @ (theta - lr * grad)


def lowest_of_parabola(grad, hessian):
    """Where the parabola through three losses along −grad is lowest."""
    second, first, _ = np.polyfit([0.0, 1.0, 2.0], [*map(loss_along(grad, hessian), range(3))], 2)
    return -first / (2 * second)


def difference(lr, grad, hessian):
    loss = loss_along(grad, hessian)
    return loss(lr) - loss(0.0)


def after_search(theta, grad, hessian):
    return theta - lowest_of_parabola(grad, hessian) * grad


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


LINE = "only the line of g counts: its length and its sign cancel"
SQUARED = "g enters twice, so its sign cancels"

SOLUTIONS = {
    "check_best_rate": Asked(
        lambda rng: bowl(rng)[1:],
        lowest_of_parabola,
        right={
            "argument 0 negated": SQUARED,
            "argument 0 times 0.98": LINE,
            "argument 0 times 1.02": LINE,
        },
    ),
    "check_predicted_change": Asked(
        lambda rng: (rng.uniform(0.05, 1.5), *bowl(rng)[1:]),
        difference,
        right={"argument 1 negated": SQUARED},
    ),
    "check_line_search_step": Asked(bowl, after_search),
    "check_mended_valley": Given(valley, is_there_in_time, count=60),
    "check_steps_needed": Asked(goal, counted),
}
