"""Claim T17: the mean of the far terms beside the chance fluctuation of the near ones."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.memory.experiments.bits import PLAIN, Method
from optcourse.chapters.memory.experiments.spans import split_gradient
from optcourse.networks.data import Latch
from optcourse.validation import Checked, checked, whole


@dataclass(frozen=True)
class FluctuationsConfig(Checked):
    """Untrained networks of `seeds` on `num_batches` batches of the latch task of one length.

    Terms of span `far` and more are set beside those of spans below `near`.
    """

    method: Method = PLAIN
    length: int = checked(whole, 30, at_least=1)
    hidden: int = checked(whole, 10, at_least=1)
    batch_size: int = checked(whole, 20, at_least=1)
    num_batches: int = checked(whole, 20, at_least=2)
    near: int = checked(whole, 10, at_least=1)
    far: int = checked(whole, 20, at_least=1)
    seeds: tuple = tuple(range(8))

    def __post_init__(self):
        super().__post_init__()
        if self.method.cell != "rnn":
            raise ValueError(f"method.cell must be 'rnn', got {self.method.cell!r}")


@dataclass(frozen=True, eq=False)
class Fluctuations:
    """S networks: `signal` (S,), the length of the mean over batches of the far terms' sum;

    `noise` (S,), the root of the mean squared distance of the near terms' sum from its mean.
    """

    signal: np.ndarray
    noise: np.ndarray

    @property
    def batches(self):
        """How many batches must be averaged until the noise is as small as the signal: (S,)."""
        return (self.noise / self.signal) ** 2


def far_and_near(config: FluctuationsConfig) -> Fluctuations:
    """Split the gradients of many batches over the spans. Pascanu et al. (2013), section 2."""
    pairs = [_signal_and_noise(config, seed) for seed in config.seeds]
    return Fluctuations(*np.array(pairs).T)


def _signal_and_noise(config, seed):
    model = config.method.network(1, config.hidden, 1, seed).double()
    task, rng = Latch(config.length), np.random.default_rng(seed)
    batches = [task.sample(config.batch_size, rng) for _ in range(config.num_batches)]
    uses = np.stack([_uses(model, X, y) for X, y in batches])  # (B, T, H, H), the last step first
    far, near = uses[:, config.far :].sum(1), uses[:, : config.near].sum(1)
    strays = ((near - near.mean(0)) ** 2).sum((1, 2))
    return np.linalg.norm(far.mean(0)), np.sqrt(strays.sum() / (len(strays) - 1))


def _uses(model, X, y):
    X, target = torch.tensor(X, dtype=torch.float64), torch.tensor(2.0 * y - 1)
    return split_gradient(model, X, target).uses[::-1]
