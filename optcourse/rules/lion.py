"""Lion: the sign of a mixture of the gradient and of what is remembered of it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from optcourse.arrays import blend, space
from optcourse.rules.base import Rule, a_rate
from optcourse.validation import between, checked


class First(NamedTuple):
    """A moving average of gradients: first (…, n)."""

    first: Any


@dataclass(frozen=True)
class Lion(Rule):
    """θ ← θ − lr sign(beta1 · m + (1 − beta1) g), then m ← beta2 · m + (1 − beta2) g.

    Chen et al. (2023), algorithm 2; their weight decay is `Decoupled`. ValueError unless lr > 0 and
    both betas are at least 0 and below 1.
    """

    lr: Any = checked(a_rate, 1e-4)
    beta1: Any = checked(between, 0.9, 0, 1)
    beta2: Any = checked(between, 0.99, 0, 1)
    memory = First

    def direction(self, grad, memory, k, theta):
        way = space(grad).sign(self.beta1 * memory.first + (1 - self.beta1) * grad)
        return way, First(blend(memory.first, grad, self.beta2))
