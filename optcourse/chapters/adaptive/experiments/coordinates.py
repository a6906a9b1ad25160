"""Rules in other coordinates: a loss times a number, and all parameters turned at once."""

from dataclasses import dataclass
from typing import Any

from optcourse.rules.around import Around
from optcourse.rules.members import OfMembers
from optcourse.validation import checked, positive


@dataclass(frozen=True)
class _Multiplied(Around):
    """`rule` on the loss times `factor`, which multiplies every gradient."""

    factor: Any = checked(positive, 1.0)

    def direction(self, grad, memory, k, theta):
        return self.rule.direction(self.factor * grad, memory, k, theta)


class Turning:
    """An orthogonal matrix (P, P), the same for all members of a stack."""

    def __init__(self, matrix):
        self.matrix = matrix

    def __call__(self, values):
        """`values` (…, P) in the turned coordinates."""
        return values @ self.matrix

    def back(self, values):
        return values @ self.matrix.T


@dataclass(frozen=True)
class _Turned(Around, OfMembers):
    """`rule` in turned coordinates: it sees the turned gradient, and its step is turned back."""

    turning: Any = None

    def direction(self, grad, memory, k, theta):
        way, memory = self.rule.direction(self.turning(grad), memory, k, self.turning(theta))
        return self.turning.back(way), memory
