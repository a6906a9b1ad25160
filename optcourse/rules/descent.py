"""Descent along the gradient, and with momentum."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from optcourse.arrays import gather
from optcourse.rules.base import Rule, a_rate
from optcourse.validation import between, checked


class Velocity(NamedTuple):
    """What momentum remembers: the decaying sum of gradients, velocity (…, n)."""

    velocity: Any


@dataclass(frozen=True)
class GradientDescent(Rule):
    """θ ← θ − lr g. Goodfellow et al. (2016), equation 4.5; Prince (2023), equation 6.3."""

    lr: Any = checked(a_rate)

    def direction(self, grad, memory, k, theta):
        return grad, memory


@dataclass(frozen=True)
class Momentum(Rule):
    """Heavy ball: v ← momentum · v + g, θ ← θ − lr v, from v = 0: torch.optim.SGD.

    Goodfellow et al. (2016, 8.15 and 8.16; algorithm 8.2) keep v ← momentum · v − lr g and take
    θ ← θ + v: the same path while lr is constant (their velocity is −lr times this one), another
    one when lr changes under way, for then their v keeps the old rate and here a change acts on
    all of v at once. Prince (2023, equation 6.11) also puts (1 − β) before the gradient: his path
    is this one with lr = α(1 − β). ValueError unless lr > 0 and 0 ≤ momentum < 1.
    """

    lr: Any = checked(a_rate)
    momentum: Any = checked(between, 0.9, 0, 1)
    memory = Velocity

    def direction(self, grad, memory, k, theta):
        velocity = gather(memory.velocity, grad, self.momentum)
        return velocity, Velocity(velocity)


@dataclass(frozen=True)
class Nesterov(Rule):
    """Nesterov's momentum: v ← momentum · v + g, θ ← θ − lr (g + momentum · v).

    torch.optim.SGD(nesterov=True). θ here is the point ahead at which Goodfellow et al. (2016,
    equations 8.21 and 8.22; algorithm 8.3) and Prince (2023, equation 6.12) take the gradient:
    the θ of their pictures is θ + lr · momentum · v. Sutskever et al. (2013), equations 3 and 4.
    """

    lr: Any = checked(a_rate)
    momentum: Any = checked(between, 0.9, 0, 1)
    memory = Velocity

    def direction(self, grad, memory, k, theta):
        velocity = gather(memory.velocity, grad, self.momentum)
        return grad + self.momentum * velocity, Velocity(velocity)
