"""Claim L1: three losses of one parameter, only one of which is convex."""

import numpy as np

CURVES = {
    "kink": ("log(1 + e^{3θ}) + log(1 + e^{−2θ})", (0.0, 9.5)),
    "dent": ("3*θ*^{2}/(1 + *θ*^{2})", (0.0, 3.0)),
    "waves": ("½*θ*^{2} + sin 4*θ* + 1", (0.0, 6.5)),
}


def curve(name, theta):
    """The loss `name` of CURVES at theta, of any shape; CURVES holds its formula and its range."""
    if name == "kink":
        return np.log(1 + np.exp(3 * theta)) + np.log(1 + np.exp(-2 * theta))
    if name == "dent":
        return 3 * theta * theta / (1 + theta * theta)
    return 0.5 * theta * theta + np.sin(4 * theta) + 1


def curve_slope(name, theta):
    """Its derivative."""
    if name == "kink":
        return 3 / (1 + np.exp(-3 * theta)) - 2 / (1 + np.exp(2 * theta))
    if name == "dent":
        return 6 * theta / (1 + theta * theta) ** 2
    return theta + 4 * np.cos(4 * theta)


def chord_gap(name, left, right, num_points=41):
    """Chord minus curve (…, num_points) at even places from `left` to `right` (…, 1) or numbers.

    Below 0 nowhere if the curve is convex. Boyd and Vandenberghe (2004), section 3.1.1.
    """
    share = np.arange(num_points) / (num_points - 1)
    chord = (1 - share) * curve(name, left) + share * curve(name, right)
    return chord - curve(name, left + share * (right - left))
