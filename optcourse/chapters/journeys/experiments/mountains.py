"""Claims G1 and G12: two mountains that stand between descent and the low land behind."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from optcourse.landscapes.planes import coordinates, matrix
from optcourse.validation import non_negative, positive

SIDE, REACH = 0.2, 4.0  # how much lower the ridge's land lies on one end, and how slowly it sinks
SLOPE = 0.1  # of the plain on which the hill stands


@dataclass(frozen=True, eq=False)
class EndlessRidge:
    r"""A ridge across the whole plane, low land behind it: b/(1 + x²) − ½ tanh x − ⅕ tanh(y/4).

    No place is level, since the slope along y is negative everywhere; along x there is one crest.
    The land tends to 0.3 and −0.7 on the two sides for y → ∞. After figure 8.4 of Goodfellow,
    Bengio and Courville (2016), which has asymptotes and no minimum. ValueError unless `height`,
    which is b, is positive.
    """

    height: Any = 1.0
    latex: ClassVar[str] = r"J(x,y)=\frac{b}{1+x^2}-\tfrac12\tanh x-\tfrac15\tanh\tfrac y4"

    def __post_init__(self):
        positive("height", self.height)

    def value(self, theta):
        x, y = coordinates(theta)
        across = self.height / (1 + x * x) - 0.5 * np.tanh(x)
        return across - SIDE * np.tanh(y / REACH)

    def grad(self, theta):
        x, y = coordinates(theta)
        across = -2 * self.height * x / (1 + x * x) ** 2 - 0.5 * (1 - np.tanh(x) ** 2)
        return np.stack([across, -SIDE / REACH * (1 - np.tanh(y / REACH) ** 2)], axis=-1)

    def hessian(self, theta):
        x, y = coordinates(theta)
        s, t = np.tanh(x), np.tanh(y / REACH)
        bend = 2 * self.height * (3 * x * x - 1) / (1 + x * x) ** 3
        along = 2 * SIDE / REACH**2 * t * (1 - t * t)
        return matrix(bend + s * (1 - s * s), 0 * x, 0 * x, along)

    def crest(self):
        """The x of the crest, by bisection: the only root of the slope across."""
        low, high = -20.0, 0.0  # it rises at the first, falls at the second
        for _ in range(80):
            middle = 0.5 * (low + high)
            rises = self.grad(np.array([middle, 0.0]))[0] > 0
            low, high = (middle, high) if rises else (low, middle)
        return 0.5 * (low + high)


@dataclass(frozen=True, eq=False)
class RoundHill:
    r"""A hill on a plain that sinks to the right: b e^{−(x² + y²)/2} − x/10.

    Below a height of √e/10 ≈ 0.165 no place is level; above, a peak and a saddle stand on the
    axis y = 0. ValueError unless `height`, which is b, is at least 0.
    """

    height: Any = 1.0
    latex: ClassVar[str] = r"J(x,y)=b\,e^{-(x^2+y^2)/2}-\tfrac1{10}x"

    def __post_init__(self):
        non_negative("height", self.height)

    def value(self, theta):
        x, _ = coordinates(theta)
        return self._bump(theta) - SLOPE * x

    def grad(self, theta):
        x, y = coordinates(theta)
        bump = self._bump(theta)
        return np.stack([-x * bump - SLOPE, -y * bump], axis=-1)

    def hessian(self, theta):
        x, y = coordinates(theta)
        bump = self._bump(theta)
        return matrix((x * x - 1) * bump, x * y * bump, x * y * bump, (y * y - 1) * bump)

    def _bump(self, theta):
        x, y = coordinates(theta)
        return self.height * np.exp(-0.5 * (x * x + y * y))
