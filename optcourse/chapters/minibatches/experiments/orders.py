"""Claims B8 and B21: what the order of the data does to minibatches and to training."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.curvature import per_example_grads
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, batch_indices, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole

ORDERS = ("given", "once", "reshuffle")


@dataclass(frozen=True)
class OrdersConfig(Checked):
    """Digits sorted by class, visited in that order, shuffled once, or shuffled every epoch."""

    seeds: tuple = (0, 1, 2)
    rates: tuple = checked(positive, (0.03, 0.1, 0.3, 1.0))
    num_train: int = checked(whole, 1000, at_least=1)
    batch_size: int = checked(whole, 20, at_least=1)
    num_epochs: int = checked(whole, 15, at_least=1)
    per_epoch: int = checked(whole, 5, at_least=1)
    hidden: int = checked(whole, 32, at_least=1)

    def __post_init__(self):
        super().__post_init__()
        if self.num_train % (self.batch_size * self.per_epoch):
            raise ValueError(
                "num_train must be a multiple of batch_size · per_epoch, got "
                f"{self.num_train}, {self.batch_size} and {self.per_epoch}"
            )


@dataclass(frozen=True, eq=False)
class Orders:
    """Three orders (sorted, shuffled once, every epoch), K rates, S networks, T moments.

    `rates` (K,); `epochs` (T,); `train_loss` (3, K, S, T) in nats over all training examples;
    `test_error` (3, K, S, T). `batch_error` (3,), for untrained networks: the root mean square
    distance of a batch's gradient from that of all examples, divided by σ/√n. `recall` (3, T, 10),
    of the first network at the best rate of each order: the share of the test examples of each
    class (as many of each) that it gets right.
    """

    rates: np.ndarray
    epochs: np.ndarray
    train_loss: np.ndarray
    test_error: np.ndarray
    batch_error: np.ndarray
    recall: np.ndarray

    @property
    def best(self):
        """Which rate has the lowest training loss over the last epoch, for each order, (3,)."""
        return _best(self.train_loss, self.epochs)


def _best(train_loss, epochs):
    late = train_loss[..., epochs > epochs[-1] - 1].mean(-1)
    return np.argmin(np.where(np.isfinite(late), late, np.inf).mean(2), axis=1)


def orders_of_data(config: OrdersConfig) -> Orders:
    """Train at every order, rate and seed; then the winners again, class by class."""
    data = digits(num_train=config.num_train, seed=config.seeds[0])
    rank = np.argsort(data.y_train, kind="stable")
    pair = data.X_train[rank], data.y_train[rank]
    cells = [(o, r, s) for o in ORDERS for r in config.rates for s in config.seeds]
    history = _train(_ensemble(data, cells, config), pair, data, cells, config)
    shape = (len(ORDERS), len(config.rates), len(config.seeds), -1)
    loss, error = (each.reshape(shape) for each in (history.loss, history.val_error))
    epochs = history.steps * config.batch_size / config.num_train
    rates = [config.rates[k] for k in _best(loss, epochs)]
    recall = _recall(pair, data, rates, config)
    shifted = _batch_errors(pair, data, config)
    return Orders(np.array(config.rates), epochs, loss, error, shifted, recall)


def _ensemble(data, cells, config):
    widths = [data.X_train.shape[1], config.hidden, 10]
    return Ensemble([mlp(widths, "tanh", seed) for *_, seed in cells], device())


def _train(ensemble, pair, data, cells, config, **changes):
    per_epoch = config.num_train // config.batch_size
    settings = {
        "num_steps": config.num_epochs * per_epoch,
        "every": per_epoch // config.per_epoch,
        "record": ("loss", "val_error"),
        "validation": (data.X_test, data.y_test),
    } | changes
    orders, rates, seeds = zip(*cells, strict=True)
    return train(
        ensemble,
        pair,
        GradientDescent(lr=np.array(rates)),
        batch_size=config.batch_size,
        seeds=seeds,
        order=orders,
        measure_on=pair,
        **settings,
    )


def _recall(pair, data, rates, config):
    """Test accuracy class by class, (3, T, 10): a copy of each network measures each class."""
    cells = [(o, r, config.seeds[0]) for o, r in zip(ORDERS, rates, strict=True)]
    cells = [cell for cell in cells for _ in range(10)]
    count = np.bincount(data.y_test).min()  # as many of each class
    own = np.stack([np.flatnonzero(data.y_test == digit)[:count] for digit in range(10)] * 3)
    part = (data.X_test[own], data.y_test[own])
    history = _train(_ensemble(data, cells, config), pair, data, cells, config, validation=part)
    return 1 - history.val_error.reshape(3, 10, -1).swapaxes(1, 2)


def _batch_errors(pair, data, config):
    """‖ĝ − g‖ over σ/√n of the batches of one epoch, root mean square, for each order: (3,)."""
    X, y = torch.tensor(pair[0]), torch.tensor(pair[1])
    squares = []
    for seed in config.seeds:
        grads = per_example_grads(mlp([X.shape[1], config.hidden, 10], "tanh", seed), X, y)
        apart = (grads - grads.mean(0)).double()
        spread = apart.square().sum(1).mean() / config.batch_size
        rows = [
            batch_indices(len(y), config.batch_size, len(y) // config.batch_size, seed, order)
            for order in ORDERS
        ]
        squares.append([float(apart[r].mean(1).square().sum(1).mean() / spread) for r in rows])
    return np.sqrt(np.mean(squares, axis=0))
