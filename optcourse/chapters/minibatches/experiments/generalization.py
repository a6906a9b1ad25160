"""Claims B6 and B17: test errors of batch sizes: naively, tuned, and at equal training loss."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.data import mnist1d
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.records.sweeps import progress
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, entries, positive, whole


@dataclass(frozen=True)
class GeneralizationConfig(Checked):
    """Networks of `seeds` on MNIST-1D, `num_train` examples each, at rates for each batch size.

    `rates` and `num_epochs` are as many as `sizes`. `num_moments` measurements, evenly spaced.
    """

    seeds: tuple = (0, 1, 2, 3, 4, 5)
    num_samples: int = 5000
    num_train: int = checked(whole, 1000, at_least=1)
    num_test: int = 3000
    sizes: tuple = (4, 500)
    rates: tuple = checked(
        entries(positive), ((0.025, 0.05, 0.1, 0.2, 0.4), (0.1, 0.8, 1.6, 2.4, 3.2))
    )
    num_epochs: tuple = (30, 150)
    num_moments: int = checked(whole, 50, at_least=1)
    hidden: int = checked(whole, 64, at_least=1)
    depth: int = checked(whole, 1, at_least=1)

    def __post_init__(self):
        super().__post_init__()
        if not len(self.sizes) == len(self.rates) == len(self.num_epochs):
            raise ValueError(
                "sizes, rates and num_epochs must be as many, got "
                f"{len(self.sizes)}, {len(self.rates)} and {len(self.num_epochs)}"
            )


@dataclass(frozen=True, eq=False)
class Generalization:
    """R runs (a batch size and a rate each) of S networks at T moments, an equal share of a run.

    `sizes` (R,), `rates` (R,), `epochs` (R, T); `train_loss` in nats and `test_error`, a fraction,
    (R, S, T). The k-th network of every run begins alike and has the same examples.
    """

    sizes: np.ndarray
    rates: np.ndarray
    epochs: np.ndarray
    train_loss: np.ndarray
    test_error: np.ndarray

    def run(self, size, rate):
        """The number of the run of this batch size and rate."""
        return int(np.flatnonzero((self.sizes == size) & np.isclose(self.rates, rate))[0])

    def after(self, run, epoch):
        """Test errors (S,) of a run at the measurement nearest to `epoch`."""
        return self.test_error[run, :, np.argmin(np.abs(self.epochs[run] - epoch))]

    def at_loss(self, run, loss):
        """Test errors (S,) where the training loss is nearest to `loss`; nan if never below it."""
        near = np.argmin(np.abs(np.log(self.train_loss[run] / loss)), axis=1)
        found = np.take_along_axis(self.test_error[run], near[:, None], 1)[:, 0]
        return np.where(np.min(self.train_loss[run], axis=1) < loss, found, np.nan)

    def lowest(self, size):
        """The run of this batch size whose test error comes lowest, and these errors (S,)."""
        errors = self.test_error.mean(axis=1)
        errors = np.where(np.isfinite(errors), errors, np.inf)  # of what diverged
        own = np.flatnonzero(self.sizes == size)
        best = own[np.argmin(errors[own].min(axis=1))]
        return int(best), self.test_error[best, :, np.argmin(errors[best])]


def generalization_by_batch(config: GeneralizationConfig) -> Generalization:
    """Train at every batch size and rate; each network on examples of its own."""
    data = mnist1d(config.num_samples, num_val=0, num_test=config.num_test)
    total = len(data.y_train)
    starts = [seed * total // 8 for seed in config.seeds]
    rows = np.stack([(np.arange(config.num_train) + start) % total for start in starts])
    each = zip(config.sizes, config.rates, config.num_epochs, strict=True)
    parts = [_runs(data, rows, *one, config) for one in progress(list(each), "generalization")]
    sizes = np.repeat(config.sizes, [len(rates) for rates in config.rates])
    columns = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Generalization(sizes, np.concatenate(config.rates), *columns)


def _runs(data, rows, size, rates, num_epochs, config):
    """Epochs (K, T), training losses and test errors (K, S, T) of one batch size."""
    rows = np.tile(rows, (len(rates), 1))
    pair, seeds = (data.X_train[rows], data.y_train[rows]), list(config.seeds) * len(rates)
    widths = [40, *[config.hidden] * config.depth, 10]
    ensemble = Ensemble([mlp(widths, "relu", seed) for seed in seeds], device())
    num_steps = num_epochs * config.num_train // size
    history = train(
        ensemble,
        pair,
        GradientDescent(lr=np.repeat(rates, len(config.seeds))),
        num_steps=num_steps,
        batch_size=size,
        seeds=seeds,
        every=num_steps // config.num_moments,
        record=("loss", "val_error"),
        measure_on=pair,
        validation=(data.X_test, data.y_test),
    )
    shape = (len(rates), len(config.seeds), -1)
    epochs = np.tile(history.steps * size / config.num_train, (len(rates), 1))
    return epochs, history.loss.reshape(shape), history.val_error.reshape(shape)
