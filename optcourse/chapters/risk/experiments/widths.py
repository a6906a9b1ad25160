"""Claims R10 and R11: training and test errors against width and number of examples."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.data import mnist1d
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import Momentum
from optcourse.validation import Checked, between, checked, positive, whole


@dataclass(frozen=True)
class WidthsConfig(Checked):
    """ReLU networks whose `depth` hidden layers have each of `widths` units, on MNIST-1D, by SGD.

    One for each of `seeds` (weights, examples, order) and of `sizes`, the numbers of training
    examples. All take the same number of steps. ValueError unless each size divides the largest.
    """

    seeds: tuple = (0, 1, 2)
    widths: tuple = (4, 16, 64, 256)
    sizes: tuple = (250, 1000, 4000)
    num_fresh: int = checked(whole, 5000, at_least=1)
    depth: int = checked(whole, 1, at_least=1)
    lr: float = checked(positive, 0.05)
    momentum: float = checked(between, 0.9, 0, 1)
    batch_size: int = checked(whole, 50, at_least=1)
    num_steps: int = checked(whole, 2500, at_least=1)

    def __post_init__(self):
        super().__post_init__()
        for size in self.sizes:
            if max(self.sizes) % whole("sizes", size, at_least=1):
                raise ValueError(f"sizes must divide the largest, got {self.sizes}")


@dataclass(frozen=True, eq=False)
class Widths:
    """W widths, M sizes, S seeds; errors after training, as fractions.

    `widths` (W,), `sizes` (M,); `train_error` and `test_error` (W, M, S); the latter on fresh
    signals that all networks share.
    """

    widths: np.ndarray
    sizes: np.ndarray
    train_error: np.ndarray
    test_error: np.ndarray

    @property
    def gap(self):
        """Test error − training error, (W, M, S)."""
        return self.test_error - self.train_error


def widths(config: WidthsConfig) -> Widths:
    """Train all sizes and seeds of a width at once.

    A smaller set is repeated until it is as long as the largest, so that they can be stacked; the
    mean over it stays the same, and so does the chance of each example to be in a batch.
    """
    most, num = max(config.sizes), config.num_fresh
    data = mnist1d(most + num, config.seeds[0], 0, num)
    orders = [np.random.default_rng(seed).permutation(most) for seed in config.seeds]
    rows = np.stack([np.resize(order[:m], most) for m in config.sizes for order in orders])
    part = data.X_train[rows], data.y_train[rows]
    fresh, many = (data.X_test, data.y_test), list(config.seeds) * len(config.sizes)
    errors = [trained(config, width, many, part, fresh)[:2] for width in config.widths]
    shape = len(config.widths), len(config.sizes), len(config.seeds)
    both = [np.reshape([pair[k] for pair in errors], shape) for k in range(2)]
    return Widths(np.array(config.widths), np.array(config.sizes), *both)


def trained(config, width, seeds, part, fresh):
    """Training error, test error and test loss after training, each (N,), of networks of a width.

    One network for each of `seeds` (N,) on its own part of `part`, X (N, m, 40) and y (N, m).
    """
    shape = (40, *[width] * config.depth, 10)
    ensemble = Ensemble([mlp(shape, "relu", seed) for seed in seeds], device())
    history = train(
        ensemble,
        part,
        Momentum(config.lr, config.momentum),
        num_steps=config.num_steps,
        batch_size=config.batch_size,
        seeds=seeds,
        record=("error", "val_error", "val_loss"),
        every=config.num_steps,
        measure_on=part,
        validation=fresh,
    )
    return history.error[:, -1], history.val_error[:, -1], history.val_loss[:, -1]
