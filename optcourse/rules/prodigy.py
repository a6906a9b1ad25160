"""Adam that finds its own rate: how far the start is from the minimum, guessed from below."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from optcourse.arrays import blend, dot, space
from optcourse.rules.base import Rule
from optcourse.rules.schedules import a_schedule, always
from optcourse.validation import between, checked, positive


class Guess(NamedTuple):
    """Adam's averages of d · g, and what the guess d of the distance stands on.

    first, second, total, the weighed sum of gradients, and start (…, n); gain, the weighed sum of
    gᵀ(start − θ), and distance (…, 1).
    """

    first: Any
    second: Any
    total: Any
    start: Any
    gain: Any
    distance: Any


@dataclass(frozen=True)
class Prodigy(Rule):
    """θ ← θ − γ d m / (√v + d · eps), with m and v Adam's, of d · g, without correction.

    d, which begins at `first`, is the largest r / ‖s‖₁ so far, where r ← √beta2 · r +
    (1 − √beta2) γ d² gᵀ(θ₀ − θ) and s ← √beta2 · s + (1 − √beta2) γ d² g. γ is lr, 1 as published,
    times `schedule(k)`, which belongs here and not around it, since r and s know it. Mishchenko
    and Defazio (2024), algorithm 4. ValueError unless lr, eps and first are positive.
    """

    lr: Any = checked(positive, 1.0)
    beta1: Any = checked(between, 0.9, 0, 1)
    beta2: Any = checked(between, 0.999, 0, 1)
    eps: Any = checked(positive, 1e-8)
    first: Any = checked(positive, 1e-6)
    schedule: Any = checked(a_schedule, always)
    memory = Guess

    def rate(self, k):
        return self.lr * self.schedule(k)

    def remembers(self, theta):
        zeros = space(theta).zeros_like
        none = zeros(theta[..., :1])
        return Guess(*(zeros(theta) for _ in range(3)), theta + 0.0, none, none + self.first)

    def direction(self, grad, memory, k, theta):
        distance, scaled = memory.distance, memory.distance * grad
        first = blend(memory.first, scaled, self.beta1)
        second = blend(memory.second, scaled * scaled, self.beta2)
        way = distance * first / (space(second).sqrt(second) + distance * self.eps)
        return way, Guess(first, second, *self._guess(grad, memory, self.rate(k), theta))

    def _guess(self, grad, memory, rate, theta):
        """The sums after this gradient, the start, and the distance."""
        kept, numpy_or_torch = self.beta2**0.5, space(grad)
        weight = (1 - kept) * rate * memory.distance * memory.distance
        gain = kept * memory.gain + weight * dot(grad, memory.start - theta)[..., None]
        total = kept * memory.total + weight * grad
        size = numpy_or_torch.sum(numpy_or_torch.abs(total), axis=-1)[..., None]
        found = gain / numpy_or_torch.where(size > 0, size, 1.0)
        return total, memory.start, gain, numpy_or_torch.maximum(memory.distance, found)
