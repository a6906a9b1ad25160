"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest

from optcourse.chapters.surrogates import exercises as check


def lines(X, y):
    """`y` times the side of each point, for every line through two of them, and which two."""
    for i in range(len(y)):
        for j in range(i):
            yield y * ((X - X[i]) @ [X[j, 1] - X[i, 1], X[i, 0] - X[j, 0]]), [i, j]


def fewest(X, y):
    least = len(y)
    for side, touched in lines(X, y):
        side[touched] = 0
        least = min(least, np.sum(side > 0), np.sum(side < 0))
    return least


def touched_are_wrong(X, y):
    return min(min(np.sum(s > 1e-9), np.sum(s < -1e-9)) + 2 for s, _ in lines(X, y))


def one_side(X, y):
    least = len(y)
    for side, touched in lines(X, y):
        side[touched] = 0
        least = min(least, np.sum(side < 0))
    return least


def stopped(Z, Z_val, lr, patience, of_halt=False, mean=True, least=1.0):
    w, waited = np.zeros(Z.shape[1]), 0
    kept = w
    while waited < patience:
        doubt = 1 / (1 + np.exp(Z @ w))
        w = w + lr * doubt @ Z / (len(Z) if mean else 1)
        error = np.mean(Z_val @ w <= 0)
        if error < least:
            kept = w
        waited = 0 if error < least else waited + 1
        least = min(least, error)
    return w if of_halt else kept


def odds(p):
    return np.log(p / (1 - p))


def halting(errors, patience):
    best = 0
    for epoch, error in enumerate(errors):
        best = epoch if error < errors[best] else best
        if epoch - best >= patience:
            return epoch
    return len(errors) - 1


def with_ties(errors, patience):
    best = 0
    for epoch, error in enumerate(errors):
        best = epoch if error <= errors[best] else best
        if epoch - best >= patience:
            return epoch
    return len(errors) - 1


def kept(errors, patience):
    return int(np.argmin(errors[: halting(errors, patience) + 1]))


def against_the_past(errors, patience):
    """Halts where the error is not below that of `patience` epochs before."""
    for k in range(patience, len(errors)):
        if errors[k] >= errors[k - patience]:
            return k
    return len(errors) - 1


def from_the_start(errors, patience):
    """Counts epoch 0 as an epoch of waiting."""
    best, waited = np.inf, 1
    for epoch, error in enumerate(errors):
        waited = 0 if error < best and epoch else waited + (epoch > 0)
        best = min(best, error)
        if waited >= patience:
            return epoch
    return len(errors) - 1


def first_rise(errors, patience):
    return int(np.argmax(np.diff(errors) > 0)) + 1


