"""Checks of the exercises on local steps and the way as a whole."""

import numpy as np
from scipy.optimize import brentq, linear_sum_assignment

from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import (
    Wrong,
    diagnose,
    diagnose_array,
    diagnose_whole,
    exercise,
    number,
    numbers,
    quoted,
)


@exercise
def check_level_places(level_places):
    """`level_places(height, slope)`: the x (0,) or (2,) of the critical points, lowest first."""
    fixed = (1.0, 0.1), (0.16, 0.1), (0.17, 0.1), (2.0, 0.5), (0.1, 1.0), (1.0, 1e-4), (3.0, 2.5)
    fixed += (2.91, 1.765), (1.99, 1.207), (2.0, 1e-8)  # on either side of e^{−1/2}; far out
    for height, slope in cases(*fixed, draw=_hill):
        value = numbers(level_places(height, slope), "level_places(height, slope)")
        right = _level(height, slope)
        if value.shape != right.shape:
            raise Wrong(_miscounted(value, right))
        mistakes = [
            (right[::-1], "the lowest comes first."),
            (-right, "these are right but for the sign: where x > 0 both parts fall."),
            (-right[::-1], "these are −x: on the side where x > 0 both parts fall."),
            (_level(height, slope, width=2.0),
             "the slope of e^{−x²/2} is −x e^{−x²/2}: the ½ takes away the 2."),
            (_level(1.0, slope), "the height counts: the bump's slope is b times as large."),
        ]  # fmt: skip
        if right.size:
            diagnose_array(value, right, mistakes, "the places")
    return "Right: two level places while s/b is below e^{−1/2}, a saddle and the peak, else none."


def _hill(rng):
    return spread_out(rng, 0.05, 5), spread_out(rng, 0.01, 1.5)


def _level(height, slope, width=1.0):
    """The roots of b w x e^{−x²/2} = −s, the lowest first; none above the most that it can be."""
    f = lambda u: width * u * np.exp(-u * u / 2) - slope / height  # noqa: E731
    if f(1.0) < 0:
        return np.zeros(0)
    return np.array([-brentq(f, 1.0, 60.0), -brentq(f, 0.0, 1.0)])


def _miscounted(value, right):
    if value.shape == (1,) and right.size:
        return f"there are two level places, the saddle and the peak; you have only {value[0]:.4g}."
    if value.ndim != 1:
        return f"the places must be a list of numbers, got an array of shape {value.shape}."
    found = "no level place is there: the hill is too low for its slope" if not right.size else ""
    found = found or "there are two level places: the bump's slope is steeper than the plain's"
    return f"{found}; you have {len(value)}."


@exercise
def check_winding(winding):
    """`winding(path)`: the length of the way (T + 1, n) over the distance between its ends."""
    square = np.array([[1.0, 1.0], [3.0, 1.0], [3.0, 3.0], [1.0, 4.0]])
    line = np.outer(np.arange(5.0), [3.0, 4.0])
    for path in cases(square, line, draw=_path):
        value = number(winding(path.copy()), "winding(path)")
        steps = np.diff(path, axis=0)
        lengths = np.linalg.norm(steps, axis=1)
        distance = np.linalg.norm(path[-1] - path[0])
        mistakes = [
            (lengths.sum(), "this is the length of the way: divide by the distance of its ends."),
            (distance, "this is the distance of the ends: how long is the way?"),
            (distance / lengths.sum(), "turned round: the way over the distance, 1 or more."),
            (lengths.mean() / distance, "add up the lengths of the steps; this is their mean."),
            (np.abs(steps).sum() / distance,
             "a step is as long as the root of the sum of its squares, not the sum of its parts."),
            (np.linalg.norm(steps) / distance,
             "this is the root of the sum of all squares: take the root step by step, then add."),
            (lengths.sum() / np.linalg.norm(path[-1]),
             "the way need not start at zero: measure from path[0]."),
            (lengths.sum() / np.linalg.norm(path - path[0], axis=1).max(),
             "divide by the distance of the end, not of the farthest place."),
        ]  # fmt: skip
        diagnose(value, lengths.sum() / distance, mistakes, "the winding")
    return "Right: 1 for a straight line, and more the more the way bends, turns or wanders."


def _path(rng):
    size = rng.integers(2, 9), rng.integers(1, 6)
    return rng.standard_normal(size).cumsum(axis=0).round(2) + rng.integers(-2, 3)


@exercise
def check_lowest_nll(lowest_nll):
    """`lowest_nll(residuals)`: the least over β of the mean of ½ β r² − ½ ln β."""
    for residuals in cases(np.array([1.0, -1.0]), np.array([0.5]), draw=_residuals):
        value = number(lowest_nll(residuals.copy()), "lowest_nll(residuals)")
        square = np.mean(residuals**2)
        mistakes = [
            (1 / square, "this is the best β: put it into the loss."),
            (0.5 * np.log(square), "½ β r² is not zero at the best β: it is ½ in the mean."),
            (0.5 - 0.5 * np.log(square), "the logarithm has the wrong sign: ln β = −ln mean."),
            (0.5 + 0.5 * np.mean(np.log(residuals**2)),
             "one β serves all: take the logarithm of the mean, not the mean of the logarithms."),
            (0.5 + 0.5 * np.log(np.sum(residuals**2)), "the mean of the squares, not their sum."),
            (0.5 + 0.5 * np.log(np.var(residuals)), "the mean square, not the variance."),
            (0.5 + np.log(square), "½ ln β, not ln β."),
        ]  # fmt: skip
        diagnose(value, 0.5 + 0.5 * np.log(square), mistakes, "the lowest loss")
    return "Right: ½ + ½ ln of the mean square. It goes to −∞ as the fit becomes exact."


