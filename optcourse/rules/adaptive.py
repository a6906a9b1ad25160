"""Rates of each parameter's own, from the squares of its gradients so far."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from optcourse.arrays import blend, gather, over_root
from optcourse.rules.base import Rule, a_rate
from optcourse.validation import between, checked, positive


class Square(NamedTuple):
    """Squared gradients so far, summed or averaged: square (…, n)."""

    square: Any


class SquareAndMoved(NamedTuple):
    """Averages of squared gradients and of squared steps: square, moved (…, n)."""

    square: Any
    moved: Any


@dataclass(frozen=True)
class AdaGrad(Rule):
    """r ← r + g², θ ← θ − lr g / (√r + eps): torch.optim.Adagrad.

    Duchi, Hazan and Singer (2011), figure 1, of the diagonal; Goodfellow et al. (2016),
    algorithm 8.4.
    """

    lr: Any = checked(a_rate, 1e-2)
    eps: Any = checked(positive, 1e-10)
    memory = Square

    def direction(self, grad, memory, k, theta):
        square = gather(memory.square, grad * grad, 1.0)
        return over_root(grad, square, self.eps), Square(square)


@dataclass(frozen=True)
class RMSprop(Rule):
    """r ← decay · r + (1 − decay) g², θ ← θ − lr g / (√r + eps): torch.optim.RMSprop.

    Goodfellow et al. (2016), algorithm 8.5, whose small number stands under the root.
    """

    lr: Any = checked(a_rate, 1e-2)
    decay: Any = checked(between, 0.99, 0, 1)
    eps: Any = checked(positive, 1e-8)
    memory = Square

    def direction(self, grad, memory, k, theta):
        square = blend(memory.square, grad * grad, self.decay)
        return over_root(grad, square, self.eps), Square(square)


@dataclass(frozen=True)
class Adadelta(Rule):
    """θ ← θ − lr Δ, Δ = √((s + eps) / (r + eps)) g, s ← decay · s + (1 − decay) Δ².

    RMSprop, whose r it has, in units of its own steps, so that lr is 1: torch.optim.Adadelta.
    Zeiler (2012), algorithm 1; algorithm 8.7 of the draft of Goodfellow et al. (2015).
    """

    lr: Any = checked(a_rate, 1.0)
    decay: Any = checked(between, 0.9, 0, 1)
    eps: Any = checked(positive, 1e-6)
    memory = SquareAndMoved

    def direction(self, grad, memory, k, theta):
        square = blend(memory.square, grad * grad, self.decay)
        way = grad * ((memory.moved + self.eps) / (square + self.eps)) ** 0.5
        return way, SquareAndMoved(square, blend(memory.moved, way * way, self.decay))
