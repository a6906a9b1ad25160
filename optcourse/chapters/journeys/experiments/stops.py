"""Claims G3 and G28: how level the ground is where training stops."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.records.devices import device
from optcourse.rules import Adam, Cosine, GradientDescent, Momentum, Scheduled
from optcourse.validation import Checked, checked, one_of, positive, whole

RULES = {"descent": GradientDescent, "momentum": Momentum, "adam": Adam}


@dataclass(frozen=True)
class StopsConfig(Checked):
    """Networks of `hidden` units, one for each of `seeds`, on `num_train` examples of `data`.

    They are trained at a fixed rate for as many steps as the last of `stops` says, in batches of
    `batch_size` (0: all examples), from `start_scale` times torch's start. A copy that stands
    where each of `stops` leaves it goes on for `num_more` steps of Adam on all examples, its rate
    falling from `more_lr` to 0. Measured are `num_looks` moments of each.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    seeds: tuple = (0, 1)
    hidden: tuple = checked(positive, (32,))
    activation: str = checked(one_of, "tanh", tuple(ACTIVATIONS))
    start_scale: float = checked(positive, 1.0)
    num_train: int = checked(whole, 500, at_least=2)
    loss: str = checked(one_of, "cross_entropy", ("cross_entropy", "squared_error"))
    rule: str = checked(one_of, "descent", tuple(RULES))
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 20, at_least=0)
    stops: tuple = checked(positive, (500, 1000, 2000))
    more_lr: float = checked(positive, 0.001)
    num_more: int = checked(whole, 1000, at_least=1)
    num_looks: int = checked(whole, 40, at_least=2)

    @classmethod
    def on_signals(cls, **changes):
        """MNIST-1D, two layers of 64 ReLU units."""
        mine = {"data": "mnist1d", "hidden": (64, 64), "activation": "relu", "batch_size": 50}
        return cls(**mine | changes)


@dataclass(frozen=True, eq=False)
class Stops:
    """S networks, K stops. `steps` (T,), and there `norm` and `loss` (T, S) on all examples while
    they train; `stops` (K,), which of these moments are stops; `more` (M,), steps after a stop,
    and `norm_after` and `loss_after` (M, K, S) of the copies that go on from there.
    """

    steps: np.ndarray
    norm: np.ndarray
    loss: np.ndarray
    stops: np.ndarray
    more: np.ndarray
    norm_after: np.ndarray
    loss_after: np.ndarray

    @property
    def factor(self):
        """Gradient at each stop over the shortest that the copy from there meets, (K, S)."""
        return self.norm[self.stops] / self.norm_after.min(axis=0)


def stops(config: StopsConfig) -> Stops:
    """Train, and from each stop go on with a rate that falls to 0."""
    data = DATA_SETS[config.data]()
    pair = tuple(torch.as_tensor(each[: config.num_train]) for each in (data.X_train, data.y_train))
    widths = (pair[0].shape[1], *config.hidden, 10)
    ensemble = Ensemble([mlp(widths, config.activation, seed) for seed in config.seeds], device())
    ensemble.theta.mul_(config.start_scale)
    batches = {"batch_size": config.batch_size or None, "seeds": list(config.seeds)}
    kept = _looks(config, config.stops[-1], config.stops)
    norm, loss, places = _watched(
        config, ensemble, pair, RULES[config.rule](config.lr), kept, batches
    )
    at = np.searchsorted(kept, config.stops)
    copies = Ensemble([ensemble.model(0)] * (len(at) * ensemble.size), device())
    copies.theta.copy_(torch.cat([places[k] for k in at]))
    more = _looks(config, config.num_more)
    slower = Scheduled(Adam(config.more_lr), Cosine(config.num_more))
    after = _watched(config, copies, pair, slower, more, {})[:2]
    after = (each.reshape(len(more), len(at), ensemble.size) for each in after)
    return Stops(kept, norm, loss, at, more, *after)


def _looks(config, last, also=()):
    """Steps at which to look: evenly spaced from 0 to the `last`, and those in `also`."""
    return np.unique([*np.linspace(0, last, config.num_looks).astype(int), *also])


def _watched(config, ensemble, pair, rule, kept, batches):
    """Train; norm and loss (T, N) on all examples at the steps `kept`, and the places there."""
    X, y = (each.to(ensemble.theta.device) for each in pair)
    norms, losses, places = [], [], []
    settings = {"num_steps": int(kept[-1]), "loss": config.loss, **batches}
    for moment in training(ensemble, pair, rule, **settings):
        if moment.step in kept:
            here = moment.on(X, y)
            norms.append(here.norm.double().cpu().numpy())
            losses.append(here.loss.detach().double().cpu().numpy())
            places.append(ensemble.theta.clone())
    return np.stack(norms), np.stack(losses), places
