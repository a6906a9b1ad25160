"""Claim I15: how many steps of SGD raise the cost of all examples."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class NoiseConfig(Checked):
    """Networks of `seeds` trained by minibatch SGD on `data`, "digits" or "mnist1d"."""

    seeds: tuple = (0, 1)
    data: str = "digits"
    hidden: tuple = (32, 32)
    activation: str = "tanh"
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 32, at_least=1)
    num_steps: int = checked(whole, 1000, at_least=20)

    def __post_init__(self):
        super().__post_init__()
        one_of("data", self.data, tuple(DATA_SETS))


@dataclass(frozen=True, eq=False)
class NoisySteps:
    """S networks: `cost` (S, num_steps + 1), in nats, on all training examples."""

    cost: np.ndarray

    def rising(self, start, end):
        """The share (S,) of steps that raise the cost, from a part `start` of training to `end`."""
        count = self.cost.shape[1] - 1
        steps = np.diff(self.cost, axis=1)[:, round(start * count) : round(end * count)]
        return np.mean(~(steps <= 0), axis=1)


def noisy_steps(config: NoiseConfig) -> NoisySteps:
    """Train, and take the whole cost before each step. Goodfellow et al. (2016), section 8.2.1."""
    data = DATA_SETS[config.data](seed=0)
    pair = data.X_train, data.y_train
    widths = [pair[0].shape[1], *config.hidden, 10]
    networks = Ensemble([mlp(widths, config.activation, s) for s in config.seeds], device())
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size}
    settings |= {"seeds": config.seeds, "measure_on": pair}
    history = train(networks, pair, GradientDescent(config.lr), **settings)
    return NoisySteps(np.asarray(history.loss, float))
