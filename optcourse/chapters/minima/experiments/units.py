"""Claim L6: two networks of two weights, with data on which they have a bad local minimum.

Their losses are means of squared errors; `theta` (…, 2), as for the landscapes. They are compiled
into an explorer, so they use array operations only.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from optcourse.validation import finite_array


class SmallNetwork:
    """Value, gradient and Hessian of mean (f(x; θ) − y)² from f and its derivatives.

    A subclass has `X`, `y` and `outputs(theta)` -> f (…, m), ∂f/∂θ (two of (…, m)) and ∂²f/∂θ²
    (three: 00, 01, 11); and `bounds(reach)`, what |f| and the length of ∂f/∂θ, each (m,), exceed
    nowhere where |θ₁| ≤ `reach`.
    """

    def value(self, theta):
        return np.mean(self._error(theta) ** 2, axis=-1)

    def grad(self, theta):
        error, (first, _) = self._error(theta), self.outputs(theta)[1:]
        return np.stack([2 * np.mean(error * slope, axis=-1) for slope in first], axis=-1)

    def hessian(self, theta):
        error, (first, second) = self._error(theta), self.outputs(theta)[1:]
        pairs = [(0, 0), (0, 1), (1, 1)]
        xx, xy, yy = (
            2 * np.mean(first[i] * first[j] + error * bend, axis=-1)
            for (i, j), bend in zip(pairs, second, strict=True)
        )
        return np.stack([np.stack([xx, xy], axis=-1), np.stack([xy, yy], axis=-1)], axis=-2)

    def steepest(self, centre, radius):
        """What ‖∂loss/∂θ‖ exceeds nowhere within `radius` of `centre` (2,)."""
        largest, slope = self.bounds(abs(centre[1]) + radius)
        return float(2 * np.mean((largest + np.abs(self.y)) * slope))

    def _error(self, theta):
        return self.outputs(theta)[0] - self.y


@dataclass(frozen=True, eq=False)
class Neuron(SmallNetwork):
    """No hidden units: f(x; θ) = tanh(θ₀x₀ + θ₁x₁), for X (m, 2) and y (m,)."""

    X: Any
    y: Any

    def __post_init__(self):
        object.__setattr__(self, "X", finite_array("X", self.X, (None, 2)))
        object.__setattr__(self, "y", finite_array("y", self.y, self.X.shape[:1]))

    def outputs(self, theta):
        """f, its slopes and its bends."""
        a, b = self.X[:, 0], self.X[:, 1]
        out = np.tanh(theta[..., 0, None] * a + theta[..., 1, None] * b)
        slope = 1 - out * out
        bend = -2 * out * slope
        return out, (slope * a, slope * b), (bend * (a * a), bend * (a * b), bend * (b * b))

    def bounds(self, reach):
        """tanh is at most 1, and its slope too."""
        return np.ones(len(self.X)), np.linalg.norm(self.X, axis=1)


@dataclass(frozen=True, eq=False)
class HiddenUnit(SmallNetwork):
    """One hidden unit: f(x; θ) = θ₁ tanh(θ₀x), for X (m,) and y (m,)."""

    X: Any
    y: Any

    def __post_init__(self):
        object.__setattr__(self, "X", finite_array("X", self.X, (None,)))
        object.__setattr__(self, "y", finite_array("y", self.y, self.X.shape))

    def outputs(self, theta):
        """f, its slopes and its bends."""
        x, outer = self.X, theta[..., 1, None]
        unit = np.tanh(theta[..., 0, None] * x)
        slope = (1 - unit * unit) * x
        bend = -2 * unit * slope * x
        return outer * unit, (outer * slope, unit), (outer * bend, slope, 0 * unit)

    def bounds(self, reach):
        """|θ₁ tanh| ≤ |θ₁|; the slopes are at most |θ₁x| along θ₀ and 1 along θ₁."""
        return np.full(len(self.X), reach), np.sqrt(1 + (reach * self.X) ** 2)


@dataclass(frozen=True)
class Trap:
    """A network with its data, and the part of the plane to draw."""

    network: SmallNetwork
    x: tuple
    y: tuple
    NUM_STARTS: ClassVar[int] = 15

    def starts(self):
        """A grid of starts (225, 2) over the part of the plane that is drawn."""
        sides = [np.linspace(*side, self.NUM_STARTS) for side in (self.x, self.y)]
        return np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)


def traps():
    """Name → Trap. Each network has a strict local minimum that is not global.

    "neuron": each of two inputs has a large and a small example, which contradict each other.
    Auer, Herbster and Warmuth (1996) build exponentially many minima so. "hidden": three points
    that a nearly straight line fits better than a step does.
    """
    large_and_small = np.array([[5.0, 0.0], [1.0, 0.0], [0.0, 5.0], [0.0, 1.0]])
    neuron = Neuron(large_and_small, np.array([-0.8, 0.8, -0.6, 0.8]))
    hidden = HiddenUnit(np.array([0.7, 3.0, 12.0]), np.array([0.6, 0.4, 1.4]))
    return {
        "neuron": Trap(neuron, (-1.2, 2.4), (-1.2, 2.4)),
        "hidden": Trap(hidden, (-1.2, 2.4), (-1.2, 2.4)),
    }
