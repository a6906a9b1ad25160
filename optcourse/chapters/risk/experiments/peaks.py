"""Claims R12, R13: where networks begin to fit every example, wider ones do worse, then better."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.risk.experiments.widths import trained
from optcourse.networks.data import mnist1d, shuffled_labels
from optcourse.validation import Checked, between, checked, entries, positive, whole


@dataclass(frozen=True)
class PeaksConfig(Checked):
    """ReLU networks of many `widths` on `num_train` signals of MNIST-1D, by SGD.

    One for each of `seeds`, each with signals of its own, and of `shares`, the parts of the
    training labels that are shuffled. Their `depth` hidden layers are as wide as one another.
    """

    seeds: tuple = (0, 1, 2)
    shares: tuple = checked(entries(between), (0.0, 0.2), 0, 1 + 1e-12)
    widths: tuple = (4, 8, 16, 32, 64, 256)
    num_train: int = checked(whole, 1000, at_least=1)
    num_fresh: int = checked(whole, 5000, at_least=1)
    depth: int = checked(whole, 1, at_least=1)
    lr: float = checked(positive, 0.05)
    momentum: float = checked(between, 0.9, 0, 1)
    batch_size: int = checked(whole, 50, at_least=1)
    num_steps: int = checked(whole, 4000, at_least=1)


@dataclass(frozen=True, eq=False)
class Peaks:
    """K shares of shuffled labels, W widths, S seeds; after training.

    `shares` (K,), `widths` (W,); `train_error` (K, W, S), on the labels that the network was
    given; on fresh signals with true labels `test_error` (K, W, S), and the mean cross-entropy
    `test_loss` (K, W, S), in nats.
    """

    shares: np.ndarray
    widths: np.ndarray
    train_error: np.ndarray
    test_error: np.ndarray
    test_loss: np.ndarray

    @property
    def fitting(self):
        """Index of the narrowest width all of whose networks fit every example, (K,); W if none."""
        fit = np.all(self.train_error == 0, axis=-1)
        return np.where(fit.any(axis=1), fit.argmax(axis=1), len(self.widths))


def peaks(config: PeaksConfig) -> Peaks:
    """Train all shares and seeds of a width at once. After Belkin et al. (2019), figure 1."""
    num, size = len(config.seeds), config.num_train
    data = mnist1d(num * size + config.num_fresh, config.seeds[0], 0, config.num_fresh)
    X, true = data.X_train.reshape(num, size, 40), data.y_train.reshape(num, size)
    given = [
        shuffled_labels(y, share, np.random.default_rng(seed))
        for share in config.shares
        for seed, y in zip(config.seeds, true, strict=True)
    ]
    part = np.concatenate([X] * len(config.shares)), np.stack(given)
    fresh, seeds = (data.X_test, data.y_test), list(config.seeds) * len(config.shares)
    rows = [trained(config, width, seeds, part, fresh) for width in config.widths]
    shape = len(config.widths), 3, len(config.shares), num
    found = np.reshape(rows, shape).transpose(1, 2, 0, 3)
    return Peaks(np.array(config.shares), np.array(config.widths), *found)
