"""Further courses of a rate: slow and fast falls, cycles, and one of its own for each member.

See `optcourse.rules.schedules`: factors of the rate, one a step.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.arrays import is_tensor
from optcourse.rules.members import OfMembers
from optcourse.rules.schedules import Schedule, fraction
from optcourse.validation import Checked, checked, is_tracer, non_negative, positive, whole


@dataclass(frozen=True)
class InverseRoot(Schedule):
    """1 / √(1 + step / tau), whose squares, too, sum to infinity.

    With it online descent regrets at most a multiple of √T: Zinkevich (2003), theorem 1.
    ValueError unless tau > 0.
    """

    tau: Any = checked(positive)

    def __call__(self, step):
        return 1.0 / (1.0 + step / self.tau) ** 0.5


@dataclass(frozen=True)
class OneCycle(Schedule):
    """From `start` up to 1 over the share `rising` of the steps, then down to `final`, by cosines.

    At its highest after step rising · num_steps − 1; `final` is reached at step num_steps − 1 and
    kept. torch.optim.lr_scheduler.OneCycleLR, with start = 1 / div_factor and final = start /
    final_div_factor; Smith and Topin (2019), whose sides are straight. ValueError
    unless 0 < rising < 1, and where it would not rise over one step.
    """

    num_steps: int = checked(whole, at_least=2)
    rising: Any = checked(fraction, 0.3)
    start: Any = checked(non_negative, 0.04)
    final: Any = checked(non_negative, 4e-6)

    def __post_init__(self):
        super().__post_init__()
        if not is_tracer(self.rising) and np.any(np.multiply(self.rising, self.num_steps) <= 1):
            allowed = f"more than 1 of {self.num_steps} steps"
            raise ValueError(f"rising must be {allowed}, got {self.rising!r} of them")

    def __call__(self, step):
        peak = self.rising * self.num_steps - 1
        up = _along_cosine(self.start, 1.0, step / peak)
        down = _along_cosine(1.0, self.final, (step - peak) / (self.num_steps - 1 - peak))
        early = 1.0 * (step <= peak)
        return early * up + (1.0 - early) * down


def _along_cosine(first, last, passed):
    passed = np.clip(passed, 0.0, 1.0)
    return last + (first - last) * 0.5 * (1.0 + np.cos(np.pi * passed))


@dataclass(frozen=True)
class WarmupStableDecay(Schedule):
    """Up over the share `rising` of the steps, then 1, then down to `final` over `falling`.

    Both sides are straight: (step + 1) / (rising · num_steps) at first; `final` is reached at step
    num_steps and kept. Hu et al. (2024), whose fall may have any form. ValueError
    unless both shares lie between 0 and 1 and are at most 1 together.
    """

    num_steps: int = checked(whole, at_least=1)
    rising: Any = checked(fraction, 0.05)
    falling: Any = checked(fraction, 0.2)
    final: Any = checked(non_negative, 0.0)

    def __post_init__(self):
        super().__post_init__()
        both = self.rising, self.falling
        if not any(map(is_tracer, both)) and np.any(np.add(*both) > 1):
            raise ValueError(f"falling must be at most 1 - rising, got {both[1]!r} and {both[0]!r}")

    def __call__(self, step):
        up = np.minimum((step + 1) / (self.rising * self.num_steps), 1.0)
        left = np.minimum((self.num_steps - step) / (self.falling * self.num_steps), 1.0)
        return up * (self.final + (1.0 - self.final) * np.maximum(left, 0.0))


def several_schedules(name, value):
    """Return `value` if it is a sequence of functions of the step; else raise ValueError."""
    if not isinstance(value, list | tuple) or not value or not all(map(callable, value)):
        raise ValueError(f"{name} must be functions of the step, one a member, got {value!r}")
    return value


@dataclass(frozen=True)
class PerMember(Checked, OfMembers):
    """A schedule of its own for each of N members: `Scheduled(Adam(1e-3), PerMember([…]))`.

    Its factor is a column (N, 1), for θ of shape (N, n). One that several members share is asked
    once a step. ValueError unless each is a function of the step.
    """

    schedules: Any = checked(several_schedules)

    def __call__(self, step):
        asked = {key: each(step) for key, each in {id(e): e for e in self.schedules}.items()}
        return np.stack([asked[id(each)] for each in self.schedules])[:, None]

    def of(self, members, theta):
        """The same for some of the members (indices), as a column like `theta`."""
        chosen = PerMember([self.schedules[k] for k in members])
        return (lambda step: theta.new_tensor(chosen(step))) if is_tensor(theta) else chosen

    def check_members(self, size):
        """Raise ValueError unless there is one for each of `size` members."""
        if len(self.schedules) != size:
            raise ValueError(f"schedules must be {size} in number, got {len(self.schedules)}")