SLOPE, COUNT, FIT = check.check_logistic_slope, check.check_fewest, check.check_fit
HINGE, HALT, WIDE = check.check_hinge_answer, check.check_when_to_stop, check.check_final_direction
CASES = [
    (SLOPE, lambda m: -np.exp(-np.logaddexp(0, m)), "✓ Right"),
    (SLOPE, lambda m: ..., "still empty"),
    (SLOPE, lambda m: 1 / (1 + np.exp(m)), "sign is turned"),
    (SLOPE, lambda m: -1 / (1 + np.exp(-m)), "minus the probability of the right"),
    (SLOPE, lambda m: 1 / (1 + np.exp(-m)), "that is the probability of the right"),
    (SLOPE, lambda m: -1 / (1 + np.exp(m)) / (1 + np.exp(-m)), "second derivative"),
    (SLOPE, lambda m: -np.exp(-m), "exponential loss"),
    (SLOPE, lambda m: -1 / (1 + np.exp(m)) / np.log(2), "in bits"),
    (SLOPE, lambda m: -np.exp(-m) / (1 + np.exp(-m)), "overflows"),
    (SLOPE, lambda m: -1 / (1 + np.exp(np.clip(m, -10, 10))), "too far off: at margin 800"),
    (COUNT, fewest, "✓ Right"),
    (COUNT, lambda X, y: ..., "still empty"),
    (COUNT, lambda X, y: fewest(X, y) / len(y), "that is a share"),
    (COUNT, touched_are_wrong, "no mistakes: tilt it"),
    (COUNT, one_side, "a line has two sides"),
    (COUNT, lambda X, y: 0, "the fewest should be 1, got 0"),
    (FIT, stopped, "✓ Right"),
    (FIT, lambda *parts: ..., "still empty"),
    (FIT, lambda *parts: stopped(*parts, of_halt=True), "parameters of the halt"),
    (FIT, lambda Z, V, lr, p: stopped(Z, V, -lr, p), "uphill"),
    (FIT, lambda *parts: stopped(*parts, mean=False), "sum over the examples"),
    (FIT, lambda Z, V, lr, p: stopped(Z, V, lr, p + 1), "too long"),
    (FIT, lambda Z, V, lr, p: stopped(Z, V, lr, p - 1), "too early"),
    (FIT, lambda Z, V, lr, p: stopped(Z, Z, lr, p), "watch the training"),
    (FIT, lambda *parts: stopped(*parts, least=np.inf), "at w = 0 counts as 1"),
    (FIT, lambda Z, V, lr, p: 1 + stopped(Z, V, lr, p), "the parameters kept should be"),
    (FIT, lambda Z, V, lr, p: stopped(Z, V, lr, p)[:1], "must have shape"),
    (HINGE, lambda p: np.sign(p - 0.5), "✓ Right"),
    (HINGE, lambda p: ..., "still empty"),
    (HINGE, lambda p: 2 * p - 1, "squared loss"),
    (HINGE, odds, "logistic loss"),
    (HINGE, lambda p: np.sign(p - 0.4), "sign is turned"),
    (HINGE, lambda p: np.sign(p - 0.59), "sign is turned"),
    (HINGE, lambda p: np.clip(10 * (p - 0.5), -1, 1), "the answer should be"),
    (HINGE, lambda p: odds(p) / 2, "what the exponential loss"),
    (HINGE, lambda p: p, "not a probability"),
    (HINGE, lambda p: 1.0 * (p > 0.5), "should be negative"),
    (HINGE, lambda p: np.sign(0.5 - p), "sign is turned"),
    (HALT, halting, "✓ Right"),
    (HALT, lambda e, p: ..., "still empty"),
    (HALT, kept, "best epoch"),
    (
        HALT,
        lambda e, p: halting(e, p) if np.any(np.diff(e) > 0) else len(e) - 1,
        "halts at 2, you at 4",
    ),
    (HALT, lambda e, p: halting(e, p) + 1, "too late"),
    (HALT, lambda e, p: halting(e, p) - 1, "too early"),
    (HALT, with_ties, "no progress"),
    (HALT, against_the_past, "one epoch too early"),
    (HALT, from_the_start, "the halt should be 2, got 0"),
    (HALT, first_rise, "first rise"),
    (HALT, lambda e, p: len(e) - 1, "the halt should be 7, got 11"),
    (HALT, lambda e, p: halting(e, p) if len(e) > 4 else 4, "no halt here: return the last epoch"),
    (HALT, lambda e, p: halting(e, p) if len(e) > 4 else -1, "the last epoch, 3; got -1"),
    (HALT, lambda e, p: halting(e, p) if len(e) > 4 else None, "returned None"),
    (HALT, lambda e, p: int(np.argmin(e)), "future"),
    (WIDE, (0.5, 0.5), "✓ Right: margin √2"),
    (WIDE, (..., ...), "still empty"),
    (WIDE, ..., "still empty"),
    (WIDE, None, "direction is None"),
    (WIDE, (0.0, 0.0), "not both 0"),
    (WIDE, (1.0, 2.0, 3.0), "give two finite numbers"),
    (WIDE, (5.0, 3.0), "first step"),
    (WIDE, (0.0, 1.0), "example wrong"),
    (WIDE, (1.0, 0.5), "wider one"),
]


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
