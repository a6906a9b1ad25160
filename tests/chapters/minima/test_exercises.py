"""Each check accepts the model answer, and tells each known mistake by name."""

from math import factorial, prod

import numpy as np
import pytest
import torch
from scipy.optimize import linear_sum_assignment as assigned

from optcourse.chapters.minima import exercises as check

hessian, convex = check.check_least_squares_hessian, check.check_convex
rest, copies = check.check_can_rest, check.check_num_copies
match, points = check.check_match_units, check.check_points
scale, trap = check.check_best_scale, check.check_trap


def erased(X):
    X *= 0
    return X.T @ X


CASES = [
    (hessian, lambda X: 2 / len(X) * X.T @ X, "✓ Right"),
    (hessian, lambda X: ..., "still empty"),
    (hessian, lambda X: X.T @ X / len(X), "factor 2 is missing"),
    (hessian, lambda X: 2 * X.T @ X, "the sum"),
    (hessian, lambda X: X.T @ X, "2/m is missing"),
    (hessian, lambda X: X @ X.T, "one a parameter"),
    (hessian, lambda X: -2 / len(X) * X.T @ X, "sign"),
    (hessian, lambda X: 2 / X.shape[1] * X.T @ X, "not of parameters"),
    (hessian, lambda X: np.eye(X.shape[1]), "entry [0, 0] of the Hessian should be"),
    (hessian, lambda X: 2.0, "must have shape"),
    (hessian, lambda X: np.triu(2 / len(X) * X.T @ X), "entry [1, 0] of the Hessian"),
    (hessian, lambda X: np.nan * X.T @ X, "entry [0, 0] of the Hessian should be 2.095, got nan"),
    (hessian, erased, "got 0"),
    (convex, {"a", "c", "e"}, "✓ Right"),
    (convex, {...}, "still empty"),
    (convex, set(), "still empty"),
    (convex, ..., "still empty"),
    (convex, None, "convex is None"),
    (convex, 5, "letters a to e"),
    (convex, {"a", "b", "c", "e"}, "(b) is not convex"),
    (convex, {"a", "c", "d", "e"}, "(d) is not convex"),
    (convex, {"c", "e"}, "(a) is missing"),
    (convex, {"a", "e"}, "a corner is allowed"),
    (convex, {"a", "c"}, "need not have a minimum"),
    (convex, {"a", "f"}, "letters a to e"),
    (rest, lambda lr, sharpness: lr * sharpness < 1.8, "lr = 1.9 and sharpness 1"),
    (rest, lambda lr, sharpness: lr * sharpness < 2.2, "lr = 0.1 and sharpness 21"),
    (rest, lambda lr, sharpness: lr * sharpness < 1.98, "lr = 1.99 and sharpness 1"),
    (rest, lambda lr, sharpness: lr * sharpness < 2.02, "the factor of a step is -1.01"),
    (rest, 0.5, "asked for is a function, got 0.5."),
    (rest, lambda lr, sharpness: lr * sharpness < 2, "✓ Right"),
    (rest, lambda lr, sharpness: np.array([lr * sharpness < 2]), "✓ Right"),
    (rest, lambda lr, sharpness: torch.tensor(lr * sharpness) < 2, "✓ Right"),
    (rest, lambda lr, sharpness: ..., "still empty"),
    (rest, lambda lr, sharpness: True if lr * sharpness < 2 else None, "returned None"),
    (rest, lambda lr, sharpness: 1.0, "True or False"),
    (rest, lambda lr, sharpness: False, "at a small rate it can"),
    (rest, lambda lr, sharpness: True, "at a large rate it cannot"),
    (rest, lambda lr, sharpness: lr * sharpness > 2, "wrong way round"),
    (rest, lambda lr, sharpness: lr * sharpness < 1, "still comes closer"),
    (rest, lambda lr, sharpness: lr < 2, "do its powers shrink"),
    (copies, lambda w, odd: prod(factorial(n) * (2**n if odd else 1) for n in w), "✓ Right"),
    (copies, lambda w, odd: ..., "still empty"),
    (copies, lambda w, odd: sum(factorial(n) for n in w), "multiply"),
    (copies, lambda w, odd: factorial(sum(w)), "another layer"),
    (copies, lambda w, odd: factorial(prod(w)), "then the product"),
    (copies, lambda w, odd: prod(w), "n! orders, not n"),
    (copies, lambda w, odd: 2 ** sum(w), "counts signs"),
    (copies, lambda w, odd: prod(factorial(n) for n in w), "2ⁿ more"),
    (copies, lambda w, odd: prod(factorial(n) * 2**n for n in w), "this one is not"),
    (copies, lambda w, odd: prod(factorial(n) * (2 if odd else 1) for n in w), "signs alone"),
    (copies, lambda w, odd: prod(factorial(n) for n in w) - 1, "itself"),
    (copies, lambda w, odd: prod(n**n for n in w), "not nⁿ"),
    (match, lambda a, b: assigned(a @ b.T, maximize=True)[1], "✓ Right"),
    (match, lambda a, b: assigned(-a @ b.T)[1].tolist(), "✓ Right"),
    (match, lambda a, b: assigned(((a[:, None] - b) ** 2).sum(-1))[1], "✓ Right"),
    (match, lambda a, b: ..., "still empty"),
    (match, lambda a, b: assigned(a @ b.T)[1], "fit worst"),
    (match, lambda a, b: assigned(b @ a.T, maximize=True)[1], "inverse"),
    (match, lambda a, b: np.argmax(a @ b.T, axis=1), "once"),
    (match, lambda a, b: np.arange(len(a)), "stay where they are"),
    (match, lambda a, b: np.arange(len(a))[::-1], "add up to"),
    (match, lambda a, b: b, "shape"),
    (points, ["neither", "global", "global", "neither", "global", "neither", "local"], "✓ Right"),
    (points, [...], "still empty"),
    (points, ..., "still empty"),
    (points, ["global"] * 7, "point 1: there are lower"),
    (points, ["neither"] * 7, "point 2: nothing at all"),
    (
        points,
        ["neither", "global", "global", "neither", "global", "neither", "global"],
        "something farther off",
    ),
    (points, ["global"] * 3, "seven words"),
    (points, "global", "seven words"),
    (scale, lambda i, o: np.sqrt(o / i), "✓ Right"),
    (scale, lambda i, o: ..., "still empty"),
    (scale, lambda i, o: np.sqrt(i / o), "the longer side must shrink"),
    (scale, lambda i, o: o / i, "take the root"),
    (scale, lambda i, o: i / o, "and the root is missing"),
    (scale, lambda i, o: (o / i) ** 2, "a enters squared"),
    (scale, lambda i, o: 1.0, "as it is"),
    (scale, lambda i, o: np.sqrt(i * o), "common length"),
    (trap, ([5, 1], [-0.8, 0.8]), "✓ Right: 2 minima"),
    (trap, ([5, 0.1, 0.1, 0.1], [-0.1, 0.9, 0.9, 0.9]), "✓ Right: a minimum 1.5 times"),
    (trap, ([...], [...]), "still empty"),
    (trap, None, "(inputs, targets) is None"),
    (trap, (None, None), "(inputs, targets) is None"),
    (trap, ([5, None], [-0.8, 0.8]), "has None among its entries"),
    (trap, ([5, np.nan], [-0.8, 0.8]), "must be finite"),
    (trap, ([5, 1], [-0.8, 0.8], 1), "give a pair"),
    (trap, ([5, 1], [-0.8]), "as many targets"),
    (trap, ([5, 1], [-1, 1]), "within (−1, 1)"),
    (trap, ([5, 1], [0.8, 0.8]), "only one minimum"),
    (trap, ([5, -5], [0.8, 0.8]), "minimum"),
    (trap, ([5] * 5 + [1] * 19, [-0.8] * 5 + [0.8] * 19), "shift the balance"),
]


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)


def test_the_letters_of_convex_losses_are_right():
    theta, share = np.linspace(-3, 3, 61), np.linspace(0, 1, 21)
    left, right = (side[..., None] for side in np.meshgrid(theta, theta))
    for loss, is_convex, _ in check.LOSSES.values():
        chord = (1 - share) * loss(left) + share * loss(right)
        dip = np.max(loss(left + share * (right - left)) - chord)
        assert bool(dip < 1e-9) is is_convex


def test_only_one_of_the_losses_has_a_bad_minimum():
    theta = np.linspace(-3.5, 3.5, 70_001)
    for letter, (loss, *_) in check.LOSSES.items():
        value = loss(theta)
        at = np.flatnonzero((value[1:-1] < value[:-2]) & (value[1:-1] < value[2:])) + 1
        bad = len(at) and value[at].max() > value[at].min() + 0.1
        assert bool(bad) is (letter == "d")
