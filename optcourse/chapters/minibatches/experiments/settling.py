"""Claims B19 and B20: where SGD at a constant rate stays in the small world, and what ends it."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.minibatches.experiments.streams import (
    SmallWorld,
    StreamConfig,
    minibatch_grad,
)
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class SettlingConfig(Checked):
    """SGD on streams through the small world whose log-odds have the deviation `scale`.

    `runs`: rows of learning rate ε, batch size n, and τ: the rate of step t is ε/(1 + t/τ), or ε
    throughout where τ is 0. The first of them is run once more `without_noise`: each label is its
    probability. From θ = 0, `num_repeats` of each; their mean loss is taken at `num_moments`.
    """

    seed: int = 0
    scale: float = checked(positive, 1.5)
    runs: tuple = (
        (1.0, 1, 0), (2.0, 2, 0), (4.0, 4, 0), (8.0, 8, 0), (0.25, 1, 0), (1.0, 4, 0),
        (4.0, 1, 0), (4.0, 1, 100.0),
    )  # fmt: skip
    num_steps: int = checked(whole, 4000, at_least=2)
    num_repeats: int = checked(whole, 60, at_least=2)
    num_moments: int = checked(whole, 40, at_least=2)

    def __post_init__(self):
        super().__post_init__()
        for rate, size, slow in self.runs:
            positive("rates of runs", rate)
            whole("batch sizes of runs", size, at_least=1)
            if slow < 0:
                raise ValueError(f"τ of runs must be at least 0, got {slow}")


@dataclass(frozen=True, eq=False)
class Settling:
    """K runs, the last of them without noise in the labels, at T moments.

    `rates`, `sizes`, `slow` (K,); `steps` (T,); `excess` (K, T), the mean of J* less its least
    value, in nats; `floor` (K,), the same over all steps of the second half, and `floor_error`, its
    standard error; `trace` tr Σ of one example's gradient at the minimum.
    """

    rates: np.ndarray
    sizes: np.ndarray
    slow: np.ndarray
    steps: np.ndarray
    excess: np.ndarray
    floor: np.ndarray
    floor_error: np.ndarray
    trace: float

    @property
    def predicted(self):
        """ε tr Σ/4n, (K,): the floor of small rates, where the loss is a bowl."""
        return self.rates * self.trace / self.sizes / 4


def settling(config: SettlingConfig) -> Settling:
    """Run SGD through the small world, and see at which loss it stays."""
    world = SmallWorld(StreamConfig(seed=config.seed, scale=config.scale))
    rows = [(*run, True) for run in config.runs] + [(*config.runs[0], False)]
    steps = np.unique(np.geomspace(1, config.num_steps, config.num_moments).round().astype(int))
    excess = np.stack([_run(world, *row, config) for row in rows])  # (K, num_steps + 1, repeats)
    means = excess[:, config.num_steps // 2 :].mean(axis=1)
    rates, sizes, slow = np.array([row[:3] for row in rows], float).T
    return Settling(
        rates, sizes, slow, steps, excess[:, steps].mean(axis=2), means.mean(axis=1),
        means.std(axis=1, ddof=1) / np.sqrt(config.num_repeats), gradient_trace(world.odds),
    )  # fmt: skip


def gradient_trace(odds):
    """Tr Σ of an example's gradient (p̂ − y)x at the minimum, where p̂ = p: the mean of p(1 − p)."""
    return float(np.mean(odds * (1 - odds)))


def bowl_step(squares, lr, size, odds):
    """The means of squared distances from the minimum (16,) after a step of SGD from `squares`.

    In its bowl at the minimum the small world falls apart into its 16 inputs x, at right angles
    and of length 1: along each the curvature is λ = p(1 − p)/16, and an example of it pulls by 16 λ
    times the distance and by a noise of variance 16 λ. After Zhang et al. (2019).
    """
    pull = lr * odds * (1 - odds) / 16
    return squares * (1 - 2 * pull + pull**2 * (1 + 15 / size)) + lr * pull / size


def _run(world, lr, size, slow, noisy, config):
    """The excess of J* before each step and at the end, (num_steps + 1, repeats)."""
    rng = np.random.default_rng([config.seed, size])
    theta = np.zeros((config.num_repeats, 16))
    path = np.empty((config.num_steps + 1, *theta.shape))
    for step in range(config.num_steps):
        path[step] = theta
        x, y = world.draw((config.num_repeats, size), rng)
        grad = minibatch_grad(theta, x, y if noisy else world.odds[x])
        theta = theta - lr / (1 + step / slow if slow else 1) * grad
    path[-1] = theta
    p = world.odds
    return world.loss(path) + np.mean(p * np.log(p) + (1 - p) * np.log1p(-p))
