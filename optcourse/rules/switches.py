"""Adam that becomes descent with momentum once it knows at which rate."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from optcourse.arrays import blend, dot, over_root, space
from optcourse.rules.base import a_rate
from optcourse.rules.moments import Adam
from optcourse.validation import checked, positive


class Switching(NamedTuple):
    """Adam's averages and momentum's sum, first, second, velocity (…, n); and, each (…, 1):

    average, of the rates at which descent would do as Adam does; rate, the same corrected, kept
    once `switched` is 1.
    """

    first: Any
    second: Any
    velocity: Any
    average: Any
    rate: Any
    switched: Any


@dataclass(frozen=True)
class SWATS(Adam):
    """Adam until γ = pᵀp / (−pᵀg), p its step, settles to Λ; then θ ← θ − (1 − beta1) Λ v.

    v ← beta1 · v + g, from 0 at the switch. γ has settled when it differs from its own corrected
    average by less than `tolerance`. Keskar and Socher (2017), algorithm 1, whose eps is not
    divided by the correction of √v. Rates are kept as multiples of lr, so that a schedule goes on.
    """

    lr: Any = checked(a_rate, 1e-3)
    eps: Any = checked(positive, 1e-9)
    tolerance: Any = checked(positive, 1e-9)
    memory = Switching

    def remembers(self, theta):
        zeros, one = space(theta).zeros_like, theta[..., :1]
        return Switching(*(zeros(theta) for _ in range(3)), *(zeros(one) for _ in range(3)))

    def direction(self, grad, memory, k, theta):
        first, second = self.averages(grad, memory)
        start, square_start = self.biases(k)
        adam = over_root(first, second, self.eps / square_start**0.5, start, square_start)
        velocity = memory.switched * (self.beta1 * memory.velocity + grad)
        sgd = (1 - self.beta1) * memory.rate * velocity
        way = memory.switched * sgd + (1 - memory.switched) * adam
        return way, Switching(first, second, velocity, *self._judged(adam, grad, memory, k))

    def _judged(self, adam, grad, memory, k):
        """The average, the rate and whether it has switched, after this step."""
        where, along = space(grad).where, dot(adam, grad)[..., None]
        crosses = along != 0
        gamma = dot(adam, adam)[..., None] / where(crosses, along, 1.0)
        average = where(crosses, blend(memory.average + 0.0, gamma, self.beta2), memory.average)
        rate = average / self.biases(k)[1]
        near = self.lr * space(grad).abs(rate - gamma) < self.tolerance
        now = where(crosses, 1.0 * near, 0.0) * (k > 0)
        done = memory.switched
        return average, done * memory.rate + (1 - done) * rate, done + (1 - done) * now
