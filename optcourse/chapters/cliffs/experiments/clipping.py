"""Descent that clips, and how far clipping turns a gradient."""

import numpy as np

from optcourse.rules import Clipped, GradientDescent, NormClip


def angle_between(u, v):
    """The angle between two vectors (..., n) in degrees, (...); nan where one is zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        u, v = (x / np.sqrt(np.sum(x * x, axis=-1))[..., None] for x in (u, v))
    apart, together = (np.sqrt(np.sum(x * x, axis=-1)) for x in (u - v, u + v))
    return np.degrees(2 * np.arctan2(apart, together))


def clipped_descent(lr, max_norm):
    """θ ← θ − lr · clip_by_norm(g, max_norm): no step is longer than lr · max_norm.

    Pascanu, Mikolov and Bengio (2013), algorithm 1. ValueError unless both are positive.
    """
    return Clipped(GradientDescent(lr), NormClip(max_norm, eps=0.0))
