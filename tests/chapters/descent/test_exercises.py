"""Each check accepts the model answer, and tells each known mistake by name."""

import numpy as np
import pytest

from optcourse.chapters.descent import exercises as check


def best(x, y, phi, mean=1.0):
    X = np.stack([np.ones_like(x), x], axis=1)
    g = 2 * X.T @ (X @ phi - y)
    return g @ g / (2 * np.sum((X @ g) ** 2)) * mean


def largest(x):
    X = np.stack([np.ones_like(x), x], axis=1)
    return np.linalg.eigvalsh(2 * X.T @ X)[-1]


def gabor(x, y, phi, turn=-1 / 16, factor=0.06):
    u = phi[0] + 0.06 * phi[1] * x
    bell = np.exp(-u * u / 32)
    each = 2 * (np.sin(u) * bell - y) * (np.cos(u) + turn * u * np.sin(u)) * bell
    return np.array([each.sum(), (factor * x * each).sum()])


def chance(x, phi):
    return 1 / (1 + np.exp(-(phi[0] + phi[1] * x)))


def logistic(x, y, phi, weigh=lambda p: 1.0):
    p = chance(x, phi)
    rest = (p - y) * weigh(p)
    return np.array([rest.sum(), (x * rest).sum()])


def ten(x, y, phi, theta, slope=lambda s: 1.0 * (s > 0), seen=lambda s: np.maximum(s, 0)):
    sums = theta[:, 0] + theta[:, 1] * x
    rest = phi[0] + phi[1:] @ np.maximum(sums, 0) - y
    back = phi[1:] * slope(sums)
    below = np.stack([back, back * x], axis=1).ravel()
    return 2 * rest * np.concatenate([[1.0], seen(sums), below])


def turned(x, y, phi, theta):
    right = ten(x, y, phi, theta)
    return np.concatenate([right[:4], right[4::2], right[5::2]])


def round_(low, high, left, right):
    third = (high - low) / 3
    return np.array([low, high - third] if left < right else [low + third, high])


def inner(low, high, left, right):
    return np.array([2 * low + high, low + 2 * high]) / 3


def mean_slope(theta, X, y):
    return X.T @ (X @ theta - y) / len(y)


def sgd(theta, X, y, batches, rate):
    for rows in batches:
        theta = theta - rate * mean_slope(theta, X[rows], y[rows])
    return theta


def once(theta, X, y, batches, rate):
    return theta - rate * sum(mean_slope(theta, X[rows], y[rows]) for rows in batches)


def overlap(x, y, both=True):
    low, high = x[y == 0], x[y == 1]
    return not (low.max() < high.min() or (both and high.max() < low.min()))


def needed(share, num, sure, up=np.ceil):
    return float(up(round(np.log(1 - sure) / np.log(1 - share**num), 6)))


