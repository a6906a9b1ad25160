"""A rule whose points are averaged while it runs, in place of a rate that falls."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from optcourse.rules.directions import Paid
from optcourse.validation import between, checked


class Averaged(NamedTuple):
    """What the rule inside remembers; where it stands, its mean so far, the sum of its weights.

    base, mean (…, n), weight (…, 1).
    """

    inner: Any
    base: Any
    mean: Any
    weight: Any


@dataclass(frozen=True)
class ScheduleFree(Paid):
    """z ← z − γ d, x ← x + c (z − x), θ ← (1 − momentum) z + momentum · x; the answer is x.

    d is the direction of `rule` at θ, γ = `rule.rate(k)` and c = γ² / Σ γ². With descent inside it
    is schedule-free SGD: Defazio et al. (2024); with `Adam(beta1=0)`,
    schedule-free Adam, their algorithm 1, with the correction of v in its root and not in γ.
    A warm-up goes inside: `ScheduleFree(Scheduled(Adam(…), Warmup(100)))`. ValueError unless
    0 ≤ momentum < 1.
    """

    momentum: Any = checked(between, 0.9, 0, 1)

    def remembers(self, theta):
        zero = 0.0 * theta[..., :1]
        return Averaged(self.rule.remembers(theta), theta + 0.0, theta + 0.0, zero)

    def direction(self, grad, memory, k, theta):
        way, inner = self.rule.direction(grad, memory.inner, k, theta)
        rate = self.rule.rate(k)
        base, weight = memory.base - rate * way, memory.weight + rate * rate
        mean = memory.mean + rate * rate / weight * (base - memory.mean)
        ahead = (1 - self.momentum) * base + self.momentum * mean
        return theta - ahead, Averaged(inner, base, mean, weight)
