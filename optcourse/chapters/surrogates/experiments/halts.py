"""Claims S5 and S13: where early stopping ends training, and the gradient and errors there."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS, digits, mnist1d
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class StoppingConfig(Checked):
    """MLPs trained by plain SGD at each of `rates` from each seed, on all that is not held out.

    Of MNIST-1D `num_samples` signals are made, of the digits there are 1,797. `num_held_out` are
    for validation and for the test.
    """

    rates: tuple = checked(positive, (0.05, 0.1, 0.2, 0.4))
    seeds: tuple = (0, 1, 2)
    hidden: tuple = (100, 100)
    num_samples: int = 5000
    num_held_out: tuple = (500, 2500)
    batch_size: int = checked(whole, 32, at_least=1)
    num_epochs: int = checked(whole, 60, at_least=1)
    data: str = checked(one_of, "mnist1d", tuple(DATA_SETS))


@dataclass(frozen=True, eq=False)
class Stopping:
    """R rates, S seeds, T epochs; losses (NLL) in nats, errors as fractions.

    `rates` (R,), `epochs` (T,), 0 first; float64 (R, S, T): `grad_norm` ‖g‖ of the loss on all
    training examples, and loss and 0-1 error on each part. nan after divergence.
    """

    rates: np.ndarray
    epochs: np.ndarray
    grad_norm: np.ndarray
    train_loss: np.ndarray
    train_error: np.ndarray
    val_loss: np.ndarray
    val_error: np.ndarray
    test_loss: np.ndarray
    test_error: np.ndarray

    def stops(self, patience, watched="val_error"):
        """Where early stopping with this patience (epochs) halts, and its best epoch, (R, S)."""
        pairs = [[halt(row, patience) for row in rows] for rows in getattr(self, watched)]
        stopped, best = np.moveaxis(np.array(pairs), -1, 0)
        return stopped, best

    def at(self, name, epochs):
        """A field at given epochs (R, S): (R, S)."""
        return np.take_along_axis(getattr(self, name), epochs[..., None], axis=-1)[..., 0]


def halt(values, patience):
    """The epoch at which to stop, and that of the lowest value seen by then.

    Stops once the lowest of `values` (T,) has not been bettered for `patience` epochs; at the
    last epoch if that never happens. Goodfellow et al. (2016), algorithm 7.1.
    """
    best = 0
    for epoch, value in enumerate(values):
        if value < values[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch, best
    return len(values) - 1, best


def stopping(config: StoppingConfig) -> Stopping:
    """Train to the end, measuring after every epoch; when to stop is decided afterwards."""
    num_val, num_test = config.num_held_out
    if config.data == "mnist1d":
        data = mnist1d(config.num_samples, num_val=num_val, num_test=num_test)
    else:
        data = digits(num_val=num_val, num_test=num_test)
    parts = {}
    for name in ("train", "val", "test"):
        pair = getattr(data, f"X_{name}"), getattr(data, f"y_{name}")
        parts[name] = [torch.tensor(each, device=device()) for each in pair]
    rates, seeds = np.repeat(config.rates, len(config.seeds)), config.seeds * len(config.rates)
    models = [mlp((data.X_train.shape[1], *config.hidden, 10), "relu", seed) for seed in seeds]
    ensemble, per_epoch = Ensemble(models, device()), len(data.y_train) // config.batch_size
    settings = {"num_steps": per_epoch * config.num_epochs, "batch_size": config.batch_size}
    rows = [
        _measure(moment, parts)
        for moment in training(
            ensemble, parts["train"], GradientDescent(rates), seeds=seeds, **settings
        )
        if moment.step % per_epoch == 0
    ]
    shape = len(config.rates), len(config.seeds), len(rows)
    columns = {name: np.stack([row[name] for row in rows], axis=-1) for name in rows[0]}
    columns = {name: column.reshape(shape) for name, column in columns.items()}
    return Stopping(np.array(config.rates), np.arange(len(rows)), **columns)


@torch.no_grad()
def _measure(moment, parts):
    there = {name: moment.on(*pair) for name, pair in parts.items()}
    row = {"grad_norm": there["train"].norm}
    for name, at in there.items():
        row |= {f"{name}_loss": at.loss, f"{name}_error": at.error}
    return {name: moment.known(each).double().cpu().numpy() for name, each in row.items()}
