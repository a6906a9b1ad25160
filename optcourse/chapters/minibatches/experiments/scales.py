"""Claim B13: the gradient noise scale over the training of two kinds of network."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.curvature import gradient_noise
from optcourse.networks.data import mnist1d
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import conv1d, mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class ScalesConfig(Checked):
    """Networks of `seeds` on `num_train` signals of MNIST-1D, by SGD, measured at `moments`.

    `network` is "conv1d" or "mlp"; the latter has two hidden layers of `hidden` units with
    `activation`.
    """

    seeds: tuple = (0, 1)
    network: str = "conv1d"
    hidden: int = checked(whole, 100, at_least=1)
    activation: str = "relu"
    channels: int = checked(whole, 25, at_least=1)
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 32, at_least=1)
    num_train: int = checked(whole, 1000, at_least=2)
    moments: tuple = (0, 10, 20, 40, 80, 160, 240, 320, 480, 640, 800, 1000, 1200)

    def __post_init__(self):
        super().__post_init__()
        one_of("network", self.network, ("conv1d", "mlp"))


@dataclass(frozen=True, eq=False)
class Scales:
    """S networks at T moments, all over the training set.

    `moments` (T,); (S, T): `loss` in nats, `trace`, tr Σ of the gradients of single examples, and
    `squared`, ‖g‖².
    """

    moments: np.ndarray
    loss: np.ndarray
    trace: np.ndarray
    squared: np.ndarray

    @property
    def noise_scale(self):
        """tr Σ / ‖g‖², (S, T), in examples. McCandlish et al. (2018), equation 2.9."""
        return self.trace / self.squared


def noise_scales(config: ScalesConfig) -> Scales:
    """Train all networks at once, and measure the gradients of single examples on the way."""
    data = mnist1d(5000)
    pair = tuple(
        torch.tensor(part[: config.num_train], device=device())
        for part in (data.X_train, data.y_train)
    )
    ensemble = Ensemble([_network(seed, config) for seed in config.seeds], device())
    settings = {"num_steps": config.moments[-1], "batch_size": config.batch_size}
    rows = [
        [_measure(ensemble.model(k).to(device()), *pair) for k in range(ensemble.size)]
        for moment in training(
            ensemble, pair, GradientDescent(config.lr), seeds=config.seeds, **settings
        )
        if moment.step in config.moments
    ]
    return Scales(np.array(config.moments), *np.array(rows).transpose(2, 1, 0))


def _network(seed, config):
    if config.network == "conv1d":
        return conv1d(channels=config.channels, seed=seed)
    return mlp([40, config.hidden, config.hidden, 10], config.activation, seed)


def _measure(model, X, y):
    """The loss, tr Σ and ‖g‖² of one network."""
    with torch.no_grad():
        loss = float(torch.nn.functional.cross_entropy(model(X), y))
    noise = gradient_noise(model, X, y)
    return loss, noise.trace, noise.grad_norm_squared
