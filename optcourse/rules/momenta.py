"""Momentum around any rule, and Nesterov's with the gradient taken ahead, as the books write it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from optcourse.arrays import gather
from optcourse.rules.around import Around
from optcourse.rules.base import Method
from optcourse.validation import between, checked


class InnerAndVelocity(NamedTuple):
    """What the rule inside remembers, and the decaying sum of its directions: velocity (…, n)."""

    inner: Any
    velocity: Any


@dataclass(frozen=True)
class WithMomentum(Around):
    """v ← momentum · v + d, θ ← θ − lr v, where d is the direction of `rule`.

    Of descent it is `Momentum`; of RMSprop the argument momentum of torch.optim.RMSprop. ValueError
    unless 0 ≤ momentum < 1.
    """

    momentum: Any = checked(between, 0.9, 0, 1)

    def remembers(self, theta):
        return InnerAndVelocity(self.rule.remembers(theta), 0.0 * theta)

    def direction(self, grad, memory, k, theta):
        way, inner = self.rule.direction(grad, memory.inner, k, theta)
        velocity = gather(memory.velocity, way, self.momentum)
        return self.ahead(way, velocity), InnerAndVelocity(inner, velocity)

    def ahead(self, way, velocity):
        """Where to go with this direction and this velocity."""
        return velocity


@dataclass(frozen=True)
class WithNesterov(WithMomentum):
    """v ← momentum · v + d, θ ← θ − lr (d + momentum · v), where d is the direction of `rule`.

    Of descent it is `Nesterov`; of RMSprop, RMSprop with Nesterov momentum: algorithm 8.6 of the
    draft of Goodfellow et al. (2015), with the interim step taken back after the gradient, as
    algorithm 8.3 of the book of 2016 does. θ here is the point ahead; `Ahead` has the book's.
    """

    def ahead(self, way, velocity):
        return way + self.momentum * velocity


@dataclass(frozen=True)
class Ahead(Method):
    """The same path as the books write it: the gradient at θ − lr · momentum · v, the step from θ.

    `rule` is a `WithNesterov`. Of descent: Goodfellow et al. (2016), equations 8.21 and 8.22, and
    algorithm 8.3; Prince (2023), equation 6.12. ValueError unless `rule` is one whose rate is a
    number.
    """

    rule: Any = None

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.rule, WithNesterov) or self.rule.searches:
            raise ValueError(f"rule must be a WithNesterov with a number as lr, got {self.rule!r}")

    @property
    def lr(self):
        return self.rule.lr

    def rate(self, k):
        return self.rule.rate(k)

    def remembers(self, theta):
        return self.rule.remembers(theta)

    def look(self, landscape, state, k):
        inner, velocity = state.memory
        momentum = self.rule.momentum
        interim = state.theta - self.rate(k) * momentum * velocity
        grad = landscape.grad(interim)
        way, inner = self.rule.rule.direction(grad, inner, k, interim)
        velocity = gather(velocity, way, momentum)
        return grad, velocity, InnerAndVelocity(inner, velocity)
