"""Bowls, saddles and valley floors, and the best rates on them in closed form."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from optcourse.landscapes.planes import coordinates, matrix
from optcourse.validation import finite, finite_array, non_negative, positive


@dataclass(frozen=True, eq=False)
class Quadratic:
    r"""The bowl J(θ) = ½ (θ − θ*)ᵀ H (θ − θ*), H = R diag(λ₁, λ₂) Rᵀ, R a turn by `angle`.

    `eigenvalues` (2,) may be negative (a saddle) or zero (a valley floor); the eigenvector of the
    first points at `angle` radians from the θ₀ axis. `minimum` (2,) is θ*, the critical point.
    Raises ValueError if an entry is not finite. Goodfellow et al. (2016), section 8.2.1.
    """

    eigenvalues: Any
    angle: Any = 0.0
    minimum: Any = (0.0, 0.0)
    latex: ClassVar[str] = (
        r"J(\theta)=\tfrac12(\theta-\theta^*)^\top H(\theta-\theta^*),\quad "
        r"H=R\,\mathrm{diag}(\lambda_1,\lambda_2)\,R^\top"
    )

    def __post_init__(self):
        finite_array("eigenvalues", self.eigenvalues, shape=(2,))
        finite("angle", self.angle)
        finite_array("minimum", self.minimum, shape=(2,))

    def value(self, theta):
        u, v = self._along_eigenvectors(theta)
        return 0.5 * (self.eigenvalues[0] * u * u + self.eigenvalues[1] * v * v)

    def grad(self, theta):
        u, v = self._along_eigenvectors(theta)
        u, v = self.eigenvalues[0] * u, self.eigenvalues[1] * v
        c, s = np.cos(self.angle), np.sin(self.angle)
        return np.stack([c * u - s * v, s * u + c * v], axis=-1)

    def hessian(self, theta=None):
        first, second = self.eigenvalues[0], self.eigenvalues[1]
        c, s = np.cos(self.angle), np.sin(self.angle)
        across = c * s * (first - second)
        return matrix(
            c * c * first + s * s * second, across, across, s * s * first + c * c * second
        )

    def eigenvectors(self):
        """Unit eigenvectors of H as columns (2, 2), in the order of `eigenvalues`."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        return matrix(c, -s, s, c)

    def _along_eigenvectors(self, theta):
        x, y = coordinates(theta)
        x, y = x - self.minimum[0], y - self.minimum[1]
        c, s = np.cos(self.angle), np.sin(self.angle)
        return c * x + s * y, c * y - s * x


def largest_stable_lr(largest):
    """2/λmax: gradient descent on a quadratic diverges at any larger rate."""
    return 2 / positive("largest", largest)


def best_lr(smallest, largest):
    """2/(λmin + λmax), the fixed rate at which the slowest direction shrinks fastest.

    Polyak (1987), Introduction to Optimization, section 1.4.
    """
    smallest, largest = _ordered(smallest, largest)
    return 2 / (smallest + largest)


def best_contraction(smallest, largest):
    """(κ − 1)/(κ + 1), the factor by which each step at `best_lr` shrinks the distance to θ*."""
    smallest, largest = _ordered(smallest, largest)
    return (largest - smallest) / (largest + smallest)


def best_heavy_ball(smallest, largest):
    """The rate and momentum (lr, momentum) at which heavy ball shrinks fastest on a quadratic.

    lr = 4/(√λmax + √λmin)², momentum = ((√κ − 1)/(√κ + 1))²; each step shrinks by √momentum in
    the long run. Polyak (1964), section 3.
    """
    smallest, largest = _ordered(smallest, largest)
    low, high = np.sqrt(smallest), np.sqrt(largest)
    return 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2


def _ordered(smallest, largest):
    gap = positive("largest", largest) - positive("smallest", smallest)
    non_negative("largest - smallest", gap)
    return smallest, largest
