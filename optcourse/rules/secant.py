"""Descent whose rate is read from the last step: how much the gradient changed along it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from optcourse.arrays import dot, space
from optcourse.rules.base import Rule
from optcourse.validation import checked, positive


class LastStep(NamedTuple):
    """Where the last step began, the gradient there, its rate: theta, grad (…, n), rate (…, 1)."""

    theta: Any
    grad: Any
    rate: Any


@dataclass(frozen=True)
class BarzilaiBorwein(Rule):
    """θ ← θ − lr (sᵀs / sᵀy) g, with s the last step and y what it changed g by.

    On a bowl sᵀy / sᵀs is the curvature along s. The first rate is `first`; where the curvature is
    not positive the last rate stays. lr is a factor, 1 as published; below 1 it shortens all steps
    but the first. Barzilai and Borwein (1988), their second choice of the rate.
    ValueError unless first > 0 and lr > 0.
    """

    first: Any = checked(positive, 1e-3)
    lr: Any = checked(positive, 1.0)
    memory = LastStep

    def remembers(self, theta):
        zeros = space(theta).zeros_like
        return LastStep(zeros(theta), zeros(theta), zeros(theta[..., :1]))

    def direction(self, grad, memory, k, theta):
        rate = self._rate(theta - memory.theta, grad - memory.grad, memory.rate, k)
        return rate * grad, LastStep(theta + 0.0, grad + 0.0, rate)  # sums are copies: θ moves on

    def _rate(self, step, change, last, k):
        """sᵀs / sᵀy (…, 1), or the last rate; at k = 0, which has no step behind it, `first`."""
        where, curvature = space(step).where, dot(step, change)[..., None]
        bowl = curvature > 0
        found = where(bowl, dot(step, step)[..., None] / where(bowl, curvature, 1.0), last)
        begun = 1.0 * (k > 0)
        return begun * found + (1 - begun) * self.first / self.lr
