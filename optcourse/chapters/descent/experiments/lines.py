"""Claims A3: twelve points and a straight line, the model of Prince's figure 6.1."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.landscapes.planes import coordinates, matrix
from optcourse.rules import ExactLineSearch, GradientDescent, endpoint
from optcourse.validation import Checked, checked, non_negative, positive, whole


@dataclass(frozen=True, eq=False)
class LineLoss:
    r"""Σᵢ (φ₀ + φ₁ xᵢ − yᵢ)² for data `x`, `y` (m,). Prince (2023), equations 6.5 to 6.7."""

    x: Any
    y: Any

    def _rest(self, theta):
        offset, slope = coordinates(theta)
        return offset[..., None] + slope[..., None] * self.x - self.y

    def value(self, theta):
        return np.sum(self._rest(theta) ** 2, axis=-1)

    def grad(self, theta):
        rest = self._rest(theta)
        return np.stack([2 * np.sum(rest, axis=-1), 2 * np.sum(rest * self.x, axis=-1)], axis=-1)

    def hessian(self, theta):
        """2 (m, Σx; Σx, Σx²) at every place: the answer to his problem 6.2."""
        zero = 0 * coordinates(theta)[0]
        across = zero + 2 * np.sum(self.x)
        return matrix(zero + 2 * len(self.x), across, across, zero + 2 * np.sum(self.x * self.x))

    def minimum(self):
        """(2,), by the normal equations."""
        spread = np.sum((self.x - np.mean(self.x)) ** 2)
        slope = np.sum((self.x - np.mean(self.x)) * (self.y - np.mean(self.y))) / spread
        return np.stack([np.mean(self.y) - slope * np.mean(self.x), slope])

    def spread(self):
        """κ, the largest over the smallest eigenvalue of the Hessian."""
        m, s, q = len(self.x), np.sum(self.x), np.sum(self.x * self.x)
        root = np.sqrt((m - q) ** 2 + 4 * s * s)
        return (m + q + root) / (m + q - root)


@dataclass(frozen=True)
class FourStepsConfig(Checked):
    """`num_data` data sets of `num_points` points, x uniform from 0 to 2, times `scale`, then
    moved by `shift`.

    y = offset + slope · x + normal noise; `num_starts` starts uniform in a box around the minimum
    of the first data set's size, and `num_steps` steps with the best rate each.
    """

    seed: int = checked(whole, 0, at_least=0)
    num_data: int = checked(whole, 200, at_least=1)
    num_points: int = checked(whole, 12, at_least=2)
    scale: float = checked(positive, 1.0)
    shift: float = 0.0
    noise: float = checked(non_negative, 0.15)
    num_starts: int = checked(whole, 200, at_least=1)
    num_steps: int = checked(whole, 4, at_least=1)


@dataclass(frozen=True, eq=False)
class FourSteps:
    """D data sets, S starts. `kappa` (D,); `left` (D, S), the part of the excess of the loss over
    its lowest value that is left after the steps; `centred` the same with x less its mean.
    """

    kappa: np.ndarray
    left: np.ndarray
    centred: np.ndarray


def points(seed=3, num=12, noise=0.15):
    """x and y (num,) near a line, as in Prince's figure 6.1 but own data; x is sorted."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(0.0, 2.0, num))
    return x, 0.5 + 0.5 * x + noise * rng.standard_normal(num)


def four_steps(config: FourStepsConfig) -> FourSteps:
    """Each start in (φ₀, φ₁) of one data set, whether its x are centred or not."""
    rng = np.random.default_rng(config.seed)
    starts = rng.uniform(-2.0, 3.0, (config.num_starts, 2))
    kappa, left, centred = [], [], []
    for k in range(config.num_data):
        x, y = points(config.seed + 1000 * k + 1, config.num_points, config.noise)
        x = config.scale * x
        loss = LineLoss(x + config.shift, y)
        kappa.append(loss.spread())
        left.append(excess_left(loss, starts, config.num_steps))
        centred.append(excess_left(LineLoss(x - x.mean(), y), starts, config.num_steps))
    return FourSteps(*map(np.array, (kappa, left, centred)))


def excess_left(loss, starts, num_steps):
    """The part of the excess over the lowest loss, (S,), after steps of the best rate."""
    lowest = loss.value(loss.minimum())
    end = endpoint(GradientDescent(ExactLineSearch()), loss, starts, num_steps)
    return (loss.value(end) - lowest) / (loss.value(starts) - lowest)
