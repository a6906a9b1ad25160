"""Adam as others wrote it: without its correction, and with its small number under the root."""

from dataclasses import dataclass

from optcourse.arrays import space
from optcourse.rules.moments import Adam, Moments


class Uncorrected:
    """The averages m and v as they are, from 0: at first too small, v more so than m."""

    def biases(self, k):
        return 1.0, 1.0


@dataclass(frozen=True)
class UncorrectedAdam(Uncorrected, Adam):
    """θ ← θ − lr m / (√v + eps): Adam without its correction.

    Prince (2023), equation 6.15. Its first steps are too large, by (1 − beta1^t) / √(1 − beta2^t)
    on a steady gradient.
    """


@dataclass(frozen=True)
class InsideAdam(Adam):
    """θ ← θ − lr m̂ / √(v̂ + eps), the small number under the root.

    Prince (2023), equation 6.17. It is felt where |g| comes near √eps, in `Adam` where it comes
    near eps. ValueError as `Adam`.
    """

    def direction(self, grad, memory, k, theta):
        first, second = self.averages(grad, memory)
        start, square_start = self.biases(k)
        root = space(second).sqrt(second / square_start + self.eps)
        return first / start / root, Moments(first, second)


@dataclass(frozen=True)
class UncorrectedInsideAdam(Uncorrected, InsideAdam):
    """θ ← θ − lr m / √(v + eps): neither correction nor the small number outside the root.

    Prince (2023), equations 6.15 and 6.17.
    """
