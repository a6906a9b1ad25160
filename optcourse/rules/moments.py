"""Adam and its kin: the mean of the gradients over the root of the mean of their squares.

With m ← beta1 · m + (1 − beta1) g and v ← beta2 · v + (1 − beta2) g², and m̂, v̂ for them over
1 − beta1^t and 1 − beta2^t at step t = 1, 2, …
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from optcourse.arrays import blend, over_root, space
from optcourse.rules.base import Rule, a_rate
from optcourse.validation import between, checked, non_negative, positive


class Moments(NamedTuple):
    """Averages of gradients and of their squares: first, second (…, n)."""

    first: Any
    second: Any


class MomentsAndLargest(NamedTuple):
    """The same, and the largest second so far: first, second, largest (…, n)."""

    first: Any
    second: Any
    largest: Any


class MomentsAndProduct(NamedTuple):
    """The same, and the product of the momenta so far: first, second (…, n), product (…, 1)."""

    first: Any
    second: Any
    product: Any


@dataclass(frozen=True)
class Adam(Rule):
    """θ ← θ − lr m̂ / (√v̂ + eps): torch.optim.Adam; Kingma and Ba (2015), algorithm 1.

    Goodfellow et al. (2016), algorithm 8.7; Prince (2023), equations 6.15 to 6.17.
    ValueError unless lr > 0, eps > 0 and both betas are at least 0 and below 1.
    """

    lr: Any = checked(a_rate, 1e-3)
    beta1: Any = checked(between, 0.9, 0, 1)
    beta2: Any = checked(between, 0.999, 0, 1)
    eps: Any = checked(positive, 1e-8)
    memory = Moments

    def direction(self, grad, memory, k, theta):
        first, second = self.averages(grad, memory)
        return over_root(first, second, self.eps, *self.biases(k)), Moments(first, second)

    def averages(self, grad, memory):
        """m and v after this gradient, (…, n) each; gives `memory` away."""
        first = blend(memory.first, grad, self.beta1)
        return first, blend(memory.second, grad * grad, self.beta2)

    def biases(self, k):
        """1 − beta^t of both, what the averages of t = k + 1 gradients weigh."""
        return 1 - self.beta1 ** (k + 1), 1 - self.beta2 ** (k + 1)


@dataclass(frozen=True)
class AMSGrad(Adam):
    """Adam with the largest v so far, ṽ ← max(ṽ, v), in place of v: torch.optim.Adam(amsgrad=True).

    Reddi, Kale and Kumar (2018), algorithm 2; theirs corrects no bias.
    """

    memory = MomentsAndLargest

    def direction(self, grad, memory, k, theta):
        first, second = self.averages(grad, memory)
        largest = space(second).maximum(memory.largest, second)
        way = over_root(first, largest, self.eps, *self.biases(k))
        return way, MomentsAndLargest(first, second, largest)


@dataclass(frozen=True)
class RAdam(Adam):
    """Adam whose root is left out while v̂ is an average of too few gradients.

    torch.optim.RAdam; Liu et al. (2020), algorithm 2: `length` is how many v averages over now,
    `most` in the end; up to a length of 5 (theirs: 4) the step is lr m̂, then Adam's, rectified.
    """

    def direction(self, grad, memory, k, theta):
        first, second = self.averages(grad, memory)
        start, square_start = self.biases(k)
        sure, gain = self._rectification(k, square_start)
        adapted = (gain * square_start) ** 0.5 * over_root(first, second, self.eps, start)
        return adapted + (1 - sure) * first / start, Moments(first, second)

    def _rectification(self, k, square_start):
        """1 where v̂ is to be trusted, else 0; and the square of the factor of Adam's step."""
        most = 2 / (1 - self.beta2) - 1
        length = most - 2 * (k + 1) * self.beta2 ** (k + 1) / square_start
        sure = 1.0 * (length > 5)
        above, below = (length - 4) * (length - 2) * most, (most - 4) * (most - 2) * length
        return sure, sure * above / (sure * below + (1 - sure))


@dataclass(frozen=True)
class NAdam(Adam):
    """Adam with Nesterov's momentum, warmed up by μ = beta1 (1 − ½ 0.96^(warming · t)).

    torch.optim.NAdam; Dozat (2016), algorithm 2.
    """

    lr: Any = checked(a_rate, 2e-3)
    warming: Any = checked(non_negative, 4e-3)
    memory = MomentsAndProduct

    def remembers(self, theta):
        zeros = space(theta).zeros_like
        return MomentsAndProduct(zeros(theta), zeros(theta), zeros(theta[..., :1]) + 1)

    def direction(self, grad, memory, k, theta):
        first, second = self.averages(grad, memory)
        now, after = self._momentum(k + 1), self._momentum(k + 2)
        product = memory.product * now
        ahead = (1 - now) * grad / (1 - product) + after * first / (1 - product * after)
        _, square_start = self.biases(k)
        way = over_root(ahead, second, self.eps, square_bias=square_start)
        return way, MomentsAndProduct(first, second, product)

    def _momentum(self, t):
        return self.beta1 * (1 - 0.5 * 0.96 ** (t * self.warming))


@dataclass(frozen=True)
class Yogi(Adam):
    """v ← v − (1 − beta2) sign(v − g²) g², so that v changes by little; θ ← θ − lr m / (√v + eps).

    Zaheer et al. (2018), algorithm 2, which corrects no bias; here from v = 0.
    """

    lr: Any = checked(a_rate, 1e-2)
    eps: Any = checked(positive, 1e-3)

    def direction(self, grad, memory, k, theta):
        first, square = blend(memory.first, grad, self.beta1), grad * grad
        toward = space(grad).sign(memory.second - square)
        second = memory.second - (1 - self.beta2) * toward * square
        return over_root(first, second, self.eps), Moments(first, second)
