"""Claims P1 and P4: a step that is divided by the gradient's size, on a bowl of one direction."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.rules import Adam, RMSprop, endpoint, trajectory
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True, eq=False)
class Bowl:
    """The loss ½ Σ λ θ² of theta (…, n), `curvature` λ a number or (…, n)."""

    curvature: Any = 1.0

    def value(self, theta):
        return 0.5 * np.sum(self.curvature * theta * theta, axis=-1)

    def grad(self, theta):
        return self.curvature * theta


@dataclass(frozen=True)
class BouncesConfig(Checked):
    """The normalized step at each of `curvatures`, `rates` and `guards`, from `num_starts` starts.

    A guard is counted in halves of rate · curvature: 1 is the border.
    """

    seed: int = checked(whole, 0, at_least=0)
    curvatures: tuple = checked(positive, (1.0, 100.0))
    rates: tuple = checked(positive, (0.01, 0.1, 0.3))
    guards: tuple = checked(positive, (1e-7, 0.5, 0.9, 0.99, 1.01, 1.1, 2.0))
    num_starts: int = checked(whole, 50, at_least=1)
    num_steps: int = checked(whole, 4000, at_least=1)


@dataclass(frozen=True, eq=False)
class Bounces:
    """K curvatures, R rates, G guards, S starts. `guards` (G,); `ends` (K, R, G, S, 2), the last
    two places in units of the rate.
    """

    guards: np.ndarray
    ends: np.ndarray

    @property
    def sums(self):
        """The distances of both places to the lowest, added up, (K, R, G, S)."""
        return np.abs(self.ends).sum(axis=-1)


def bounces(config: BouncesConfig) -> Bounces:
    """All at once. RMSprop that remembers nothing is the normalized step.

    Prince (2023), equations 6.13 and 6.14.
    """
    grids = np.meshgrid(config.curvatures, config.rates, config.guards, indexing="ij")
    bends, rates, parts = (each[..., None] for each in grids)
    starts = np.random.default_rng(config.seed).uniform(0.5, 2.0, config.num_starts)
    theta = np.broadcast_to(starts, (*bends.shape[:-1], config.num_starts))
    rule = RMSprop(rates, decay=0.0, eps=parts * rates * bends / 2)
    before = endpoint(rule, Bowl(bends), theta, config.num_steps - 1)
    after = endpoint(rule, Bowl(bends), before, 1)
    ends = np.stack([before, after], axis=-1) / rates[..., None]
    return Bounces(np.array(config.guards), ends)


@dataclass(frozen=True)
class BurstsConfig(Checked):
    """Adam without noise at each of `rates` on bowls of each of `curvatures`.

    `num_starts` starts, `num_steps` steps, looked at in windows of `window` steps.
    """

    seed: int = checked(whole, 0, at_least=0)
    rates: tuple = checked(positive, (0.001, 0.01, 0.1))
    curvatures: tuple = checked(positive, (1.0, 100.0))
    beta1: float = 0.9
    beta2: float = 0.99
    num_starts: int = checked(whole, 10, at_least=1)
    num_steps: int = checked(whole, 10_000, at_least=1)
    window: int = checked(whole, 100, at_least=1)


@dataclass(frozen=True, eq=False)
class Bursts:
    """R rates, K curvatures, S starts, in units of the rate: `quiet` (R, K, S), the largest
    distance in the quietest window, and `later` (R, K, S), the largest in any window after it.
    """

    quiet: np.ndarray
    later: np.ndarray


def bursts(config: BurstsConfig) -> Bursts:
    """All at once, each as a path of its own."""
    rates, bends = np.meshgrid(config.rates, config.curvatures, indexing="ij")
    starts = np.random.default_rng(config.seed).uniform(0.5, 1.5, config.num_starts)
    each = [np.repeat(grid.ravel(), config.num_starts)[:, None] for grid in (rates, bends)]
    theta = np.tile(starts, rates.size)[:, None]
    rule = Adam(each[0], config.beta1, config.beta2)
    path = np.abs(trajectory(rule, Bowl(each[1]), theta, config.num_steps).theta[1:, :, 0])
    windows = path[: len(path) // config.window * config.window]
    largest = windows.reshape(-1, config.window, len(theta)).max(axis=1) / each[0][:, 0]
    shape = *rates.shape, config.num_starts
    quietest = largest[:-1].argmin(axis=0)
    quiet = largest[quietest, np.arange(len(theta))]
    after = np.arange(len(largest))[:, None] > quietest
    return Bursts(quiet.reshape(shape), np.where(after, largest, 0).max(axis=0).reshape(shape))
