"""What else goes around any rule: its sign or its length, an L2 penalty, its rate paid at once."""

from dataclasses import dataclass
from typing import Any

from optcourse.arrays import dot, space
from optcourse.rules.around import Around
from optcourse.validation import checked, non_negative, positive


@dataclass(frozen=True)
class Signed(Around):
    """θ ← θ − lr sign(d), where d is the direction of `rule`.

    Of descent it is sign descent: Bernstein et al. (2018), algorithm 1; of momentum their Signum,
    algorithm 2. Every entry moves by lr, or not at all where d = 0.
    """

    def direction(self, grad, memory, k, theta):
        way, memory = self.rule.direction(grad, memory, k, theta)
        return space(way).sign(way), memory


@dataclass(frozen=True)
class Normalized(Around):
    """θ ← θ − lr d / (‖d‖ + eps), where d is the direction of `rule`.

    Of descent it is normalized descent: Hazan, Levy and Shalev-Shwartz (2015), algorithm 1. Every
    step has the length lr. ValueError unless eps > 0.
    """

    eps: Any = checked(positive, 1e-12)

    def direction(self, grad, memory, k, theta):
        way, memory = self.rule.direction(grad, memory, k, theta)
        length = space(way).sqrt(dot(way, way))[..., None]
        return way / (length + self.eps), memory


@dataclass(frozen=True)
class Regularized(Around):
    """`rule` on the gradient g + weight_decay · θ, that of ½ weight_decay ‖θ‖² added to the loss.

    The argument weight_decay of torch.optim.SGD and torch.optim.Adam; of Adam it is Adam + L2, not
    AdamW, which is `Decoupled`: Loshchilov and Hutter (2019), algorithm 2, line 6. ValueError
    unless weight_decay is at least 0.
    """

    weight_decay: Any = checked(non_negative, 0.01)

    def direction(self, grad, memory, k, theta):
        return self.rule.direction(grad + self.weight_decay * theta, memory, k, theta)


@dataclass(frozen=True)
class Paid(Around):
    """θ ← θ − (lr d), where d is the direction of `rule`: the rate is part of the direction.

    So what goes around it remembers steps and not directions. `WithMomentum(Paid(descent))` is
    v ← momentum · v − lr g, θ ← θ + v, as the books write it, whose velocity keeps the rates of
    the past when a schedule changes them: Goodfellow et al. (2016), equations 8.15 and 8.16.
    ValueError if the rate of the rule is searched for.
    """

    def __post_init__(self):
        super().__post_init__()
        if self.rule.searches:
            raise ValueError(f"lr must be a number if it is paid at once, got {self.rule.lr!r}")

    @property
    def lr(self):
        return 1.0

    def rate(self, k):
        return 1.0

    def direction(self, grad, memory, k, theta):
        way, memory = self.rule.direction(grad, memory, k, theta)
        return self.rule.rate(k) * way, memory
