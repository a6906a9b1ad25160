"""Rates that are searched for, step by step: a rule takes one in place of a number.

`GradientDescent(ExactLineSearch())` is steepest descent with an exact line search; any other
direction goes with the same searches.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.arrays import dot
from optcourse.loops import scan
from optcourse.validation import Checked, checked, non_negative, positive, whole


class Search(Checked):
    """`along(landscape, theta, grad, way)` is the rate (…) of the step θ − rate · way."""

    def along(self, landscape, theta, grad, way):
        raise NotImplementedError


@dataclass(frozen=True)
class ExactLineSearch(Search):
    """lr = gᵀd / dᵀHd, the exact minimum along −d of a quadratic; d = g is steepest descent.

    On other landscapes it is the minimum of the quadratic that fits at θ. Where d = 0 or the
    curvature dᵀHd is not positive there is no minimum along −d, and it takes `fallback_lr`.
    Goodfellow et al. (2016), equation 4.10.
    """

    fallback_lr: Any = checked(non_negative, 1.0)

    def along(self, landscape, theta, grad, way):
        curvature = dot(way, dot(landscape.hessian(theta), way[..., None, :]))
        bowl = curvature > 0
        return np.where(bowl, dot(grad, way) / np.where(bowl, curvature, 1.0), self.fallback_lr)


@dataclass(frozen=True)
class BracketingLineSearch(Search):
    """lr found by narrowing a bracket on [0, max_lr] `num_rounds` times.

    Four rates a < b < c < d, at thirds of the bracket. If a is lowest of the four, halve all
    distances to a; else if b is lower than c, the bracket becomes [a, c]; else [b, d]. The rate
    taken is the middle of the last bracket. Each round keeps half or two thirds of the bracket,
    so lr is known to max_lr (2/3)^num_rounds / 2 if the loss has one valley along −d.
    Prince (2023), figure 6.10.
    """

    max_lr: Any = checked(positive, 1.0)
    num_rounds: int = checked(whole, 16, at_least=1)

    def along(self, landscape, theta, grad, way):
        low = np.zeros(way.shape[:-1])

        def narrow(ends, _):
            return self._narrow(*ends, lambda rate: landscape.value(theta - rate[..., None] * way))

        low, high = scan(narrow, (low, low + self.max_lr), self.num_rounds)
        return 0.5 * (low[-1] + high[-1])

    def _narrow(self, low, high, value):
        third = (high - low) / 3
        rates = [low, low + third, high - third, high]
        at_a, at_b, at_c, at_d = map(value, rates)
        lowest_is_a = at_a <= np.minimum(np.minimum(at_b, at_c), at_d)
        b_below_c = at_b < at_c
        keep_low = np.where(lowest_is_a, low, np.where(b_below_c, low, rates[1]))
        keep_high = np.where(lowest_is_a, 0.5 * (low + high), np.where(b_below_c, rates[2], high))
        return keep_low, keep_high
