"""Two networks that train side by side in one vector of parameters, for explorers."""

from typing import Any, NamedTuple

import numpy as np

from optcourse.networks.passes import Gradient
from optcourse.networks.rounds import trained

LOST = 50.0  # nats: a loss beyond is no loss of a network that learns


class Both(NamedTuple):
    """Of either network a number, or θ (P,)."""

    one: Any
    other: Any


def parted(theta):
    """θ (P,) of either."""
    half = len(theta) // 2
    return Both(theta[:half], theta[half:])


def joined(one, other, like):
    """A number for each parameter (2 P,): `one` for the first network, `other` for the second."""
    ones = np.ones(len(like))
    return np.concatenate([one * ones, other * ones])


def trained_both(rule, gradient, theta, rounds, every, look):
    """`Rounds` of two networks that start from `theta` (P,).

    `gradient(theta, k)` is the `Gradient` of one, at step k; a network whose loss is none of one
    that learns stands still from there as nan. `look(theta)` is what is seen of one, a number or a
    tuple.
    """

    def both(theta, k):
        one, other = (_kept(gradient(each, k)) for each in parted(theta))
        worst = np.maximum(one.loss, other.loss)
        return Gradient(worst, np.concatenate([one.theta, other.theta]))

    def seen(theta, before):
        return Both(*map(look, parted(theta)))

    return trained(rule, both, np.concatenate([theta, theta]), rounds, every, seen)


def _kept(found):
    learns = found.loss < LOST
    return Gradient(np.where(learns, found.loss, np.inf), np.where(learns, found.theta, np.nan))
