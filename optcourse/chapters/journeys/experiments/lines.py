"""Claims G5 and G16: the loss along the straight line from the start of training to its end."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.networks.surfaces import interpolate
from optcourse.records.devices import device
from optcourse.rules import Adam, GradientDescent
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class LinesConfig(Checked):
    """Networks of `depth` hidden layers of `width` units, one for each of `seeds` and each rate.

    Trained by SGD at each of the rates `sgd` and by Adam at each of `adam`, from `start_scale`
    times torch's start, on `num_train` examples. The line is looked at in `num_stops` places.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    seeds: tuple = (0, 1, 2)
    depth: int = checked(whole, 1, at_least=1)
    width: int = checked(whole, 32, at_least=1)
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    start_scale: float = checked(positive, 1.0)
    sgd: tuple = checked(positive, (0.03, 0.1, 0.5))
    adam: tuple = checked(positive, (0.001, 0.003, 0.01, 0.03))
    num_train: int = checked(whole, 1000, at_least=1)
    batch_size: int = checked(whole, 50, at_least=1)
    num_steps: int = checked(whole, 1000, at_least=1)
    num_stops: int = checked(whole, 26, at_least=2)


@dataclass(frozen=True, eq=False)
class Lines:
    """R ways to train, S seeds, C stops. `rates` (R,), of SGD first, then of Adam, `num_sgd` of
    the former; training losses `loss` (R, S, C) along the line from start (share 0) to end (1).
    """

    rates: np.ndarray
    num_sgd: int
    loss: np.ndarray

    @property
    def shares(self):
        return np.linspace(0, 1, self.loss.shape[-1])

    @property
    def rise(self):
        """The largest rise of the loss from any place of the line to a later one, (R, S)."""
        lowest = np.minimum.accumulate(self.loss, axis=-1)
        return (self.loss - lowest).max(axis=-1)

    @property
    def hill(self):
        """How far the line rises above its start, (R, S)."""
        return self.loss.max(axis=-1) - self.loss[..., 0]


def lines(config: LinesConfig) -> Lines:
    """Train, then walk the line. Goodfellow, Vinyals and Saxe (2015), section 3."""
    data = DATA_SETS[config.data]()
    X = torch.as_tensor(data.X_train[: config.num_train])
    y = torch.as_tensor(data.y_train[: config.num_train])
    losses = [
        _losses(config, rule, rates, X, y)
        for rule, rates in ((GradientDescent, config.sgd), (Adam, config.adam))
        if rates
    ]
    rates = np.array([*config.sgd, *config.adam])
    return Lines(rates, len(config.sgd), np.concatenate(losses))


def _losses(config, rule, rates, X, y):
    """Along the lines of all seeds at these rates, (rates, S, C)."""
    widths = (X.shape[1], *[config.width] * config.depth, 10)
    each = [(rate, seed) for rate in rates for seed in config.seeds]
    models = [mlp(widths, config.activation, seed) for _, seed in each]
    ensemble = Ensemble(models, device())
    ensemble.theta.mul_(config.start_scale)
    start = ensemble.theta.cpu().clone()
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size, "record": ()}
    seeds = [seed for _, seed in each]
    train(ensemble, (X, y), rule(tuple(rate for rate, _ in each)), seeds=seeds, **settings)
    shares = np.linspace(0, 1, config.num_stops)
    found = [
        interpolate(*three, X, y, ts=shares).losses
        for three in zip(models, start, ensemble.theta.cpu(), strict=True)
    ]
    return np.reshape(found, (len(rates), len(config.seeds), -1))
