"""A landscape from its value alone."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from optcourse.landscapes.planes import matrix
from optcourse.loops import each
from optcourse.validation import positive


@dataclass(frozen=True, eq=False)
class FromValue:
    """A landscape from a function of theta (2,) alone; derivatives by central differences.

    `function` takes theta (2,) and returns a number; for places (m, 2) it is called m times. The
    places compared are one and two `step` (positive) away: derivatives are exact on polynomials of
    degree 4, else off by step⁴/30 times the fifth, /90 times the sixth derivative, and by
    rounding: of about 1e-16/step in the gradient and 5e-16/step² in the Hessian, times the size of
    the loss. Fornberg (1988), table 1, order of accuracy 4; here also along the diagonals.
    """

    function: Any
    step: float = 5e-3
    latex: ClassVar[str] = r"J(\theta)"

    def __post_init__(self):
        positive("step", self.step)

    def value(self, theta):
        return self.function(theta) if theta.ndim == 1 else each(self.function, theta)

    def grad(self, theta):
        slopes = [self._differ(theta, h) * 8 - self._differ(theta, 2 * h) for h in np.eye(2)]
        return np.stack(slopes, axis=-1) / (12 * self.step)

    def hessian(self, theta):
        first, second = np.eye(2)
        across = (self._bend(theta, first + second) - self._bend(theta, first - second)) / 4
        return matrix(self._bend(theta, first), across, across, self._bend(theta, second))

    def _differ(self, theta, way):
        way = self.step * way
        return self.value(theta + way) - self.value(theta - way)

    def _bend(self, theta, way):
        """The second derivative along `way` (2,)."""
        near, far = (
            self.value(theta + h) - 2 * self.value(theta) + self.value(theta - h)
            for h in (self.step * way, 2 * self.step * way)
        )
        return (16 * near - far) / (12 * self.step**2)
