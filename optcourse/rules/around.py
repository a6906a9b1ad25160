"""What goes around any rule: a schedule of its rate, a clip of its gradient, a decay of θ.

`Decoupled(Adam(1e-3), 0.01)` is AdamW; they go around one another in any order.
"""

from dataclasses import dataclass
from typing import Any

from optcourse.rules.base import Rule
from optcourse.rules.clips import Clip
from optcourse.rules.schedules import a_schedule
from optcourse.validation import checked, non_negative


def a_rule(name, value):
    """Return `value` if it is a rule; else raise ValueError."""
    if not isinstance(value, Rule):
        raise ValueError(f"{name} must be a Rule, got {value!r}")
    return value


def a_clip(name, value):
    """Return `value` if it is a clip; else raise ValueError."""
    if not isinstance(value, Clip):
        raise ValueError(f"{name} must be a NormClip or a ValueClip, got {value!r}")
    return value


@dataclass(frozen=True)
class Around(Rule):
    """`rule` and something before, beside or after it. ValueError unless it is a `Rule`."""

    rule: Rule = checked(a_rule)

    @property
    def lr(self):
        return self.rule.lr

    def rate(self, k):
        return self.rule.rate(k)

    def remembers(self, theta):
        return self.rule.remembers(theta)

    def direction(self, grad, memory, k, theta):
        return self.rule.direction(grad, memory, k, theta)


@dataclass(frozen=True)
class Scheduled(Around):
    """θ ← θ − lr · schedule(k) · d at step k, where d is the direction of `rule`.

    Schedules are in `optcourse.rules.schedules` and `rates`.

    ValueError if the schedule is no function, or if the rate of the rule is searched for.
    """

    schedule: Any = checked(a_schedule)

    def __post_init__(self):
        super().__post_init__()
        if self.searches:
            raise ValueError(f"lr must be a number if it is scheduled, got {self.lr!r}")

    def rate(self, k):
        return self.rule.rate(k) * self.schedule(k)


@dataclass(frozen=True)
class Clipped(Around):
    """`rule` on gradients that `clip` has made shorter: a `NormClip` or `ValueClip`."""

    clip: Clip = checked(a_clip)

    def direction(self, grad, memory, k, theta):
        return self.rule.direction(self.clip(grad), memory, k, theta)


@dataclass(frozen=True)
class Decoupled(Around):
    """θ ← θ − lr (d + weight_decay · θ), where d is the direction of `rule`.

    Of Adam this is AdamW: torch.optim.AdamW; Loshchilov and Hutter (2019), algorithm 2. Of
    descent it is the gradient of ½ weight_decay ‖θ‖² added to the loss. ValueError unless
    weight_decay is at least 0.
    """

    weight_decay: Any = checked(non_negative, 0.01)

    def direction(self, grad, memory, k, theta):
        way, memory = self.rule.direction(grad, memory, k, theta)
        return way + self.weight_decay * theta, memory
