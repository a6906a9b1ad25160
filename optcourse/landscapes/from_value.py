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

    `function` takes theta (2,) and returns a number; for places (m, 2) it is called m times.
    `step` (positive) is half the distance between the places compared. Derivatives are exact on
    quadratics up to rounding: of about 1e-16/step in the gradient and 1e-16/step² in the Hessian,
    times the size of the loss. Nocedal & Wright (2006), section 8.1.
    """

    function: Any
    step: float = 1e-4
    latex: ClassVar[str] = r"J(\theta)"

    def __post_init__(self):
        positive("step", self.step)

    def value(self, theta):
        return self.function(theta) if theta.ndim == 1 else each(self.function, theta)

    def grad(self, theta):
        ends = [self.value(theta + h) - self.value(theta - h) for h in self.step * np.eye(2)]
        return np.stack(ends, axis=-1) / (2 * self.step)

    def hessian(self, theta):
        sides = [self.grad(theta + h) - self.grad(theta - h) for h in self.step * np.eye(2)]
        raw = np.stack(sides, axis=-1) / (2 * self.step)
        across = 0.5 * (raw[..., 0, 1] + raw[..., 1, 0])
        return matrix(raw[..., 0, 0], across, across, raw[..., 1, 1])
