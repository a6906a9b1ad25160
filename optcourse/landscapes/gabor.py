"""The least-squares loss of the Gabor model: many valleys in two dimensions."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from optcourse.landscapes.planes import coordinates, matrix
from optcourse.validation import finite_array, non_negative, whole


@dataclass(frozen=True, eq=False)
class GaborLoss:
    r"""Sum of squared errors Σᵢ (f[xᵢ, θ] − yᵢ)² of the Gabor model of one input.

    f[x, θ] = sin(u) exp(−u²/32) with u = θ₀ + 0.06 θ₁ x. Prince (2023), equations 6.8 and 6.9
    (his loss is the sum, not the mean). `x` and `y` (m,) are the data; `weights`, a number or
    (…, m), say how much each example counts, a minibatch being 0 outside of it. ValueError if they
    are not finite or their lengths differ.
    """

    x: Any
    y: Any
    weights: Any = 1.0
    latex: ClassVar[str] = (
        r"L[\phi]=\sum_i\bigl(\sin u_i\,e^{-u_i^2/32}-y_i\bigr)^2,\quad u_i=\phi_0+0.06\,\phi_1x_i"
    )

    def __post_init__(self):
        x = finite_array("x", self.x, shape=(None,))
        y = finite_array("y", self.y, shape=x.shape)
        weights = finite_array("weights", self.weights)
        if np.shape(weights)[-1:] not in ((), x.shape):
            raise ValueError(f"weights must have shape (…, {x.shape[0]}), got {self.weights!r}")
        for name, array in (("x", x), ("y", y), ("weights", weights)):
            object.__setattr__(self, name, array)

    @classmethod
    def generated(cls, num_points=28, seed=0, truth=(0.0, 16.6), noise=0.15):
        """As in Prince's figure 6.3: x uniform on [−15, 15], y = f[x, truth] + noise.

        `noise` is the standard deviation of the Gaussian noise; x (num_points,) is sorted.
        """
        num_points = whole("num_points", num_points, at_least=1)
        non_negative("noise", noise)
        rng = np.random.default_rng(seed)
        x = np.sort(rng.uniform(-15, 15, num_points))
        clean = gabor(x, finite_array("truth", truth, shape=(2,)))
        return cls(x, clean + noise * rng.standard_normal(num_points))

    def value(self, theta):
        return np.sum(self.weights * (gabor(self.x, theta) - self.y) ** 2, axis=-1)

    def grad(self, theta):
        _, slope, _ = self._error_and_slopes(theta)
        return np.stack([np.sum(slope, axis=-1), np.sum(slope * (0.06 * self.x), axis=-1)], axis=-1)

    def hessian(self, theta):
        _, _, bend = self._error_and_slopes(theta)
        along = 0.06 * self.x
        mixed = np.sum(bend * along, axis=-1)
        return matrix(np.sum(bend, axis=-1), mixed, mixed, np.sum(bend * (along * along), axis=-1))

    def _error_and_slopes(self, theta):
        """Error e, and first and second derivative of w e² with respect to u; each (..., m)."""
        u = _phase(self.x, theta)
        sin, cos, bell = np.sin(u), np.cos(u), np.exp(-u * u / 32)
        error = sin * bell - self.y
        first = (cos - u * sin / 16) * bell
        second = (u * u * sin / 256 - u * cos / 8 - 17 * sin / 16) * bell
        twice = 2 * self.weights
        return error, twice * error * first, twice * (first * first + error * second)


def gabor(x, theta):
    """The Gabor model f[x, θ] (..., m), for x (m,) and theta (..., 2). Prince (2023), 6.8."""
    u = _phase(x, theta)
    return np.sin(u) * np.exp(-u * u / 32)


def _phase(x, theta):
    offset, frequency = coordinates(theta)
    return offset[..., None] + 0.06 * frequency[..., None] * x
