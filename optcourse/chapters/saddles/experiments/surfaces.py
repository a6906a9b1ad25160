"""Claims D1, D8: surfaces of two parameters with saddles; the rules of `optimizers` walk on them.

Like `landscapes`: `theta` (..., 2); `value`, `grad` and `hessian` may be traced by explorers.
"""

from dataclasses import dataclass
from math import log
from typing import ClassVar

import numpy as np

from optcourse.landscapes import Quadratic
from optcourse.validation import positive

RIDGE = Quadratic((2.0, -2.0))  # x₁² − x₂²


def escape_steps(lr, offset, radius=1.0):
    """Steps until descent on x₁² − x₂² from |x₂| = offset has |x₂| ≥ radius, before rounding up.

    Each step multiplies x₂ by 1 + 2 lr: ln(radius/offset)/ln(1 + 2 lr).
    """
    return log(positive("radius", radius) / positive("offset", offset)) / log(1 + 2 * lr)


@dataclass(frozen=True, eq=False)
class DoubleWell:
    """¼(x² − 1)² + ½y²: minima at (±1, 0), a saddle at the origin."""

    critical: ClassVar[tuple] = ((-1.0, 0.0), (1.0, 0.0), (0.0, 0.0))

    def value(self, theta):
        x, y = theta[..., 0], theta[..., 1]
        return 0.25 * (x * x - 1) ** 2 + 0.5 * y * y

    def grad(self, theta):
        x, y = theta[..., 0], theta[..., 1]
        return np.stack([x * (x * x - 1), y], axis=-1)

    def hessian(self, theta):
        x, y = theta[..., 0], theta[..., 1]
        return _matrix(3 * x * x - 1, 0 * x, 1 + 0 * y)


@dataclass(frozen=True, eq=False)
class EggCrate:
    """sin x sin y: minima, maxima and saddles side by side."""

    def value(self, theta):
        return np.sin(theta[..., 0]) * np.sin(theta[..., 1])

    def grad(self, theta):
        x, y = theta[..., 0], theta[..., 1]
        return np.stack([np.cos(x) * np.sin(y), np.sin(x) * np.cos(y)], axis=-1)

    def hessian(self, theta):
        x, y = theta[..., 0], theta[..., 1]
        same = -np.sin(x) * np.sin(y)
        return _matrix(same, np.cos(x) * np.cos(y), same)


@dataclass(frozen=True, eq=False)
class TinyNetwork:
    """½(1 − w₂ tanh w₁)² + decay·½‖w‖²: one unit, one example, and a saddle at zero weights."""

    decay: float = 0.05

    def value(self, theta):
        a, b = theta[..., 0], theta[..., 1]
        return 0.5 * (1 - b * np.tanh(a)) ** 2 + 0.5 * self.decay * (a * a + b * b)

    def grad(self, theta):
        a, b = theta[..., 0], theta[..., 1]
        t, error = np.tanh(a), 1 - b * np.tanh(a)
        first = -error * b * (1 - t * t) + self.decay * a
        return np.stack([first, -error * t + self.decay * b], axis=-1)

    def hessian(self, theta):
        a, b = theta[..., 0], theta[..., 1]
        t, error = np.tanh(a), 1 - b * np.tanh(a)
        slope = 1 - t * t
        aa = (b * slope) ** 2 + 2 * error * b * t * slope + self.decay
        return _matrix(aa, b * t * slope - error * slope, t * t + self.decay)


def _matrix(xx, xy, yy):
    return np.stack([np.stack([xx, xy], axis=-1), np.stack([xy, yy], axis=-1)], axis=-2)
