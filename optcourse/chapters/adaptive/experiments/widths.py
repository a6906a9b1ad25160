"""Claim P11c: how wide the range of rates is at which a rule does nearly as well as at its best."""

import numpy as np

HIGHEST = 10.0  # a loss above it counts as this; one that guesses has log 10


def octaves_within(factor, rates, losses):
    """Octaves of rates around each network's best at which its loss is at most `factor` times it.

    `rates` (K,) rising, `losses` (K, S); between rates the logarithm of the loss is a straight line
    in that of the rate. (S,), NaN where the grid ends before the loss has risen by the factor.
    """
    places, logs = np.log2(rates), np.log(np.minimum(losses, HIGHEST)).T
    above = [each - each.min() - np.log(factor) for each in logs]
    return np.array([_right(places, each) + _right(-places[::-1], each[::-1]) for each in above])


def _right(places, above):
    """The first place right of the lowest of `above` at which that is 0; NaN if there is none."""
    first = above.argmin()
    risen = np.flatnonzero(above[first:] > 0)
    if not risen.size:
        return np.nan
    k = first + risen[0]
    part = above[k - 1] / (above[k - 1] - above[k])
    return places[k - 1] + part * (places[k] - places[k - 1])
