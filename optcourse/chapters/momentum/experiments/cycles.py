"""Claim M5c: a strongly convex function on which the heavy ball can cycle for ever."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.momentum.experiments.forms import FORMS, walked
from optcourse.validation import Checked, between, checked, one_of, positive, whole


@dataclass(frozen=True)
class CyclesConfig(Checked):
    """`form` at the rate `lr` and `momentum`, from `num_starts` starts in [−reach, reach]."""

    form: str = checked(one_of, "heavy_ball", tuple(FORMS))
    lr: float = checked(positive, 1 / 9)
    momentum: float = checked(between, 4 / 9, 0, 1)
    num_starts: int = checked(whole, 801, at_least=2)
    reach: float = checked(positive, 4.0)
    num_steps: int = checked(whole, 1000, at_least=6)


@dataclass(frozen=True, eq=False)
class Cycles:
    """S starts. `starts` (S,); `last` (S, 6), the places of the last six steps."""

    starts: np.ndarray
    last: np.ndarray

    @property
    def restless(self):
        """Which starts have not settled at the minimum, (S,)."""
        return np.abs(self.last).max(axis=1) > 1e-6


def bent_slope(x):
    """25 x below 1, x + 24 from 1 to 2, 25 x − 24 above: between 1 and 25 in curvature.

    The derivative of the function in Lessard, Recht and Packard (2016), section 4.6.
    """
    return np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24))


def bent(x):
    """The function itself, 0 at its minimum x = 0."""
    outer = np.where(x < 2, 0.5 * x * x + 24 * x - 12, 12.5 * x * x - 24 * x + 36)
    return np.where(x < 1, 12.5 * x * x, outer)


def cycles(config: CyclesConfig) -> Cycles:
    """All starts at once."""
    starts = np.linspace(-config.reach, config.reach, config.num_starts)
    form = FORMS[config.form]
    path, _ = walked(form, bent_slope, starts, config.lr, config.momentum, config.num_steps)
    return Cycles(starts, path[-6:].T)
