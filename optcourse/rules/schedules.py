"""How a learning rate changes while a network trains: factors of the rate, one a step.

`schedule(step)` is the factor at step 0, 1, …: lr(step) = lr · schedule(step), a number, or an
array where `step` is one. The same rate from beginning to end needs no schedule.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.validation import between, non_negative, positive, whole


@dataclass(frozen=True)
class Linear:
    """From 1 down to `final` in equal steps, reached at step `num_steps` and kept from there.

    Goodfellow et al. (2016), equation 8.14. ValueError unless num_steps ≥ 1 and final ≥ 0.
    """

    num_steps: int
    final: Any = 0.01

    def __post_init__(self):
        whole("num_steps", self.num_steps, at_least=1)
        non_negative("final", self.final)

    def __call__(self, step):
        passed = np.minimum(step / self.num_steps, 1.0)
        return 1.0 - passed * (1.0 - self.final)


@dataclass(frozen=True)
class Cosine:
    """From 1 down to `final` along half a cosine, reached at step `num_steps` and kept from there.

    Loshchilov and Hutter (2017), equation 5, without restarts.
    """

    num_steps: int
    final: Any = 0.0

    def __post_init__(self):
        whole("num_steps", self.num_steps, at_least=1)
        non_negative("final", self.final)

    def __call__(self, step):
        passed = np.minimum(step / self.num_steps, 1.0)
        return self.final + (1.0 - self.final) * 0.5 * (1.0 + np.cos(np.pi * passed))


@dataclass(frozen=True)
class StepDecay:
    """Multiplied by `factor` after every `every` steps; torch.optim.lr_scheduler.StepLR."""

    every: int
    factor: Any = 0.1

    def __post_init__(self):
        whole("every", self.every, at_least=1)
        positive("factor", self.factor)

    def __call__(self, step):
        return self.factor ** np.floor(step / self.every)


@dataclass(frozen=True)
class InverseTime:
    """1 / (1 + step / tau): sums to infinity while its squares do not.

    With these two conditions stochastic approximation converges: Robbins and Monro (1951);
    Goodfellow et al. (2016), equations 8.12 and 8.13. ValueError unless tau > 0.
    """

    tau: Any

    def __post_init__(self):
        positive("tau", self.tau)

    def __call__(self, step):
        return 1.0 / (1.0 + step / self.tau)


@dataclass(frozen=True)
class Warmup:
    """Up in equal steps, 1/num_steps at step 0, 1 at step num_steps - 1; `then` from there.

    `then` is a schedule, or None for a constant rate; it counts its steps from the end of the
    warm-up. Goyal et al. (2017), section 2.2.
    """

    num_steps: int
    then: Any = None

    def __post_init__(self):
        whole("num_steps", self.num_steps, at_least=1)

    def __call__(self, step):
        rising = np.minimum((step + 1) / self.num_steps, 1.0)
        return rising * (1.0 if self.then is None else self.then(self._since(step)))

    def _since(self, step):
        return np.maximum(step - self.num_steps, 0)


@dataclass(frozen=True)
class Exponential:
    """`factor` ** step, 0 < factor < 1; torch.optim.lr_scheduler.ExponentialLR."""

    factor: Any

    def __post_init__(self):
        positive("factor", between("factor", self.factor, 0, 1))

    def __call__(self, step):
        return self.factor**step
