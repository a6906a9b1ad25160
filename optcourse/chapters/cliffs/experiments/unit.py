"""A recurrent unit of two parameters: the smallest loss with a cliff."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.validation import finite, whole

HIGHEST = 0.49  # no loss of the unit with target 0.7 reaches 0.7²


@dataclass(frozen=True, eq=False)
class RecurrentUnit:
    r"""J(w, b) = (σ(x_T) − target)², x_t = w σ(x_{t−1}) + b: one unit that feeds itself T times.

    σ is the logistic function. theta (..., 2) holds w and b; `value` returns (...), `grad`
    (..., 2), both by array operations only. After Pascanu, Mikolov and Bengio (2013), figure 6:
    their unit has 50 steps, starts at 1/2 and is to end at 0.7. ValueError unless num_steps ≥ 1.
    """

    num_steps: int = 50
    start: Any = 0.5
    target: Any = 0.7

    def __post_init__(self):
        whole("num_steps", self.num_steps, at_least=1)
        finite("start", self.start)
        finite("target", self.target)

    def value(self, theta):
        w, b = theta[..., 0], theta[..., 1]
        x = self.start + 0.0 * w
        for _ in range(self.num_steps):
            x = w * sigmoid(x) + b
        return (sigmoid(x) - self.target) ** 2

    def grad(self, theta):
        w, b = theta[..., 0], theta[..., 1]
        x = self.start + 0.0 * w
        x_w, x_b = 0.0 * w, 0.0 * w
        for _ in range(self.num_steps):
            s = sigmoid(x)
            factor = w * s * (1 - s)
            x, x_w, x_b = w * s + b, s + factor * x_w, 1 + factor * x_b
        s = sigmoid(x)
        outer = 2 * (s - self.target) * s * (1 - s)
        return np.stack([outer * x_w, outer * x_b], axis=-1)

    def edge(self, w):
        """The bias at which the unit stays where it starts, for ever: the edge if a(w) > 1."""
        return self.start - w * sigmoid(self.start)

    def factor(self, w):
        """a(w) = w σ′(start): on the edge every step multiplies a small change of x by it."""
        s = sigmoid(self.start)
        return w * s * (1 - s)

    def slope_on_edge(self, w):
        """|∂J/∂b| on the edge: the outer derivative times 1 + a + … + a^(T−1)."""
        s, a = sigmoid(self.start), self.factor(w)
        powers = np.sum(a ** np.arange(self.num_steps))
        return np.abs(2 * (s - self.target) * s * (1 - s)) * powers


def sigmoid(x):
    """The logistic function 1/(1 + e⁻ˣ), without overflow."""
    return 0.5 + 0.5 * np.tanh(0.5 * x)
