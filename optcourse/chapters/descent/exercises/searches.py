"""Checks of the exercises on searches, and on stochastic gradient descent."""

import numpy as np

from optcourse.teaching.cases import cases, signed, spread_out
from optcourse.teaching.verdicts import diagnose_array, diagnose_whole, exercise, number, numbers


@exercise
def check_bracket_round(bracket_round):
    """`bracket_round(low, high, left, right)`: the next bracket (2,), by losses at the thirds."""
    for low, high, at_left, at_right in cases(draw=_thirds):
        value = numbers(bracket_round(low, high, at_left, at_right), "bracket_round(…)", (2,))
        third = (high - low) / 3
        both = np.array([low, high - third]), np.array([low + third, high])
        right, other = both if at_left < at_right else both[::-1]
        inner = np.array([low + third, high - third])
        middle = (low + high) / 2
        mistakes = [
            (other, "the wrong end is cut off: the third beside the higher loss goes."),
            (inner, "only one third is cut off: the lowest place may lie beside the lower one."),
            (right[::-1], "the lower end comes first."),
            (np.array([low, middle]), "two thirds remain, not a half."),
            (np.array([middle, high]), "two thirds remain, not a half."),
            (np.array([low, high]), "nothing is cut off."),
        ]
        diagnose_array(value, right, mistakes, "the bracket")
    return "Right, as long as the loss has one valley there. Two new losses keep two thirds."


def _thirds(rng):
    low, width = signed(rng, 0.1, 2), spread_out(rng, 0.5, 4)
    loss = signed(rng, 0.2, 3)
    near = loss * (1 + rng.choice([-0.005, 0.005]))
    return low, round(low + width, 2), loss, float(rng.choice([near, signed(rng, 0.2, 3)]))


@exercise
def check_sgd(sgd):
    """`sgd(theta, X, y, batches, rate)`: θ (n,) after a step for each row of `batches` (k, size).

    A row holds the places of its examples; the loss of one is ½ (θᵀx − y)².
    """
    for given in cases(draw=_epoch):
        theta, X, y, batches, rate = given
        value = numbers(sgd(*given), "sgd(theta, X, y, batches, rate)", theta.shape)
        right = _walked(*given)
        flat = batches.ravel()
        once = theta - rate * sum(_mean_slope(theta, X[rows], y[rows]) for rows in batches)
        mistakes = [
            (_walked(theta, X, y, batches, -rate), "this climbs: θ − ε g."),
            (_walked(theta, X, y, batches, rate * batches.shape[1]),
             "divide by the number of examples in the batch: the mean."),
            (_walked(theta, X, y, batches, 2 * rate), "½ of a square has the slope of the rest."),
            (once, "each minibatch is asked at the θ that the one before it has left."),
            (_walked(theta, X, y, flat[:, None], rate), "one step a minibatch, not an example."),
            (_walked(theta, X, y, flat[None], rate), "one step a minibatch, not an epoch."),
            (_walked(theta, X, y, batches[:1], rate), "that is the first step: go on to the last."),
        ]  # fmt: skip
        diagnose_array(value, right, mistakes, "θ")
    return "Right: the mean of the gradients, and one step a minibatch."


def _mean_slope(theta, X, y):
    return X.T @ (X @ theta - y) / len(y)


def _walked(theta, X, y, batches, rate):
    for rows in batches:
        theta = theta - rate * _mean_slope(theta, X[rows], y[rows])
    return theta


def _epoch(rng):
    n, size, count = int(rng.integers(2, 4)), int(rng.integers(3, 5)), int(rng.integers(2, 4))
    m = size * count
    X, y = rng.uniform(-2, 2, (m, n)).round(2), rng.uniform(-2, 2, m).round(2)
    batches = rng.permutation(m).reshape(count, size)
    return rng.uniform(-1, 1, n).round(2), X, y, batches, spread_out(rng, 0.05, 0.3)


@exercise
def check_how_many(how_many):
    """`how_many(share, num, sure)`: the fewest random starts that lie in the lowest valley by
    the chance `sure`, where it takes `share` of the range of each of `num` parameters.
    """
    for share, num, sure in cases(
        (0.3, 1, 0.9), (0.2, 5, 0.5), (0.5, 1, 0.75), (0.3, 1, 0.51), draw=_valley
    ):
        value = number(how_many(share, num, sure), "how_many(share, num, sure)")
        one = share**num
        exact = _needed(one, sure)
        mistakes = [
            (np.floor(exact), "one fewer falls short of the chance: round up."),
            (np.ceil(exact) + 1, "one fewer is enough, too."),
            (np.ceil(1 / one), "that is how many it takes in the mean."),
            (np.ceil(sure / one), "chances of several starts do not add up: all have to miss."),
            (np.ceil(_needed(share, sure)), "the valley has to be met in every parameter at once."),
            (np.ceil(_needed(min(share * num, 0.999), sure)), "parts of the ranges multiply."),
            (np.ceil(_needed(one, 1 - sure)), "this is for the chance that all of them miss."),
        ]  # fmt: skip
        diagnose_whole(value, exact, mistakes, "the number of starts")
    return "Right: with each parameter more it grows by the factor 1 / share, nearly."


def _needed(chance, sure):
    return np.log(1 - sure) / np.log1p(-chance)


def _valley(rng):
    """Numbers whose answer is not within a tenth of a whole one."""
    while True:
        share, sure = round(rng.uniform(0.2, 0.6), 2), round(rng.uniform(0.55, 0.99), 2)
        num = int(rng.integers(2, 6))
        if abs(_needed(share**num, sure) % 1 - 0.5) < 0.4:
            return share, num, sure
