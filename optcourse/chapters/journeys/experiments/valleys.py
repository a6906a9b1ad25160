"""Claim G7: how long the way through Rosenbrock's valley is, and how many steps it takes."""

from dataclasses import dataclass

import numpy as np

from optcourse.landscapes import Rosenbrock
from optcourse.rules import GradientDescent, walk
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class ValleysConfig(Checked):
    """Descent from `start` in valleys of each sharpness `sharp`, until the loss is below `goal`.

    The rates are the parts `shares` of the limit 2/λ at the minimum; `num_steps` steps at most.
    """

    sharp: tuple = checked(positive, (1.0, 3.0, 10.0, 30.0, 100.0))
    shares: tuple = checked(positive, (0.2, 0.4, 0.6, 0.8))
    start: tuple = (-1.2, 1.0)
    goal: float = checked(positive, 1e-6)
    num_steps: int = checked(whole, 40_000, at_least=1)


@dataclass(frozen=True, eq=False)
class Valleys:
    """V valleys, R rates. `sharp` (V,), `shares` (R,); `steps` (V, R) to the goal, nan if it was
    not reached; `length` (V, R) of the path walked; `distance` (V, R) between its ends.
    """

    sharp: np.ndarray
    shares: np.ndarray
    steps: np.ndarray
    length: np.ndarray
    distance: np.ndarray


def rate_at(sharp, share):
    """The part `share` of 2/λ, λ the largest eigenvalue at the minimum (1, 1) of the valley.

    The Hessian there is ((2 + 8b, −4b), (−4b, 2b)), so λ = 1 + 5b + √((1 + 5b)² − 4b).
    """
    half = 1 + 5 * sharp
    return 2 * share / (half + np.sqrt(half * half - 4 * sharp))


def valleys(config: ValleysConfig) -> Valleys:
    """All valleys and rates at once. Rosenbrock (1960)."""
    sharp, shares = np.array(config.sharp), np.array(config.shares)
    every_b, every_share = np.repeat(sharp, len(shares)), np.tile(shares, len(sharp))
    landscape = Rosenbrock(b=every_b)
    rule = GradientDescent(rate_at(every_b, every_share)[:, None])
    start = np.tile(np.array(config.start, float), (len(every_b), 1))
    steps, length = np.full(len(start), np.nan), np.zeros(len(start))
    before, ends = start, start.copy()
    for k, (theta, _) in enumerate(walk(rule, landscape, start)):
        open_ = np.isnan(steps)
        length = length + np.where(open_, np.linalg.norm(theta - before, axis=1), 0.0)
        ends = np.where(open_[:, None], theta, ends)
        steps = np.where(open_ & (landscape.value(theta) < config.goal), k, steps)
        before = theta
        if k == config.num_steps or not np.isnan(steps).any():
            break
    shape = len(sharp), len(shares)
    distance = np.linalg.norm(ends - start, axis=1)
    return Valleys(sharp, shares, *(each.reshape(shape) for each in (steps, length, distance)))
