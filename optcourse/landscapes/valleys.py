"""Rosenbrock's curved valley."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from optcourse.landscapes.planes import coordinates, matrix
from optcourse.validation import finite, positive


@dataclass(frozen=True, eq=False)
class Rosenbrock:
    r"""Rosenbrock's (1960) banana valley (a − θ₀)² + b (θ₁ − θ₀²)², smallest, 0, at (a, a²).

    At the minimum with a = 1, b = 100 the condition number of the Hessian is about 2,508. Raises
    ValueError unless a is finite and b positive.
    """

    a: Any = 1.0
    b: Any = 100.0
    latex: ClassVar[str] = r"J(\theta)=(a-\theta_0)^2+b\,(\theta_1-\theta_0^2)^2"

    def __post_init__(self):
        finite("a", self.a)
        positive("b", self.b)

    def value(self, theta):
        x, y = coordinates(theta)
        return (self.a - x) ** 2 + self.b * (y - x * x) ** 2

    def grad(self, theta):
        x, y = coordinates(theta)
        off_floor = self.b * (y - x * x)
        return np.stack([-2 * (self.a - x) - 4 * x * off_floor, 2 * off_floor], axis=-1)

    def hessian(self, theta):
        x, y = coordinates(theta)
        xx = 2 - 4 * self.b * (y - 3 * x * x)
        xy = -4 * self.b * x
        return matrix(xx, xy, xy, 0 * x + 2 * self.b)
