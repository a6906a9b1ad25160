"""Checks of the exercises on ill-conditioning."""

import numpy as np

from optcourse.landscapes import Quadratic, best_contraction
from optcourse.rules import Momentum, trajectory
from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import (
    Wrong,
    close,
    diagnose,
    diagnose_whole,
    exercise,
    number,
    numbers,
)


def _bowls(count=20, seed=0):
    """Random bowls and places on them: [(bowl, theta)]."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        bowl = Quadratic(np.sort(rng.uniform(0.2, 4.0, 2)), rng.uniform(0, np.pi))
        yield bowl, rng.uniform(-2, 2, 2)


@exercise
def check_best_rate(best_rate):
    """`best_rate(grad, hessian)`: the best rate along −grad, for grad (2,) and hessian (2, 2)."""
    for bowl, theta in _bowls():
        grad, hessian = bowl.grad(theta), bowl.hessian()
        value = number(best_rate(grad, hessian), "best_rate(grad, hessian)")
        squared, bend = grad @ grad, grad @ hessian @ grad
        mistakes = [
            (
                bend / squared,
                "upside down: this is the curvature along g, and the rate is its inverse.",
            ),
            (1 / np.linalg.eigvalsh(hessian)[-1], "1/λmax is right only if g lies along v_max."),
            (1 / np.linalg.eigvalsh(hessian)[0], "1/λmin is right only if g lies along v_min."),
            (
                2 / np.trace(hessian),
                "that is the best fixed rate for a long run, not for one step.",
            ),
            (2 * squared / bend, "this is the rate at which the loss is back where it began."),
            (np.sqrt(squared) / bend, "gᵀg is the squared length of g; you used the length."),
        ]
        diagnose(value, squared / bend, mistakes, "the best rate")
    return "Right: gᵀg/gᵀHg, the inverse of the curvature along g."


@exercise
def check_predicted_change(predicted_change):
    """`predicted_change(lr, grad, hessian)`: how the loss of a bowl changes in one step."""
    rates = cases(0.37, draw=lambda rng: spread_out(rng, 0.05, 2), count=19)
    for lr, (bowl, theta) in zip(rates, _bowls(), strict=True):
        grad, hessian = bowl.grad(theta), bowl.hessian()
        value = number(predicted_change(lr, grad, hessian), "predicted_change(lr, grad, hessian)")
        slope, bend = lr * grad @ grad, lr**2 * grad @ hessian @ grad
        mistakes = [
            (bend - slope, "the curvature term lacks its factor ½."),
            (slope - 0.5 * bend, "the sign is turned: a drop in the loss is a negative change."),
            (-slope, "this is first order only: the curvature term is missing."),
            (0.5 * bend / lr - slope, "the curvature term needs ε squared."),
        ]
        diagnose(value, 0.5 * bend - slope, mistakes, "the change")
        moved = bowl.value(theta - lr * grad) - bowl.value(theta)
        assert close(moved, 0.5 * bend - slope)
    return "Right, and on a bowl it is exact: the measured changes agree."


@exercise
def check_line_search_step(line_search_step):
    """`line_search_step(theta, grad, hessian)`: where an exact line search along −grad stops."""
    for bowl, theta in _bowls():
        grad, hessian = bowl.grad(theta), bowl.hessian()
        after = numbers(line_search_step(theta, grad, hessian), "line_search_step", (2,))
        _check_turn(bowl, theta, after, grad)
    return "Right: the new gradient is at right angles to the step, on every bowl tried."


def _check_turn(bowl, theta, after, grad):
    if np.allclose(after, 0, atol=1e-5):
        raise Wrong("you jumped to the minimum: that is Newton's step, not one along −g.")
    step = after - theta
    across = step[0] * grad[1] - step[1] * grad[0]
    if abs(across) > 1e-5 * np.linalg.norm(step) * np.linalg.norm(grad):
        raise Wrong("your step does not point along −g.")
    if step @ grad > 0:
        raise Wrong("your step points uphill: subtract the gradient, do not add it.")
    slope = bowl.grad(after) @ grad
    if abs(slope) > 1e-4 * (grad @ grad):
        side = "short" if slope > 0 else "far"
        way = "still falls" if slope > 0 else "already rises"
        raise Wrong(f"too {side}: the loss {way} along −g there.")


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
