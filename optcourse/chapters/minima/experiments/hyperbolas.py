"""Claim L4: one ReLU unit with two weights, and the hyperbola of its minima."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.validation import non_negative


@dataclass(frozen=True, eq=False)
class ScaledUnit:
    """½(θ₀θ₁ − 1)² + ½ decay (θ₀² + θ₁²): the unit f(x) = θ₁ max(0, θ₀x) is to be max(0, x).

    For θ₀ > 0 and inputs x with a mean of max(0, x)² of 1. Without decay every point of the
    hyperbola θ₀θ₁ = 1 is a minimum; with it, 0 < decay < 1, only (√(1 − decay), √(1 − decay))
    and its negative. As a landscape: `theta` (…, 2).
    """

    decay: Any = 0.0

    def __post_init__(self):
        non_negative("decay", self.decay)

    def value(self, theta):
        a, b = theta[..., 0], theta[..., 1]
        return 0.5 * (a * b - 1) ** 2 + 0.5 * self.decay * (a * a + b * b)

    def grad(self, theta):
        a, b = theta[..., 0], theta[..., 1]
        error = a * b - 1
        return np.stack([error * b + self.decay * a, error * a + self.decay * b], axis=-1)
