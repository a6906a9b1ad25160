"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest
from scipy.optimize import brentq, linear_sum_assignment

from optcourse.chapters.journeys import exercises as check


def level(b, s, factor=1.0):
    f = lambda u: factor * u * np.exp(-u * u / 2) - s / b  # noqa: E731
    return np.array([-brentq(f, 1, 60), -brentq(f, 0, 1)]) if f(1.0) > 0 else np.array([])


def steps(path):
    return np.linalg.norm(np.diff(path, axis=0), axis=1)


def far(path):
    return np.linalg.norm(path[-1] - path[0])


def square(r):
    return np.mean(r**2)


def starts(p, w):
    return np.log(1 - w) / np.log(1 - p)


def at_least(v, q, extra=0):
    k = np.arange(1, v)
    return np.sum((1 - k / (v - extra)) ** q)


def fit(A, B):
    return linear_sum_assignment(A @ B.T, maximize=True)[1]


def matched(W1, W2, V1, V2, fit=fit):
    first = fit(W1, V1)
    return np.stack([first, fit(W2, V2[:, first])])


def unsigned(A, B):
    return linear_sum_assignment(np.abs(A @ B.T), maximize=True)[1]


log, ceil = np.log, np.ceil
CASES = [
    (check.check_level_places, level, "✓ Right"),
    (check.check_level_places, lambda b, s: ..., "still empty"),
    (check.check_level_places, lambda b, s: level(b, s)[::-1], "the lowest comes first"),
    (check.check_level_places, lambda b, s: -level(b, s), "right but for the sign"),
    (check.check_level_places, lambda b, s: -level(b, s)[::-1], "these are −x"),
    (check.check_level_places, lambda b, s: level(b, s)[:1], "only"),
    (check.check_level_places, lambda b, s: np.array([-2.0, -0.1]), "the places should be"),
    (check.check_level_places, lambda b, s: np.zeros(0), "there are two level places"),
    (check.check_level_places,
     lambda b, s: level(b, s) if len(level(b, s)) else np.array([-1.0]), "no level place is there"),
    (check.check_level_places,
     lambda b, s: level(b, s) if b > 1.65 * s else np.zeros(0), "you have 0"),
    (check.check_level_places,
     lambda b, s: -np.ones(2) if 0.606531 < s / b < 0.6066 else level(b, s), "no level place is"),
    (check.check_level_places, lambda b, s: level(b, s, 2.0), "takes away the 2"),
    (check.check_level_places, lambda b, s: np.eye(2), "must be a list of numbers"),
    (check.check_winding, lambda p: steps(p).sum() / far(p), "✓ Right"),
    (check.check_winding, lambda p: steps(p).sum(), "divide by the distance"),
    (check.check_winding, far, "how long is the way?"),
    (check.check_winding, lambda p: far(p) / steps(p).sum(), "turned round"),
    (check.check_winding, lambda p: steps(p).mean() / far(p), "this is their mean"),
    (check.check_winding,
     lambda p: np.abs(np.diff(p, axis=0)).sum() / far(p), "not the sum of its parts"),
    (check.check_winding,
     lambda p: np.linalg.norm(np.diff(p, axis=0)) / far(p), "take the root step by step"),
    (check.check_winding, lambda p: 0.5, "should be"),
    (check.check_lowest_nll, lambda r: 0.5 + 0.5 * log(square(r)), "✓ Right"),
    (check.check_lowest_nll, lambda r: 1 / square(r), "this is the best β"),
    (check.check_lowest_nll, lambda r: 0.5 * log(square(r)), "is not zero at the best β"),
    (check.check_lowest_nll, lambda r: 0.5 - 0.5 * log(square(r) + 1e-300), "wrong sign"),
    (check.check_lowest_nll, lambda r: 0.5 + 0.5 * np.mean(log(r**2)), "one β serves all"),
    (check.check_lowest_nll, lambda r: 0.5 + 0.5 * log(np.sum(r**2)), "not their sum"),
    (check.check_lowest_nll, lambda r: 0.5 + 0.5 * log(np.var(r) + 1e-99), "not the variance"),
    (check.check_lowest_nll, lambda r: 7.0, "should be"),
    (check.check_starts_needed, lambda p, w: ceil(round(starts(p, w), 6)), "✓ Right"),
    (check.check_starts_needed, starts, "round up"),
    (check.check_starts_needed, lambda p, w: np.floor(starts(p, w)), "still too small"),
    (check.check_starts_needed, lambda p, w: ceil(log(w) / log(p)), "can all succeed"),
    (check.check_starts_needed, lambda p, w: ceil(w / p), "do not add up"),
    (check.check_starts_needed, lambda p, w: ceil(log(1 - w) / log(p)), "all starts fail"),
    (check.check_starts_needed, lambda p, w: 10_000, "should be"),
    (check.check_mean_best, at_least, "✓ Right"),
    (check.check_mean_best, lambda v, q: (v - 1) / 2, "the mean of one value"),
    (check.check_mean_best, lambda v, q: v - 1 - at_least(v, q), "the mean of the highest"),
    (check.check_mean_best, lambda v, q: 1 + at_least(v, q), "the lowest possible is 0"),
    (check.check_mean_best, lambda v, q: (v - 1) / (q + 1), "of an interval"),
    (check.check_mean_best, lambda v, q: at_least(v, q, 1) if v > 1 else 0, "0 among them"),
    (check.check_mean_best, lambda v, q: 9.0, "should be"),
    (check.check_match_layers, matched, "✓ Right"),
    (check.check_match_layers, lambda *W: ..., "still empty"),
    (check.check_match_layers, lambda *W: np.argsort(matched(*W), axis=1), "the inverses"),
    (check.check_match_layers, lambda *W: matched(*W)[::-1], "comes first"),
    (check.check_match_layers,
     lambda *W: np.stack([fit(W[0], W[2]), fit(W[1], W[3])]), "put its columns"),
    (check.check_match_layers, lambda *W: matched(*W)[[0, 0]], "an order of its own"),
    (check.check_match_layers, lambda *W: np.stack([np.arange(len(W[0]))] * 2), "stay where"),
    (check.check_match_layers, lambda *W: np.zeros((2, len(W[0]))), "once, got"),
    (check.check_match_layers, lambda *W: matched(*W, fit=unsigned), "layer does not fit"),
    (check.check_match_layers,
     lambda *W: np.stack([np.roll(matched(*W)[0], 1), matched(*W)[1]]), "the first layer does"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
