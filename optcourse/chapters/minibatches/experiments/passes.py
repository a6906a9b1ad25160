"""Claim B10: further passes over few examples, and one pass over many."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.data import mnist1d
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import Scale, device
from optcourse.records.sweeps import progress
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class PassesConfig(Checked):
    """Networks of `seeds` on MNIST-1D, on the first `num_examples` that they are given.

    All take as many steps: those of `max_passes` over the largest of `num_examples`. Errors are
    measured every `every` steps.
    """

    seeds: tuple = (0, 1, 2, 3)
    num_samples: int = 5000
    num_examples: tuple = (200, 1000, 4000)
    hidden: int = checked(whole, 64, at_least=1)
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 20, at_least=1)
    max_passes: int = checked(whole, 6, at_least=1)
    every: int = checked(whole, 10, at_least=1)

    def __post_init__(self):
        super().__post_init__()
        unit = self.batch_size * self.every
        for num in self.num_examples:
            if whole("num_examples", num, at_least=1) % unit:
                raise ValueError(f"num_examples must be multiples of {unit}, got {num}")

    @classmethod
    def at(cls, scale, seed=0):
        """Four networks with 64 hidden units (quick), or sixteen with 256 (full)."""
        count, hidden = (16, 256) if scale is Scale.full else (4, 64)
        return cls(seeds=tuple(range(seed, seed + count)), hidden=hidden)


@dataclass(frozen=True, eq=False)
class Passes:
    """M sizes of the training set, S networks, T moments at equal numbers of steps.

    `num_examples` (M,); `steps` (T,); `batch_size` n; `train_error`, `test_error` fractions and
    `train_loss`, `test_loss` in nats, all (M, S, T), training ones over the whole training set.
    """

    num_examples: np.ndarray
    steps: np.ndarray
    batch_size: int
    train_error: np.ndarray
    test_error: np.ndarray
    train_loss: np.ndarray
    test_loss: np.ndarray

    @property
    def passes(self):
        """How often each training set has been gone through, (M, T)."""
        return self.steps * self.batch_size / self.num_examples[:, None]


def passes_over_data(config: PassesConfig) -> Passes:
    """Train on each number of examples for as many steps; each network in its own order."""
    data = mnist1d(config.num_samples, num_val=0, num_test=1000)
    most = max(config.num_examples)
    num_steps = config.max_passes * most // config.batch_size
    runs = []
    for num in progress(config.num_examples, "passes"):
        pair = _parts(data, num, config)
        models = [mlp([40, config.hidden, 10], "relu", seed) for seed in config.seeds]
        history = train(
            Ensemble(models, device()),
            pair,
            GradientDescent(lr=config.lr),
            num_steps=num_steps,
            batch_size=config.batch_size,
            seeds=config.seeds,
            every=config.every,
            record=("error", "loss", "val_error", "val_loss"),
            measure_on=pair,
            validation=(data.X_test, data.y_test),
        )
        runs.append((history.error, history.val_error, history.loss, history.val_loss))
    columns = (np.stack(column) for column in zip(*runs, strict=True))
    return Passes(np.array(config.num_examples), history.steps, config.batch_size, *columns)


def _parts(data, num, config):
    """As many training examples for each network, others for each: X (S, num, 40), y (S, num)."""
    total = len(data.y_train)
    rows = [(np.arange(num) + seed * total // 4) % total for seed in config.seeds]
    return data.X_train[np.stack(rows)], data.y_train[np.stack(rows)]
