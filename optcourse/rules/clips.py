"""Gradients made shorter before a rule sees them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.arrays import dot, is_tensor, space
from optcourse.rules.members import OfMembers
from optcourse.validation import Checked, checked, non_negative, positive


def clip_by_norm(grad, max_norm, eps=0.0):
    """g if ‖g‖ + eps ≤ max_norm, else max_norm · g / (‖g‖ + eps); for grad (…, n).

    Goodfellow et al. (2016), 10.48 and 10.49, with eps = 0.
    """
    norm = space(grad).sqrt(dot(grad, grad))[..., None] + eps
    long = norm > max_norm
    where = space(grad).where
    return grad * where(long, max_norm / where(long, norm, 1.0), 1.0)


def clip_by_value(grad, max_value):
    """Each entry of grad (…, n) moved into [−max_value, max_value]. Mikolov (2012)."""
    if is_tensor(grad):
        return grad.clamp(-max_value, max_value)
    return np.clip(grad, -max_value, max_value)


class Clip(Checked, OfMembers):
    """`clip(grad)` is the gradient made shorter, where it is too long."""

    def __call__(self, grad):
        raise NotImplementedError


@dataclass(frozen=True)
class NormClip(Clip):
    """g ← g · min(1, max_norm / (‖g‖ + eps)), over all parameters of a member together.

    torch.nn.utils.clip_grad_norm_, whose eps of 1e-6 is not in Goodfellow et al. (2016), equations
    10.48 and 10.49; Pascanu, Mikolov and Bengio (2013), algorithm 1.
    """

    max_norm: Any = checked(positive)
    eps: Any = checked(non_negative, 1e-6)

    def __call__(self, grad):
        return clip_by_norm(grad, self.max_norm, self.eps)


@dataclass(frozen=True)
class ValueClip(Clip):
    """Each entry of g is moved into [−max_value, max_value]: torch.nn.utils.clip_grad_value_."""

    max_value: Any = checked(positive)

    def __call__(self, grad):
        return clip_by_value(grad, self.max_value)


class Clipping:
    """The clips of some members, one each (None: not clipped), on gradients (n, P)."""

    def __init__(self, clips, theta):
        self.norms = _limits(clips, "max_norm", theta)
        self.values = _limits(clips, "max_value", theta)
        self.eps = theta.new_tensor([getattr(clip, "eps", 0.0) for clip in clips])

    def __call__(self, grad, norm):
        """`grad` (n, P) clipped, its lengths being `norm` (n,)."""
        if self.norms is not None:
            grad = grad * (self.norms / (norm + self.eps)[:, None]).clamp_(max=1)
        if self.values is not None:
            grad = grad.clamp(-self.values, self.values)
        return grad


def _limits(clips, name, like):
    """What each clip has under `name`, as a column (n, 1), inf where it has none; None for none."""
    limits = [getattr(clip, name, np.inf) for clip in clips]
    return None if np.isinf(limits).all() else like.new_tensor(limits)[:, None]
