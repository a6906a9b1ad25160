"""Claims B4 and B18: batch sizes and rates at an equal number of example-gradients."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.records.sweeps import progress
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class WorkConfig(Checked):
    """Networks of `seeds` on digits, at every batch size and rate, for `num_epochs` epochs.

    The training loss is measured `per_epoch` times an epoch. `num_train` is to be a multiple of
    every size.
    """

    seeds: tuple = (0, 1, 2)
    num_train: int = checked(whole, 1024, at_least=1)
    sizes: tuple = (1, 4, 16, 64, 256, 1024)
    rates: tuple = checked(positive, tuple(0.02 * 2.0**k for k in range(8)))
    num_epochs: int = checked(whole, 4, at_least=1)
    per_epoch: int = checked(whole, 4, at_least=1)
    hidden: int = checked(whole, 32, at_least=1)
    activation: str = "tanh"

    def __post_init__(self):
        super().__post_init__()
        for size in self.sizes:
            if self.num_train % whole("sizes", size, at_least=1):
                raise ValueError(f"sizes must divide num_train = {self.num_train}, got {size}")


@dataclass(frozen=True, eq=False)
class EqualWork:
    """B batch sizes, K rates, S networks, T moments of equal work.

    `sizes` (B,), `rates` (K,), `examples` (T,) example-gradients computed, `loss` (B, K, S, T)
    training losses in nats over all training examples; nan after a run has diverged.
    """

    sizes: np.ndarray
    rates: np.ndarray
    examples: np.ndarray
    loss: np.ndarray

    @property
    def best(self):
        """Which rate has the lowest final loss, in the median over networks, (B,)."""
        last = np.where(np.isfinite(self.loss[..., -1]), self.loss[..., -1], np.inf)
        return np.argmin(np.median(last, axis=2), axis=1)

    @property
    def tuned(self):
        """The losses of each size at its best rate, (B, S, T)."""
        return self.loss[np.arange(len(self.sizes)), self.best]

    def examples_to(self, loss):
        """Example-gradients until the tuned loss is first below `loss`, (B, S); inf if never."""
        below = self.tuned < loss
        return np.where(below.any(2), self.examples[below.argmax(2)], np.inf)


def equal_work(config: WorkConfig) -> EqualWork:
    """Train at every size, rate and seed; record the loss at moments of equal work."""
    data = digits(num_train=config.num_train, seed=config.seeds[0])
    total = config.num_train * config.num_epochs
    examples = np.arange(0, total + 1, config.num_train // config.per_epoch)
    losses = [_losses(data, size, examples, config) for size in progress(config.sizes, "work")]
    return EqualWork(np.array(config.sizes), np.array(config.rates), examples, np.stack(losses))


def _losses(data, size, examples, config):
    """The losses of one batch size, (K, S, T): between two updates they stay as they are."""
    pair, seeds = (data.X_train, data.y_train), list(config.seeds) * len(config.rates)
    widths = [data.X_train.shape[1], config.hidden, 10]
    ensemble = Ensemble([mlp(widths, config.activation, seed) for seed in seeds], device())
    every = max(1, int(examples[1]) // size)
    history = train(
        ensemble,
        pair,
        GradientDescent(lr=np.repeat(config.rates, len(config.seeds))),
        num_steps=int(examples[-1]) // size,
        batch_size=size,
        seeds=seeds,
        every=every,
        measure_on=pair,
    )
    held = history.loss[:, examples // (every * size)]
    return held.reshape(len(config.rates), len(config.seeds), len(examples))