def _residuals(rng):
    return (spread_out(rng, 0.01, 3) * rng.standard_normal(rng.integers(2, 12))).round(4)


@exercise
def check_starts_needed(starts_needed):
    """`starts_needed(success, wanted)`: independent starts until one succeeds, at that chance."""
    fixed = (0.5, 0.75), (0.6, 0.99), (0.1, 0.9), (0.9, 0.9), (0.5, 0.87505)  # the last: 3.0006
    for success, wanted in cases(*fixed, draw=_chances):
        value = number(starts_needed(success, wanted), "starts_needed(success, wanted)")
        exact = np.log(1 - wanted) / np.log(1 - success)
        mistakes = [
            (exact, "a whole number: round up."),
            (np.floor(exact), "rounded down, the chance is still too small."),
            (np.ceil(np.log(wanted) / np.log(success)),
             "this is how many can all succeed: ask that not all of them fail."),
            (np.ceil(wanted / success), "chances do not add up: all starts may fail."),
            (np.ceil(np.log(1 - wanted) / np.log(success)),
             "all starts fail with the chance (1 − success) to the power of their number."),
            (np.ceil(1 / success), "this is how many it takes in the mean."),
        ]  # fmt: skip
        diagnose_whole(value, exact, mistakes, "the number of starts")
    return "Right: ln(1 − wanted)/ln(1 − success), rounded up."


def _chances(rng):
    return float(round(rng.uniform(0.02, 0.95), 2)), float(round(rng.uniform(0.3, 0.999), 3))


@exercise
def check_mean_best(mean_best):
    """`mean_best(num_values, num_asked)`: over all functions, of the lowest of these values."""
    for v, q in cases((3, 2), (2, 1), (2, 5), (4, 3), (1, 4), draw=_counts):
        value = number(mean_best(v, q), "mean_best(num_values, num_asked)")
        k = np.arange(1, v)
        right = np.sum((1 - k / v) ** q)
        mistakes = [
            ((v - 1) / 2, "this is the mean of one value: the lowest of several is lower."),
            (v - 1 - right, "this is the mean of the highest."),
            (1 + right, "the values are 0, 1, …: the lowest possible is 0."),
            (np.sum((1 - k / (v - 1)) ** q) if v > 1 else np.nan,
             "there are as many values as `num_values` says, 0 among them: the chance is 1 − k/v."),
            ((v - 1) / (q + 1), "that is so for numbers of an interval; here they are whole."),
        ]  # fmt: skip
        diagnose(value, right, mistakes, "the mean of the lowest")
    return "Right, whatever rule asks, as long as it never asks twice."


def _counts(rng):
    return int(rng.integers(2, 8)), int(rng.integers(1, 9))


@exercise
def check_match_layers(match_layers):
    """`match_layers(W1, W2, V1, V2)`: the orders (2, h) of the units of the V that fit the W."""
    for W1, W2, V1, V2 in cases(draw=_relabelled):
        h, first = len(W1), _fitting(W1, V1)
        right = np.stack([first, _fitting(W2, V2[:, first])])
        orders = numbers(match_layers(W1, W2, V1, V2), "match_layers(W1, W2, V1, V2)", (2, h))
        if any(sorted(order) != list(range(h)) for order in orders.tolist()):
            raise Wrong(f"each order holds each of 0 to {h - 1} once, got {quoted(orders)}.")
        inverse = np.argsort(right, axis=1)
        mistakes = [
            (inverse, "these are the inverses: entry k is the unit that comes to place k."),
            (right[::-1], "the order of the first layer comes first."),
            (np.stack([first, _fitting(W2, V2)]),
             "before you match the second layer, put its columns into the order of the first: they "
             "belong to the first layer's units."),
            (np.stack([first, first]), "each layer has an order of its own."),
            (np.stack([np.arange(h)] * 2), "the units stay where they are."),
        ]  # fmt: skip
        if not np.array_equal(orders, right):
            for mistake, sentence in mistakes:
                if np.array_equal(orders, mistake):
                    raise Wrong(sentence)
            layer = "first" if not np.array_equal(orders[0], right[0]) else "second"
            raise Wrong(f"the {layer} layer does not fit: it should be {quoted(right)}.")
    return "Right: the first layer's order turns the columns of the second, and so on downwards."


def _fitting(W, V):
    """The order of the rows of V whose scalar products with those of W add up to most."""
    return linear_sum_assignment(W @ V.T, maximize=True)[1]


def _relabelled(rng):
    """Two layers W, and a relabelled copy V with noise, too little for ways to match to differ."""
    h, d = int(rng.integers(3, 7)), int(rng.integers(6, 9))
    W1, W2 = rng.standard_normal((h, d)), rng.standard_normal((h, h))
    if rng.random() < 0.4:  # what tells the units apart may be below zero, all of it
        W1, W2 = (-0.1 * np.abs(W) - 2 * np.eye(*W.shape) for W in (W1, W2))
    else:  # two units that look opposite ways are not the same
        W1[1], W2[1] = -W1[0], -W2[0]
    first, second = rng.permutation(h), rng.permutation(h)
    V1, V2 = W1[first], W2[second][:, first]
    return W1, W2, *(each + 0.2 * rng.standard_normal(each.shape) for each in (V1, V2))
