"""Claims G11 and G22: copies of one network that part after some steps, and see other batches."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.journeys.experiments.connections import RULES, barrier
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, moment_of, training
from optcourse.networks.matchings import with_parameters
from optcourse.networks.models import mlp
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class PartingsConfig(Checked):
    """`num_starts` networks with two hidden layers of `width` units; two copies of each go on
    alone from each of the steps `parted` on, in batches of an order of their own.

    What a rule remembers begins anew when they part. The line between two copies is measured at
    `num_stops` places, when they have been apart for each of `apart` steps.
    """

    seed: int = 0
    data: str = checked(one_of, "mnist1d", tuple(DATA_SETS))
    num_train: int = checked(whole, 4000, at_least=1)
    width: int = checked(whole, 32, at_least=1)
    parted: tuple = (0, 200, 800)
    apart: tuple = checked(positive, (500, 2000))
    num_starts: int = checked(whole, 4, at_least=2)
    rule: str = checked(one_of, "momentum", tuple(RULES))
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 50, at_least=1)
    num_stops: int = checked(whole, 11, at_least=3)


@dataclass(frozen=True, eq=False)
class Partings:
    """D partings, A spans of time apart, K starts, T stops. `parted` (D,), `apart` (A,); `loss`
    (A, D, K, T), training losses in nats on the line between two copies.
    """

    parted: np.ndarray
    apart: np.ndarray
    loss: np.ndarray

    @property
    def barriers(self):
        """Of each pair of copies, (A, D, K): see `barrier`."""
        return barrier(self.loss)


def partings(config: PartingsConfig) -> Partings:
    """Train, part, train on. After Frankle, Dziugaite, Roy and Carbin (2020), section 3."""
    data = DATA_SETS[config.data](seed=config.seed)
    on = data.X_train[: config.num_train], data.y_train[: config.num_train]
    trunks = _trunks(config, on)
    copies = with_parameters(_model(config, on), trunks.repeat_interleave(2, dim=0))
    rule, seeds = RULES[config.rule](config.lr), 1000 + np.arange(copies.size)
    moments = training(copies, on, rule, num_steps=max(config.apart), seeds=seeds,
                       batch_size=config.batch_size)  # fmt: skip
    found = [_between(config, moment.ensemble.theta, on)
             for moment in moments if moment.step in config.apart]  # fmt: skip
    return Partings(np.array(config.parted), np.array(config.apart), np.stack(found))


def _model(config, on, seed=0):
    return mlp((on[0].shape[1], config.width, config.width, 10), "relu", seed)


def _trunks(config, on):
    """The networks when they part: (D · K, p), the first parting first."""
    seeds = [config.seed * config.num_starts + k for k in range(config.num_starts)]
    ensemble = Ensemble([_model(config, on, seed) for seed in seeds])
    rule, last = RULES[config.rule](config.lr), max(*config.parted, 1)
    moments = training(ensemble, on, rule, num_steps=last, seeds=seeds,
                       batch_size=config.batch_size)  # fmt: skip
    return torch.cat([moment.ensemble.theta.clone() for moment in moments
                      if moment.step in config.parted])  # fmt: skip


@torch.no_grad()
def _between(config, theta, on):
    """Losses (D, K, T) on the lines between copies, whose parameters are theta (2 D K, p)."""
    first, second = theta[::2, None], theta[1::2, None]
    points = first + torch.linspace(0, 1, config.num_stops)[:, None] * (second - first)
    networks = with_parameters(_model(config, on), points.flatten(0, 1))
    loss = moment_of(networks, torch.tensor(on[0]), torch.tensor(on[1])).loss
    return loss.double().numpy().reshape(len(config.parted), config.num_starts, config.num_stops)
