"""Claim C1: the loss of a product of t equal weights, and how steep it gets."""

import numpy as np


def product_loss(w, t):
    """½ (wᵗ − 1)²: the squared error of a chain of t weights w, whose product is to be 1."""
    return 0.5 * (w**t - 1) ** 2


def product_slope(w, t):
    """Its derivative t wᵗ⁻¹ (wᵗ − 1)."""
    return t * w ** (t - 1) * (w**t - 1)


def steepest_slope(t, reach):
    """The largest |slope| for 0 ≤ w ≤ reach, in closed form, like `t` and `reach` broadcast.

    It is at the end of the range, or at the steepest place before w = 1, where
    wᵗ = (t − 1)/(2t − 1).
    """
    turn = ((t - 1) / (2 * t - 1)) ** (1 / t)
    inside = np.minimum(turn, reach)
    return np.maximum(np.abs(product_slope(inside, t)), np.abs(product_slope(reach, t)))
