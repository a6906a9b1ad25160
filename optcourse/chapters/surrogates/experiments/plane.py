"""Claims S2 and S17: mistakes and surrogate losses of a line in the plane, and one outlier."""

from dataclasses import dataclass

import numpy as np

from optcourse.loops import grid
from optcourse.networks.losses import MARGIN_LOSSES, zero_one
from optcourse.records.sweeps import progress
from optcourse.rules.grained import to_grain
from optcourse.validation import Checked, checked, positive, whole

ANGLES = np.arange(0.0, 360.0, 3.0)  # degrees, of the vector at right angles to the line
LENGTHS = np.geomspace(0.1, 10.0, 25)  # of that vector


def two_clouds(num_each=12, distance=1.4, seed=4, spread=0.75):
    """Two round clouds around ±(distance, 0): X (2 num_each, 2), and y = ±1, +1 first."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((2 * num_each, 2)) * spread
    y = np.repeat([1.0, -1.0], num_each)
    return X + y[:, None] * [distance, 0.0], y


def margins(angle, length, X, y):
    """y wᵀx for w of this angle (degrees; a number or (k,)) and length: (m,) or (m, k).

    To a grain of 2e-10, so that a point on the line has the margin 0 whatever a sine rounds to.
    """
    turn = np.radians(angle)
    first, second = X[:, 0], X[:, 1]
    if np.ndim(angle):
        first, second, y = first[:, None], second[:, None], y[:, None]
    return to_grain(length * y * (first * np.cos(turn) + second * np.sin(turn)))


def losses_by_angle(name, length, X, y, angles=ANGLES):
    """The mean 0-1 loss and the mean surrogate of a name at every angle: (k,) and (k,)."""
    found = margins(angles, length, X, y)
    return np.mean(1.0 * zero_one(found), axis=0), np.mean(MARGIN_LOSSES[name](found), axis=0)


def lowest_by_angle(name, X, y):
    """The mean surrogate at every angle, at the best of LENGTHS there: (k,).

    One place after another, which compiles to little.
    """
    first, second, loss = y * X[:, 0], y * X[:, 1], MARGIN_LOSSES[name]
    places = np.radians(ANGLES), LENGTHS

    def mean(place):
        u, v = place[1] * np.cos(place[0]), place[1] * np.sin(place[0])
        return np.sum(loss(u * first + v * second)) / len(y)

    return np.min(grid(mean, *places), axis=0)


def mistakes_of_best(name, X, y, free=True):
    """How many of X (m, 2), y = ±1 the line of the least mean surrogate has wrong.

    Among lines through the origin at ANGLES, with w of any of LENGTHS; not `free`: with ‖w‖ = 1.
    """
    found = margins(ANGLES, 1.0, X, y)
    lengths = LENGTHS if free else np.ones(1)
    mean = np.mean(MARGIN_LOSSES[name](lengths[:, None, None] * found), axis=1)
    return int(np.sum(found[:, np.argmin(mean) % len(ANGLES)] <= 0))


@dataclass(frozen=True)
class OutlierConfig(Checked):
    """Pairs of clouds, and one more example of +1: near, or this far on a side.

    `own` are distances along the diagonal of its own side, `behind` along the axis of the other.
    """

    own: tuple = checked(positive, (7.0, 30.0))
    behind: tuple = checked(positive, (5.0, 20.0))
    seeds: tuple = tuple(range(40))
    num_each: int = checked(whole, 12, at_least=1)
    distance: float = checked(positive, 1.4)
    spread: float = checked(positive, 0.75)


@dataclass(frozen=True, eq=False)
class Outliers:
    """Mistakes in S pairs of clouds with the outlier at P places: near, its own side, behind.

    `names` (L,) of losses; `free` and `fixed` (L, P, S), mistakes of the best line with w of any
    length and with ‖w‖ = 1; `fewest` (P, S), of any line through the origin.
    """

    names: np.ndarray
    free: np.ndarray
    fixed: np.ndarray
    fewest: np.ndarray


def outliers(config: OutlierConfig) -> Outliers:
    """Put one example of +1 at every place and find the best line of every loss."""
    own, behind = np.array(config.own)[:, None], np.array(config.behind)[:, None]
    places = np.vstack([[1.8, 0.6], own * np.sqrt(0.5) * [1, 1], behind * [-1, 0]])
    rows = []
    for seed in progress(config.seeds, "clouds"):
        X, y = two_clouds(config.num_each, config.distance, seed, config.spread)
        sets = [(np.vstack([place, X]), np.append(1.0, y)) for place in places]
        rows.append([_each_best(*examples) for examples in sets])
    table = np.array(rows).transpose(2, 1, 0)
    count = len(MARGIN_LOSSES)
    return Outliers(np.array(list(MARGIN_LOSSES)), table[:count], table[count:-1], table[-1])


def _each_best(X, y):
    with np.errstate(over="ignore"):  # of the exponential loss, far from its best
        best = [mistakes_of_best(k, X, y, free) for free in (True, False) for k in MARGIN_LOSSES]
    return [*best, np.sum(margins(ANGLES, 1.0, X, y) <= 0, axis=0).min()]
