"""Claims N14, N15: networks at a constant rate, which can fit all examples or cannot."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, batch_indices, moment_of, training
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, one_of, positive, whole

SCHEDULES = ("constant", "falling")


@dataclass(frozen=True)
class FloorsConfig(Checked):
    """Networks of one hidden layer by SGD, at constant rates and at rates that fall evenly to 0.

    Every one of `rates` is tried with each of `seeds`, on both schedules. The average is over the
    last `part` of the steps; the noise of a batch is measured on `draws` batches.
    """

    data: str = checked(one_of, "mnist1d", tuple(DATA_SETS))
    num_train: int = checked(whole, 4000, at_least=1)
    hidden: int = checked(whole, 16, at_least=1)
    activation: str = checked(one_of, "tanh", ("tanh", "relu"))
    rates: tuple = checked(positive, (0.1, 0.2, 0.3, 0.5, 0.9, 1.5))
    batch_size: int = checked(whole, 10, at_least=1)
    num_steps: int = checked(whole, 2000, at_least=4)
    part: float = checked(positive, 0.25)
    draws: int = checked(whole, 20, at_least=2)
    seeds: tuple = (0, 1, 2)


@dataclass(frozen=True, eq=False)
class Floors:
    """K SCHEDULES, R rates, S seeds; looked at at the start, at half-time and at the end.

    `loss` (3, K, R, S) in nats over all training examples; `noise` (3, K, R, S), the root mean
    square length of what a batch adds to the gradient. `average` (K, R, S), the training loss of
    the average of weights. `test` (2, K, R, S), the losses over the test examples of the last
    weights and of their average. NaN where training diverged.
    """

    rates: np.ndarray
    loss: np.ndarray
    noise: np.ndarray
    average: np.ndarray
    test: np.ndarray

    @property
    def best(self):
        """Which rate is best by training loss: for last point, average and falling rate, (3,)."""
        ends = np.median([self.loss[2, 0], self.average[0], self.loss[2, 1]], axis=2)
        return np.argmin(np.where(np.isfinite(ends), ends, np.inf), axis=1)

    @property
    def tuned(self):
        """Training losses (3, S) at these rates."""
        ends = (self.loss[2, 0], self.average[0], self.loss[2, 1])
        return np.stack([end[k] for end, k in zip(ends, self.best, strict=True)])

    @property
    def held_out(self):
        """Test losses (3, S) at these rates."""
        ends = (self.test[0, 0], self.test[1, 0], self.test[0, 1])
        return np.stack([end[k] for end, k in zip(ends, self.best, strict=True)])


def floors(config: FloorsConfig) -> Floors:
    """Train all at once; averages after Polyak and Juditsky (1992)."""
    data = DATA_SETS[config.data](seed=config.seeds[0])
    X, y = data.X_train[: config.num_train], data.y_train[: config.num_train]
    shape = (len(SCHEDULES), len(config.rates), len(config.seeds))
    nets = [mlp([X.shape[1], config.hidden, 10], config.activation, s) for s in config.seeds]
    ensemble = Ensemble(nets * (shape[0] * shape[1]), device())
    rule = GradientDescent(np.tile(np.repeat(config.rates, shape[2]), shape[0]))
    run = training(ensemble, (X, y), rule, num_steps=config.num_steps, seeds=_tiled(config, shape),
                   batch_size=config.batch_size)  # fmt: skip
    like = ensemble.theta
    pairs = [(torch.as_tensor(a).to(like), torch.as_tensor(b).to(like.device))
             for a, b in ((X, y), (data.X_test, data.y_test))]  # fmt: skip
    looks, mean = _followed(run, ensemble, pairs[0], config)
    test = [_loss(ensemble, pairs[1])]
    like.copy_(mean)
    ends = [np.stack(part, axis=0) for part in zip(*looks, strict=True)]
    ends += [_loss(ensemble, pairs[0]), np.stack([*test, _loss(ensemble, pairs[1])])]
    ends = [part.reshape(*part.shape[:-1], *shape) for part in ends]
    return Floors(np.array(config.rates), *ends)


def _tiled(config, shape):
    return np.tile(config.seeds, shape[0] * shape[1])


def _followed(run, ensemble, pair, config):
    """Loss and noise at the three looks, and the average of the last weights (N, P)."""
    theta, last = ensemble.theta, config.num_steps
    total, first = torch.zeros_like(theta), round((1 - config.part) * last)
    falls, looks = torch.arange(len(theta)) >= len(theta) // 2, []
    for moment in run:
        if moment.step in (0, last // 2, last):
            looks.append(_look(ensemble, pair, config))
        if moment.step < last:
            moment.grad[falls] *= 1 - moment.step / last
        total += theta * (moment.step > first)
    return looks, total / (last - first)


def _look(ensemble, pair, config):
    """Training losses and noise (N,): batches of the same examples for all."""
    X, y = pair
    mean = moment_of(ensemble, X, y).grad
    rows = batch_indices(len(y), config.batch_size, config.draws, 0, "replacement")
    each = [moment_of(ensemble, X[k], y[k]).grad.sub(mean).square().sum(1) for k in rows]
    return _loss(ensemble, pair), torch.stack(each).mean(0).sqrt().double().cpu().numpy()


def _loss(ensemble, pair):
    return moment_of(ensemble, *pair).loss.detach().double().cpu().numpy()
