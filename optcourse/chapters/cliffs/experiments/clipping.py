"""Two ways to clip a gradient, and descent that clips."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.optimizers import Position
from optcourse.validation import positive


def clip_by_norm(grad, h):
    """g if ‖g‖ ≤ h, else h g/‖g‖; for grad (..., n). Goodfellow et al. (2016), 10.48 and 10.49."""
    norm = np.sqrt(np.sum(grad * grad, axis=-1))[..., None]
    long = norm > h
    return grad * np.where(long, h / np.where(long, norm, 1.0), 1.0)


def clip_by_value(grad, h):
    """Each entry of grad (..., n) moved into [−h, h]. Mikolov (2012)."""
    return np.clip(grad, -h, h)


def angle_between(u, v):
    """The angle between two vectors (..., n) in degrees, (...); nan where one is zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        u, v = (x / np.sqrt(np.sum(x * x, axis=-1))[..., None] for x in (u, v))
    apart, together = (np.sqrt(np.sum(x * x, axis=-1)) for x in (u - v, u + v))
    return np.degrees(2 * np.arctan2(apart, together))


@dataclass(frozen=True)
class ClippedDescent:
    """θ ← θ − lr · clip_by_norm(g, max_norm): no step is longer than lr · max_norm.

    Pascanu, Mikolov and Bengio (2013), algorithm 1. ValueError unless both are positive.
    """

    lr: Any
    max_norm: Any

    def __post_init__(self):
        positive("lr", self.lr)
        positive("max_norm", self.max_norm)

    def init(self, theta):
        return Position(theta)

    def step(self, state, landscape):
        grad = clip_by_norm(landscape.grad(state.theta), self.max_norm)
        return Position(state.theta - self.lr * grad)
