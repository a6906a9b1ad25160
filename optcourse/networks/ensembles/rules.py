"""Update rules and clipping for stacked parameters θ (N, P); each member may have its own numbers.

A number of a rule may be given once for all members or as N numbers. The formulas are those of
torch.optim and torch.nn.utils, to rounding.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import torch

from optcourse.validation import between, positive


class Rule:
    """What the rules share: numbers of single members, and the rate of a step."""

    def of(self, members, theta):
        """This rule with the numbers of some members (indices) as columns (n, 1) like `theta`."""
        numbers = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "schedule"}
        picked = {name: column(value, members, theta) for name, value in numbers.items()}
        return replace(self, **picked)

    def rate(self, step):
        """The learning rate at this step."""
        return self.lr if self.schedule is None else self.lr * float(self.schedule(step))


@dataclass(frozen=True)
class SGD(Rule):
    """v ← momentum · v + g, θ ← θ − lr v, from v = 0: torch.optim.SGD.

    With a schedule it differs from `optimizers.Momentum`, which keeps −lr v: here a change of lr
    acts on all of v at once. `schedule(step)` multiplies lr; see `optcourse.schedules`.
    ValueError unless lr > 0 and 0 ≤ momentum < 1.
    """

    lr: Any
    momentum: Any = 0.0
    schedule: Any = None

    def __post_init__(self):
        positive("lr", self.lr)
        between("momentum", self.momentum, 0, 1)

    def init(self, theta):
        moving = bool(torch.as_tensor(self.momentum).any())
        return {"velocity": torch.zeros_like(theta)} if moving else {}

    def step(self, theta, grad, state, rate, step):
        """One update of `theta` in place."""
        if state:
            grad = _weighted_sum(grad, state["velocity"], self.momentum)
        if torch.is_tensor(rate):
            theta.addcmul_(grad, rate, value=-1)
        else:
            theta.sub_(grad, alpha=rate)


@dataclass(frozen=True)
class Adam(Rule):
    """Adam with bias correction: torch.optim.Adam; Kingma and Ba (2015), algorithm 1.

    ValueError unless lr > 0, eps > 0 and both betas are at least 0 and below 1.
    """

    lr: Any = 1e-3
    beta1: Any = 0.9
    beta2: Any = 0.999
    eps: Any = 1e-8
    schedule: Any = None

    def __post_init__(self):
        positive("lr", self.lr)
        between("beta1", self.beta1, 0, 1)
        between("beta2", self.beta2, 0, 1)
        positive("eps", self.eps)

    def init(self, theta):
        return {"first": torch.zeros_like(theta), "second": torch.zeros_like(theta)}

    def step(self, theta, grad, state, rate, step):
        """One update of `theta` in place."""
        first = state["first"].mul_(self.beta1).add_(grad * (1 - self.beta1))
        second = state["second"].mul_(self.beta2).add_((grad * grad).mul_(1 - self.beta2))
        scale = (1 - self.beta2 ** (step + 1)) ** 0.5
        denominator = second.sqrt().div_(scale).add_(self.eps)
        theta.sub_((first / denominator).mul_(rate / (1 - self.beta1 ** (step + 1))))


@dataclass(frozen=True)
class NormClip:
    """g ← g · min(1, max_norm / (‖g‖ + 1e-6)), over all parameters of a member together.

    torch.nn.utils.clip_grad_norm_, whose 1e-6 is not in Goodfellow et al. (2016), equations 10.48
    and 10.49; Pascanu, Mikolov and Bengio (2013), algorithm 1.
    """

    max_norm: float

    def __post_init__(self):
        positive("max_norm", self.max_norm)


@dataclass(frozen=True)
class ValueClip:
    """Each entry of g is moved into [−max_value, max_value]: torch.nn.utils.clip_grad_value_."""

    max_value: float

    def __post_init__(self):
        positive("max_value", self.max_value)


class Clipping:
    """The clips of some members, one each (None: not clipped), on gradients (n, P)."""

    def __init__(self, clips, theta):
        norms = [getattr(clip, "max_norm", np.inf) for clip in clips]
        values = [getattr(clip, "max_value", np.inf) for clip in clips]
        self.norms, self.values = (_limits(each, theta) for each in (norms, values))

    def __call__(self, grad, norm):
        """`grad` (n, P) clipped, its lengths being `norm` (n,)."""
        if self.norms is not None:
            grad = grad * (self.norms / (norm[:, None] + 1e-6)).clamp_(max=1)
        if self.values is not None:
            grad = grad.clamp(-self.values, self.values)
        return grad


def _weighted_sum(grad, velocity, momentum):
    """momentum · velocity + grad, into `velocity`, in one pass."""
    if torch.is_tensor(momentum):
        return torch.addcmul(grad, velocity, momentum, out=velocity)
    return torch.add(grad, velocity, alpha=momentum, out=velocity)


def column(value, members, like):
    """A number as it is; N numbers as the column (n, 1) of those of `members`."""
    if np.ndim(value) == 0:
        return float(value)
    return torch.as_tensor(np.asarray(value, float)[members], dtype=like.dtype).to(like)[:, None]


def _limits(limits, like):
    if np.isinf(limits).all():
        return None
    return torch.tensor(limits, dtype=like.dtype, device=like.device)[:, None]
