"""Claims S1 and S2: mistakes and surrogate losses of a line that turns, in the plane."""

import numpy as np

from optcourse.networks.losses import MARGIN_LOSSES, zero_one
from optcourse.rules.grained import to_grain

ANGLES = np.arange(0.0, 360.0, 3.0)  # degrees, of the vector at right angles to the line


def two_clouds(num_each=12, distance=1.4, seed=4):
    """Two round clouds around ±(distance, 0): X (2 num_each, 2), and y = ±1, +1 first."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((2 * num_each, 2)) * 0.75
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


def mistakes_of_best(name, outlier):
    """How many of two_clouds() and one more example of +1, `outlier` (2,), the best line has wrong.

    Best by the mean surrogate of that name, among lines at ANGLES with ‖w‖ = 1.
    """
    X, y = two_clouds()
    X, y = np.vstack([outlier, X]), np.append(1.0, y)
    share, surrogate = losses_by_angle(name, 1.0, X, y)
    return round(len(y) * share[np.argmin(surrogate)])
