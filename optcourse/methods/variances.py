"""vSGD: rates that a rule finds by itself, from the noise of gradients and from curvature."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from optcourse.arrays import space
from optcourse.rules import Method
from optcourse.rules.base import State
from optcourse.rules.members import OfMembers
from optcourse.validation import checked, positive, whole


class Statistics(NamedTuple):
    """Averages of gradients, of their squares, of curvature, and over how many: each (…, n)."""

    grad: Any
    square: Any
    curvature: Any
    span: Any


@dataclass(frozen=True)
class VSGD(Method, OfMembers):
    """θ ← θ − lr (ḡ² / (h̄ v̄)) g, each entry with averages over a span of its own.

    ḡ, v̄, h̄ average g, g² and the diagonal |h| of the Hessian; each span τ becomes
    (1 − ḡ² / v̄) τ + 1. The slow start: for `num_first` steps θ stays while plain means are
    taken, of which v̄ and h̄ are then made `caution` times as large. Schaul, Zhang and LeCun (2013),
    algorithm 1, their vSGD-l; algorithm 8.8 of the draft of Goodfellow et al. (2015), which has no
    slow start: num_first = 0. `eps` is added to v̄ and h̄ where they divide; lr is 1 as published.
    """

    caution: Any = checked(positive, 10.0)
    num_first: int = checked(whole, 10)
    eps: Any = checked(positive, 1e-12)
    lr: Any = checked(positive, 1.0)

    def remembers(self, theta):
        zero = 0.0 * theta
        return Statistics(zero + 0.0, zero + 0.0, zero + 0.0, zero + 1.0)

    def look(self, landscape, state, k):
        grad = landscape.grad(state.theta)
        bends = np.diagonal(landscape.hessian(state.theta), axis1=-2, axis2=-1)
        return grad, *self.direction(grad, bends, state.memory, k)

    def move(self, state, grad, curvature, k):
        """The state after step k, from a gradient and a diagonal of the Hessian, both (…, n)."""
        way, memory = self.direction(grad, curvature, state.memory, k)
        return State(state.theta - self.rate(k) * way, memory)

    def direction(self, grad, curvature, memory, k):
        """The direction of step k and the memory after it, of arrays or tensors (…, n)."""
        moving, last = 1.0 * (k >= self.num_first), 1.0 * (k + 1 == self.num_first)
        new = 1.0 / (moving * memory.span + (1 - moving) * (k + 1))
        seen = grad, grad * grad, space(grad).abs(curvature)
        pairs = zip(memory[:3], seen, strict=True)
        mean, square, bend = ((1 - new) * old + new * now for old, now in pairs)
        more = last * self.caution + (1 - last)
        square, bend = more * square, more * bend
        share = mean * mean / (square + self.eps)
        span = moving * ((1 - share) * memory.span + 1) + (1 - moving) * (k + 1)
        return moving * share / (bend + self.eps) * grad, Statistics(mean, square, bend, span)
