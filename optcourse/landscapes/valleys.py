"""Valleys that bend, and one that grows sharper along its floor."""

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


@dataclass(frozen=True, eq=False)
class Sharpening:
    r"""A valley ½ e^{θ₁} θ₀² + ½ μ (θ₁ − ln S)² with its lowest place where it is S sharp.

    The curvature across is e^{θ₁}, so the third derivative is not zero: along the floor, θ₀ = 0,
    the loss falls towards the sharpness S, and bouncing across pushes back with a force
    ½ e^{θ₁} θ₀². That holds descent at the edge of stability, after Damian, Nichani and Lee (2023).
    ValueError unless `sharpest`, which is S, and `pull`, which is μ, are positive.
    """

    sharpest: Any = 10.0
    pull: Any = 0.5
    latex: ClassVar[str] = (
        r"J(\theta)=\tfrac12 e^{\theta_1}\theta_0^2+\tfrac{\mu}{2}(\theta_1-\ln S)^2"
    )

    def __post_init__(self):
        positive("sharpest", self.sharpest)
        positive("pull", self.pull)

    def value(self, theta):
        x, y = coordinates(theta)
        return 0.5 * np.exp(y) * x * x + 0.5 * self.pull * self._left(y) ** 2

    def grad(self, theta):
        x, y = coordinates(theta)
        across = np.exp(y) * x
        return np.stack([across, 0.5 * across * x + self.pull * self._left(y)], axis=-1)

    def hessian(self, theta):
        x, y = coordinates(theta)
        sharp = np.exp(y)
        return matrix(sharp, sharp * x, sharp * x, 0.5 * sharp * x * x + self.pull)

    def _left(self, y):
        return y - np.log(self.sharpest)
