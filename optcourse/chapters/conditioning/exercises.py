"""Checks of the exercises on ill-conditioning."""

import numpy as np

from optcourse.landscapes import Quadratic, best_contraction
from optcourse.rules import Momentum, trajectory
from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import (
    Wrong,
    diagnose,
    diagnose_array,
    diagnose_whole,
    exercise,
    number,
    numbers,
)


def _classifiers(count=12, seed=0):
    """Random data (m, n), labels ±1 (m,) and weights (n,) of linear classifiers."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        m, n = int(rng.integers(20, 40)), int(rng.integers(2, 6))
        X = rng.standard_normal((m, n)) * np.array([2.5, *[1.0] * (n - 1)])
        yield X, rng.choice([-1.0, 1.0], m), 0.5 * rng.standard_normal(n)


def _logistic(X, y, w):
    """Gradient (n,) and Hessian (n, n) of the mean of log(1 + exp(−y Xw))."""
    miss = 1 / (1 + np.exp(y * (X @ w)))
    return -X.T @ (y * miss) / len(y), (X.T * (miss * (1 - miss))) @ X / len(y)


@exercise
def check_sharpness(sharpness):
    """`sharpness(X, w)`: λmax of the Hessian of the logistic loss, for X (m, n) and w (n,)."""
    for X, y, w in _classifiers():
        value = number(sharpness(X.copy(), w.copy()), "sharpness(X, w)")
        hessian = _logistic(X, y, w)[1]
        values = np.linalg.eigvalsh(hessian)
        mistakes = [
            (values[-1] * len(X), "divide by the number of examples: the loss is a mean."),
            (
                np.linalg.eigvalsh(X.T @ X / len(X))[-1],
                "the weights p(1−p) of the examples are missing.",
            ),
            (values[0], "this is λmin: multiply by H, do not solve with it."),
            (np.trace(hessian), "this is the sum of all eigenvalues."),
            (values[-1] ** 2, "squared: divide by the length at every step."),
        ]
        diagnose(value, values[-1], mistakes, "the sharpness")
    return "Right: λmax from products alone, for classifiers with two to five weights."


@exercise
def check_line_search(line_search):
    """`line_search(X, y, w)`: the rate at which the logistic loss is lowest along −g."""
    for X, y, w in _classifiers(count=8, seed=1):
        value = number(line_search(X.copy(), y.copy(), w.copy()), "line_search(X, y, w)")
        grad, hessian = _logistic(X, y, w)
        right = _lowest(X, y, w, grad)
        parabola = grad @ grad / (grad @ hessian @ grad)
        mistakes = [
            (parabola, "that is where the parabola is lowest, and this loss is none: search."),
            (2 * right, "twice too far."),
            (right * np.linalg.norm(grad), "this is the length of the step, not the rate."),
            (-right, "the sign is turned: w − rate · g goes downhill for a positive rate."),
        ]
        diagnose(value, right, mistakes, "the best rate", tolerance=1e-4)
    return "Right: there the new gradient is at right angles to the step."


def _lowest(X, y, w, grad):
    """The rate at which the slope along −grad changes its sign, by bisection."""
    slope = lambda rate: _logistic(X, y, w - rate * grad)[0] @ grad  # noqa: E731
    low, high = 0.0, 1.0
    while slope(high) > 0:
        high *= 2
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return low


@exercise
def check_predicted_change(measured_and_predicted):
    """`measured_and_predicted(X, y, w, lr)`: what a step changes in a tanh unit, and what was said.

    For X (m, n), targets y (m,) and weights w (n,); by equation 8.10 of Goodfellow et al. (2016).
    """
    what, errors = "measured_and_predicted(X, y, w, lr)", []
    rates = cases(0.05, 3.0, draw=lambda rng: spread_out(rng, 0.02, 5), count=22)
    for lr, (X, y, w) in zip(rates, _classifiers(count=24, seed=2), strict=True):
        value = numbers(measured_and_predicted(X.copy(), y.copy(), w.copy(), lr), what, (2,))
        before, grad, hessian = _unit(X, y, w)
        after = _unit(X, y, w - lr * grad)[0]
        slope, bend = lr * grad @ grad, 0.5 * lr**2 * grad @ hessian @ grad
        right = np.array([after - before, bend - slope])
        diagnose_array(value, right, _not_predicted(before, *right, slope, lr), "the pair")
        errors.append((lr, abs(right[1] / right[0] - 1)))
    small = np.median([error for lr, error in errors if lr < 0.1])
    large = np.median([error for lr, error in errors if lr > 1])
    return (f"Right. In the median the formula errs by {100 * small:.1g} % at rates below 0.1, "
            f"and by {100 * large:.2g} % above 1.")  # fmt: skip


def _unit(X, y, w):
    """Of a tanh unit with weights w: the mean of ½(tanh(Xw) − y)², its gradient and Hessian."""
    out = np.tanh(X @ w)
    miss, slope = out - y, 1 - out**2
    curvature = slope**2 - 2 * miss * out * slope
    return 0.5 * np.mean(miss**2), X.T @ (miss * slope) / len(y), (X.T * curvature) @ X / len(y)


def _not_predicted(before, measured, predicted, slope, lr):
    bend = predicted + slope
    return [
        ([predicted, measured], "the measured change comes first."),
        ([predicted, predicted], "the first number must be measured: take the step."),
        ([measured, measured], "the second number is the formula's, not the measured change."),
        ([before + measured, predicted], "subtract the loss before the step."),
        ([-measured, predicted], "the loss after the step minus that before: a drop is negative."),
        ([measured, -predicted], "the sign is turned: a drop in the loss is a negative change."),
        ([measured, predicted + bend], "the curvature term lacks its factor ½."),
        ([measured, -slope], "this is first order only: the curvature term is missing."),
        ([measured, bend / lr - slope], "the curvature term needs ε squared."),
    ]


KAPPA, GOAL, ALLOWED = 100.0, 1e-6, 150


@exercise
def check_mended_valley(choice):
    """`choice = (lr, momentum)`: reach a millionth of the distance in a bowl with κ = 100."""
    if not isinstance(choice, tuple | list) or len(choice) != 2:
        raise Wrong("give a pair (lr, momentum).")
    if any(each is None or each is Ellipsis for each in choice):
        raise Wrong("give a pair (lr, momentum).")
    lr, momentum = (number(v, name) for v, name in zip(choice, ("lr", "momentum"), strict=True))
    if lr <= 0 or not 0 <= momentum < 1:
        raise Wrong(f"lr must be positive and momentum in [0, 1), got {lr:g} and {momentum:g}.")
    bowl = Quadratic((1 / KAPPA, 1.0), np.radians(25.0))
    path = trajectory(Momentum(lr, momentum), bowl, np.array([-2.6, 1.5]), 2000).theta
    distance = np.linalg.norm(path, axis=1) / np.linalg.norm(path[0])
    limit = 2 * (1 + momentum)
    if lr >= limit:
        raise Wrong(f"diverges, or never settles: for momentum {momentum:g} the rate must stay "
                    f"below 2(1 + momentum)/λmax = {limit:.3g}.")  # fmt: skip
    if not np.any(distance < GOAL):
        raise Wrong("not there after 2000 steps: the rate is far too small, or momentum too large.")
    steps = int(np.argmax(distance < GOAL))
    if steps > ALLOWED:
        hint = (
            "momentum is 0: the zigzag is still there"
            if momentum == 0
            else "try a rate or momentum nearer Polyak's"
        )
        raise Wrong(f"{steps} steps, and {ALLOWED} are allowed: {hint}.")
    plain = np.ceil(np.log(GOAL) / np.log(best_contraction(1 / KAPPA, 1.0)))
    return f"Right: {steps} steps, where plain descent at its best rate needs about {plain:.0f}."


@exercise
def check_steps_needed(steps_needed):
    """`steps_needed(kappa, tolerance)`: steps of the best fixed rate to shrink the error so far."""
    for kappa, tolerance in cases(
        (10.0, 1e-3), (2.0, 1e-6), (1000.0, 1e-2), (6.0, 1e-9), (3.0, 0.5**29), draw=_goal
    ):
        value = number(steps_needed(kappa, tolerance), "steps_needed(kappa, tolerance)")
        exact = np.log(1 / tolerance) / np.log((kappa + 1) / (kappa - 1))
        mistakes = [
            (exact, "round up: the error must have reached the tolerance."),
            (np.ceil(0.5 * kappa * np.log(1 / tolerance)), "½κ ln is for large κ only."),
            (np.ceil(exact) + 1, "this is one step too many."),
            (exact + 1, "this is one step too many, and not a whole number."),
            (np.floor(exact), "you rounded down: the error is still above the tolerance."),
            (np.ceil(exact / np.log(10)), "log10 and the natural logarithm are mixed."),
            (0.5 * kappa * np.log(1 / tolerance), "a whole number; and ½κ ln is for large κ."),
            (
                np.ceil(exact / 2),
                "this counts the loss, which shrinks by the factor squared; count the error.",
            ),
            (
                np.ceil(kappa * np.log(1 / tolerance)),
                "twice too many: (κ−1)/(κ+1) is about 1 − 2/κ, not 1 − 1/κ.",
            ),
            (
                np.ceil(np.log(tolerance) / np.log((kappa + 1) / (kappa - 1))),
                "the sign of a logarithm is turned.",
            ),
        ]
        diagnose_whole(value, exact, mistakes, "the number of steps")
    return "Right: about ½ κ ln(1/tolerance) when κ is large."


def _goal(rng):
    """A condition number, and a part of the error to come down to."""
    return spread_out(rng, 1.2, 500), spread_out(rng, 1e-9, 0.3)
