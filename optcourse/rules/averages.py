"""Averages of the points of a path, which may lie lower than any of them.

`average.after(mean, theta, k)` is the mean once θ after step k has come in, k = 0, 1, …: of arrays,
of traced arrays inside a `scan`, and of tensors (N, P), whose `mean` is overwritten.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.arrays import blend
from optcourse.rules.members import OfMembers
from optcourse.validation import Checked, between, checked, finite_array, non_negative


class Average(Checked, OfMembers):
    """`begin(theta)` is the mean before the first step; `after` follows it."""

    def begin(self, theta):
        return theta + 0.0  # a copy: tensors are overwritten

    def after(self, mean, theta, k):
        """The mean after θ of step k = 0, 1, …, (…, n); gives `mean` away."""
        return blend(mean, theta, self.weight(k))

    def weight(self, k):
        """What the mean so far weighs at step k, from 0 to 1."""
        raise NotImplementedError

    def of_path(self, path):
        """The means along a path (T + 1, …, n), whose first entry is the start: the same shape."""
        path = finite_array("path", path)
        means = [self.begin(path[0])]
        for k, theta in enumerate(path[1:]):
            means.append(self.after(means[-1], theta, k))
        return np.stack(means)


@dataclass(frozen=True)
class Mean(Average):
    """The plain mean of all θ after step `start`, which itself is the first; before that, θ itself.

    torch.optim.swa_utils.AveragedModel; Polyak and Juditsky (1992); Izmailov et al.
    (2018), algorithm 1, at a constant rate. ValueError unless start ≥ 0.
    """

    start: Any = checked(non_negative, 0)

    def weight(self, k):
        seen = np.maximum(k - self.start, 0)
        return seen / (seen + 1.0)


@dataclass(frozen=True)
class ExponentialMean(Average):
    """mean ← decay · mean + (1 − decay) θ, from the start on.

    torch.optim.swa_utils.get_ema_multi_avg_fn. ValueError unless 0 ≤ decay < 1.
    """

    decay: Any = checked(between, 0.99, 0, 1)

    def weight(self, k):
        return self.decay
