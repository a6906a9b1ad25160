"""Claim P6f: bowls that are turned, at rates that fall to zero."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.adaptive.experiments.turns import RULES, _starts
from optcourse.landscapes import Quadratic
from optcourse.rules import Cosine, Scheduled, endpoint
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class FallsConfig(Checked):
    """Bowls, starts, rates and `room` of `TurnsConfig`; rates fall to zero by a cosine.

    They do so in each of `spans` steps, at whose end the loss is to be below `goal` times its
    start.
    """

    rule: str = checked(one_of, "adam", tuple(RULES))
    seed: int = checked(whole, 0, at_least=0)
    kappa: float = checked(positive, 1e4)
    angles: tuple = (0.0, 2.0, 45.0)
    octaves: tuple = tuple(range(-12, 4))
    goal: float = checked(positive, 1e-4)
    room: float = checked(positive, 1.0)
    num_starts: int = checked(whole, 8, at_least=1)
    spans: tuple = tuple(round(5 * 2 ** (k / 2)) for k in range(17))


@dataclass(frozen=True, eq=False)
class Falls:
    """A angles, N spans, K rates, S starts. `spans` (N,); `left` (A, N, K, S), the loss at the end
    of each span, in goals, infinite for spans after the shortest that suffices.
    """

    spans: np.ndarray
    left: np.ndarray

    @property
    def needed(self):
        """The shortest span at whose best rate the goal is reached, in the median, (A,)."""
        there = np.median(self.left, axis=3).min(axis=2) <= 1
        return np.where(there, self.spans, np.inf).min(axis=1)

    @property
    def inside(self):
        """Whether the best rate there, if it is reached, is at no end of the grid, (A,)."""
        middle = np.median(self.left, axis=3)
        first = np.argmax(middle.min(axis=2) <= 1, axis=1)
        best = middle[np.arange(len(middle)), first].argmin(axis=1)
        return np.isinf(self.needed) | ((best > 0) & (best < middle.shape[2] - 1))


def falls(config: FallsConfig) -> Falls:
    """All rates and starts of one angle and span at once."""
    rates, angles = 2.0 ** np.array(config.octaves, float), np.radians(config.angles)
    left = np.full((len(angles), len(config.spans), len(rates), config.num_starts), np.inf)
    for row, angle in zip(left, angles, strict=True):
        for k, span in enumerate(config.spans):
            row[k] = _left(config, angle, rates, span)
            if np.median(row[k], axis=1).min() <= 1:
                break
    return Falls(np.array(config.spans, float), left)


def _left(config, angle, rates, span):
    """The loss after `span` steps, in goals, infinite where it diverged: (K, S)."""
    bowl, starts = Quadratic((1.0, config.kappa), angle), _starts(config, angle)
    theta = np.broadcast_to(starts, (len(rates), *starts.shape))
    rule = RULES[config.rule](rates[:, None, None], config.kappa, config.room)
    with np.errstate(all="ignore"):
        end = bowl.value(endpoint(Scheduled(rule, Cosine(span)), bowl, theta, span))
    left = end / (config.goal * bowl.value(theta))
    return np.where(np.isfinite(left), left, np.inf)
