"""Claims A4: the loss of a logistic regression, and the squared error of the same sigmoid."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.landscapes.planes import coordinates, matrix
from optcourse.networks.losses import logistic
from optcourse.validation import Checked, checked, non_negative, positive, whole


@dataclass(frozen=True, eq=False)
class LogisticLoss:
    """−Σ ln Pr(yᵢ | xᵢ) for labels 0 and 1, Pr(1 | x) = sig(φ₀ + φ₁ x). Prince (2023), 6.21."""

    x: Any
    y: Any

    def _sums(self, theta):
        offset, slope = coordinates(theta)
        return offset[..., None] + slope[..., None] * self.x

    def value(self, theta):
        return np.sum(logistic((2 * self.y - 1) * self._sums(theta)), axis=-1)

    def _slopes(self, sums):
        """First and second derivative of each example's loss by its sum, (…, m)."""
        chance = 1 / (1 + np.exp(-sums))
        return chance - self.y, chance * (1 - chance)

    def grad(self, theta):
        first, _ = self._slopes(self._sums(theta))
        return np.stack([np.sum(first, axis=-1), np.sum(first * self.x, axis=-1)], axis=-1)

    def hessian(self, theta):
        _, second = self._slopes(self._sums(theta))
        across = np.sum(second * self.x, axis=-1)
        far = np.sum(second * self.x * self.x, axis=-1)
        return matrix(np.sum(second, axis=-1), across, across, far)

    def lowest_curvature(self, theta):
        """The smallest eigenvalue of the Hessian, (…)."""
        bends = self.hessian(theta)
        one, both, other = bends[..., 0, 0], bends[..., 0, 1], bends[..., 1, 1]
        return 0.5 * (one + other - np.sqrt((one - other) ** 2 + 4 * both * both))


@dataclass(frozen=True, eq=False)
class SigmoidError(LogisticLoss):
    """Σ (sig(φ₀ + φ₁ xᵢ) − yᵢ)², the least squares of the same model."""

    def value(self, theta):
        return np.sum((1 / (1 + np.exp(-self._sums(theta))) - self.y) ** 2, axis=-1)

    def _slopes(self, sums):
        chance = 1 / (1 + np.exp(-sums))
        slope, rest = chance * (1 - chance), chance - self.y
        return 2 * rest * slope, 2 * slope * (slope + rest * (1 - 2 * chance))


@dataclass(frozen=True)
class ConvexConfig(Checked):
    """`num_data` data sets of `num_points` points a class, normal around ±`apart`."""

    seed: int = checked(whole, 0, at_least=0)
    num_data: int = checked(whole, 200, at_least=1)
    num_points: int = checked(whole, 10, at_least=1)
    apart: float = checked(non_negative, 1.0)
    box: float = checked(positive, 6.0)
    num_places: int = checked(whole, 25, at_least=2)


@dataclass(frozen=True, eq=False)
class Convex:
    """D data sets. The lowest curvature on a grid of the plane of the `logistic` loss and of the
    `squared` error, (D,); `split` (D,), whether a threshold splits the classes; `far` (D,), the
    logistic loss far out along the way that splits them, and `rest` (D,), the gradient's length
    where Newton's method ends; each nan where it does not apply.
    """

    logistic: np.ndarray
    squared: np.ndarray
    split: np.ndarray
    far: np.ndarray
    rest: np.ndarray


def labelled(rng, num_points, apart):
    """x and y (2 · num_points,): Prince (2023), problem 6.4 (iv), at `apart` 1."""
    y = np.repeat([0.0, 1.0], num_points)
    return rng.standard_normal(2 * num_points) + apart * (2 * y - 1), y


def threshold(x, y):
    """The middle between the classes and the sign of the upper one, or None if they overlap."""
    low, high = x[y == 0], x[y == 1]
    if low.max() < high.min():
        return 0.5 * (low.max() + high.min()), 1.0
    if high.max() < low.min():
        return 0.5 * (high.max() + low.min()), -1.0
    return None


def convex(config: ConvexConfig) -> Convex:
    """Curvatures by closed form, the minimizer by Newton's method."""
    rng, line = np.random.default_rng(config.seed), np.linspace(-1, 1, config.num_places)
    places = config.box * np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    found = [_examined(*labelled(rng, config.num_points, config.apart), places)
             for _ in range(config.num_data)]  # fmt: skip
    return Convex(*map(np.array, zip(*found, strict=True)))


def _examined(x, y, places):
    loss, error = LogisticLoss(x, y), SigmoidError(x, y)
    lowest = [each.lowest_curvature(places).min() for each in (loss, error)]
    split = threshold(x, y)
    if split is None:
        return *lowest, False, np.nan, newton_rest(loss)
    place, sign = split
    gap = np.abs(x - place).min()
    return *lowest, True, loss.value(sign * 50 / gap * np.array([-place, 1.0])), np.nan


def newton_rest(loss, num_steps=100):
    """‖g‖ after Newton's method, each step halved until the loss does not rise.

    Whatever the scale of x this arrives alike: where the classes hardly overlap, the lowest point
    lies far out, and steps of a bounded length would not get there.
    """
    theta = np.zeros(2)
    with np.errstate(over="ignore"):  # far out e^(−sum) is infinite, and the chance 0
        for _ in range(num_steps):
            way = np.linalg.solve(loss.hessian(theta), loss.grad(theta))
            while loss.value(theta - way) > loss.value(theta) + 1e-12:
                way = way / 2
            theta = theta - way
        return np.linalg.norm(loss.grad(theta))
