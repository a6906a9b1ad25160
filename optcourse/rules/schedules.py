"""How a learning rate changes while a network trains: factors of the rate, one a step.

`schedule(step)` is the factor at step 0, 1, …: lr(step) = lr · schedule(step), a number, or an
array where `step` is one. The same rate from beginning to end needs no schedule.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.validation import Checked, between, checked, non_negative, positive, whole


def a_schedule(name, value):
    """Return `value` if it is a function; else raise ValueError."""
    if not callable(value):
        raise ValueError(f"{name} must be a function of the step, got {value!r}")
    return value


def always(step):
    """1, whatever the step: the rate stays as it is."""
    return 1.0


def fraction(name, value):
    """Return `value` if 0 < value < 1; else raise ValueError."""
    return positive(name, between(name, value, 0, 1))


class Schedule(Checked):
    """`schedule(step)` is the factor of the rate at a step."""

    def __call__(self, step):
        raise NotImplementedError


@dataclass(frozen=True)
class Linear(Schedule):
    """From 1 down to `final` in equal steps, reached at step `num_steps` and kept from there.

    Goodfellow et al. (2016), equation 8.14. ValueError unless num_steps ≥ 1 and final ≥ 0.
    """

    num_steps: int = checked(whole, at_least=1)
    final: Any = checked(non_negative, 0.01)

    def __call__(self, step):
        passed = np.minimum(step / self.num_steps, 1.0)
        return 1.0 - passed * (1.0 - self.final)


@dataclass(frozen=True)
class Cosine(Schedule):
    """From 1 down to `final` along half a cosine, reached at step `num_steps` and kept from there.

    Loshchilov and Hutter (2017), equation 5, without restarts.
    """

    num_steps: int = checked(whole, at_least=1)
    final: Any = checked(non_negative, 0.0)

    def __call__(self, step):
        passed = np.minimum(step / self.num_steps, 1.0)
        return self.final + (1.0 - self.final) * 0.5 * (1.0 + np.cos(np.pi * passed))


@dataclass(frozen=True)
class StepDecay(Schedule):
    """Multiplied by `factor` after every `every` steps; torch.optim.lr_scheduler.StepLR."""

    every: int = checked(whole, at_least=1)
    factor: Any = checked(positive, 0.1)

    def __call__(self, step):
        return self.factor ** np.floor(step / self.every)


@dataclass(frozen=True)
class InverseTime(Schedule):
    """1 / (1 + step / tau): sums to infinity while its squares do not.

    With these two conditions stochastic approximation converges: Robbins and Monro (1951);
    Goodfellow et al. (2016), equations 8.12 and 8.13. ValueError unless tau > 0.
    """

    tau: Any = checked(positive)

    def __call__(self, step):
        return 1.0 / (1.0 + step / self.tau)


@dataclass(frozen=True)
class Warmup(Schedule):
    """Up in equal steps, 1/num_steps at step 0, 1 at step num_steps - 1; `then` from there.

    `then` is a schedule, without which the rate stays; it counts its steps from the end of the
    warm-up. Goyal et al. (2017), section 2.2.
    """

    num_steps: int = checked(whole, at_least=1)
    then: Any = checked(a_schedule, always)

    def __call__(self, step):
        rising = np.minimum((step + 1) / self.num_steps, 1.0)
        return rising * self.then(np.maximum(step - self.num_steps, 0))


@dataclass(frozen=True)
class Exponential(Schedule):
    """`factor` ** step, 0 < factor < 1; torch.optim.lr_scheduler.ExponentialLR."""

    factor: Any = checked(fraction)

    def __call__(self, step):
        return self.factor**step