CASES = [
    (check.check_best_step, best, "✓ Right"),
    (check.check_best_step, lambda *d: ..., "still empty"),
    (check.check_best_step, lambda *d: best(*d, 2), "twice the best"),
    (check.check_best_step, lambda *d: best(*d, 0.5), "half the best"),
    (check.check_best_step, lambda *d: best(*d, len(d[0])), "not a mean"),
    (check.check_best_step, lambda *d: 1 / best(*d), "turned round"),
    (check.check_best_step, lambda *d: -best(*d), "positive rate"),
    (check.check_best_step, lambda x, y, p: 1 / largest(x), "safe in every direction"),
    (check.check_best_step, lambda *d: 9.0, "should be"),
    (check.check_gabor_slope, gabor, "✓ Right"),
    (check.check_gabor_slope, lambda *d: ..., "still empty"),
    (check.check_gabor_slope, lambda *d: gabor(*d) / 2, "2 of the square"),
    (check.check_gabor_slope, lambda *d: -gabor(*d), "sign is turned"),
    (check.check_gabor_slope, lambda *d: gabor(*d, turn=0), "a product"),
    (check.check_gabor_slope, lambda *d: gabor(*d, turn=-1 / 32), "is −u/16"),
    (check.check_gabor_slope, lambda *d: gabor(*d, turn=1 / 16), "falls on both sides"),
    (check.check_gabor_slope, lambda *d: gabor(*d, factor=1), "0.06 x"),
    (check.check_gabor_slope, lambda *d: gabor(*d)[::-1], "comes first"),
    (check.check_gabor_slope, lambda *d: np.ones(2), "should be"),
    (check.check_logistic_slope, logistic, "✓ Right"),
    (check.check_logistic_slope, lambda *d: ..., "still empty"),
    (check.check_logistic_slope, lambda *d: -logistic(*d), "this climbs"),
    (check.check_logistic_slope, lambda *d: logistic(*d) / len(d[0]), "not a mean"),
    (check.check_logistic_slope,
     lambda *d: logistic(*d, weigh=lambda p: 2 * p * (1 - p)), "squared error"),
    (check.check_logistic_slope, lambda *d: logistic(*d, weigh=lambda p: p * (1 - p)), "cancels"),
    (check.check_logistic_slope, lambda x, y, p: logistic(x, 1 - y, p), "turned round"),
    (check.check_logistic_slope, lambda *d: logistic(*d)[::-1], "comes first"),
    (check.check_logistic_slope, lambda *d: np.ones(2), "should be"),
    (check.check_ten_slopes, ten, "✓ Right"),
    (check.check_ten_slopes, lambda *d: ..., "still empty"),
    (check.check_ten_slopes, lambda *d: ten(*d) / 2, "2 of the square"),
    (check.check_ten_slopes, lambda x, *d: ten(abs(x), *d), "should be"),
    (check.check_ten_slopes, lambda *d: -ten(*d), "sign is turned"),
    (check.check_ten_slopes, lambda *d: ten(*d, slope=np.ones_like), "a unit that is off"),
    (check.check_ten_slopes,
     lambda *d: ten(*d, slope=lambda s: np.maximum(s, 0)), "not its value"),
    (check.check_ten_slopes, lambda *d: ten(*d, seen=lambda s: s), "hands on"),
    (check.check_ten_slopes, turned, "the order is"),
    (check.check_ten_slopes, lambda *d: np.ones(10), "should be"),
    (check.check_bracket_round, round_, "✓ Right"),
    (check.check_bracket_round, lambda *d: ..., "still empty"),
    (check.check_bracket_round, lambda a, b, p, q: round_(a, b, q, p), "the wrong end"),
    (check.check_bracket_round, inner, "only one third"),
    (check.check_bracket_round, lambda *d: round_(*d)[::-1], "the lower end comes first"),
    (check.check_bracket_round, lambda a, b, p, q: np.array([a, (a + b) / 2]), "not a half"),
    (check.check_bracket_round, lambda a, b, p, q: np.array([a, b]), "nothing is cut off"),
    (check.check_bracket_round, lambda *d: np.zeros(2), "should be"),
    (check.check_sgd, sgd, "✓ Right"),
    (check.check_sgd, lambda *d: ..., "still empty"),
    (check.check_sgd, lambda *d: sgd(*d[:4], -d[4]), "this climbs"),
    (check.check_sgd, lambda *d: sgd(*d[:4], d[4] * d[3].shape[1]), "the mean"),
    (check.check_sgd, lambda *d: sgd(*d[:4], 2 * d[4]), "½ of a square"),
    (check.check_sgd, once, "has left"),
    (check.check_sgd, lambda t, X, y, b, r: sgd(t, X, y, b.reshape(-1, 1), r), "not an example"),
    (check.check_sgd, lambda t, X, y, b, r: sgd(t, X, y, b.reshape(1, -1), r), "not an epoch"),
    (check.check_sgd, lambda t, X, y, b, r: sgd(t, X, y, b[:1], r), "the first step"),
    (check.check_sgd, lambda t, *d: t, "should be"),
    (check.check_how_many, needed, "✓ Right"),
    (check.check_how_many, lambda *d: ..., "still empty"),
    (check.check_how_many, lambda *d: needed(*d, up=np.floor), "round up"),
    (check.check_how_many, lambda *d: needed(*d, up=np.floor) + 1, "is enough, too"),
    (check.check_how_many, lambda p, n, s: np.ceil(np.log(1 - s) / np.log1p(-(p**n))), "sharp"),
    (check.check_how_many, lambda *d: needed(*d) + 1, "is enough, too"),
    (check.check_how_many, lambda p, n, s: np.ceil(1 / p**n), "in the mean"),
    (check.check_how_many, lambda p, n, s: np.ceil(s / p**n), "do not add up"),
    (check.check_how_many, lambda p, n, s: needed(p, 1, s), "every parameter at once"),
    (check.check_how_many, lambda p, n, s: needed(min(p * n, 0.999), 1, s), "multiply"),
    (check.check_how_many, lambda p, n, s: needed(p, n, 1 - s), "all of them miss"),
    (check.check_how_many, lambda *d: 7.0, "should be"),
    (check.check_has_lowest, overlap, "✓ Right"),
    (check.check_has_lowest, lambda x, y: ..., "still empty"),
    (check.check_has_lowest, lambda x, y: True, "steeper sigmoid is better"),
    (check.check_has_lowest, lambda x, y: False, "the classes overlap"),
    (check.check_has_lowest, lambda x, y: overlap(x, y, both=False), "lie below the 0s"),
    (check.check_has_lowest, lambda x, y: not overlap(x, y), "s"),
    (check.check_has_lowest, lambda x, y: 1.0, "must be True or False"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
