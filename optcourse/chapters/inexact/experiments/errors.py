"""Claim N11: networks trained with gradients that have an error, fresh at each step or fixed."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, one_of, positive, whole

KINDS = ("none", "fresh", "fixed")


@dataclass(frozen=True)
class ErrorsConfig(Checked):
    """Networks of one hidden layer under full-batch descent, to whose gradient an error is added.

    The error is a random vector of `length`: another at each step, the same throughout, or none.
    Every one of `rates` is tried with each of `seeds`, which choose weights and errors.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    num_train: int = checked(whole, 300, at_least=1)
    hidden: int = checked(whole, 16, at_least=1)
    activation: str = checked(one_of, "tanh", ("tanh", "relu"))
    rates: tuple = checked(positive, (0.8, 1.6, 3.2))
    length: float = checked(positive, 0.1)
    num_steps: int = checked(whole, 800, at_least=2)
    seeds: tuple = (0, 1, 2, 3, 4)


@dataclass(frozen=True, eq=False)
class Errors:
    """K kinds of error in the order of KINDS, R rates, S seeds.

    `loss` (K, R, S), in nats, and `norm` (K, R, S), the length of the true gradient, at the end;
    `norm_at_start` (S,). NaN where training diverged.
    """

    rates: np.ndarray
    loss: np.ndarray
    norm: np.ndarray
    norm_at_start: np.ndarray

    @property
    def tuned(self):
        """The losses of each kind at the rate that is best in the median over seeds, (K, S)."""
        return np.stack([loss[best] for loss, best in zip(self.loss, self.best, strict=True)])

    @property
    def best(self):
        """Which rate that is, (K,)."""
        last = np.where(np.isfinite(self.loss), self.loss, np.inf)
        return np.argmin(np.median(last, axis=2), axis=1)


def errors_in_gradients(config: ErrorsConfig) -> Errors:
    """Train all kinds, rates and seeds at once; Goodfellow et al. (2016), section 8.2.6."""
    data = DATA_SETS[config.data](seed=config.seeds[0])
    X, y = data.X_train[: config.num_train], data.y_train[: config.num_train]
    shape = (len(KINDS), len(config.rates), len(config.seeds))
    nets = [mlp([X.shape[1], config.hidden, 10], config.activation, s) for s in config.seeds]
    nets = nets * (shape[0] * shape[1])
    rates = np.tile(np.repeat(config.rates, shape[2]), shape[0])
    ensemble = Ensemble(nets, device())
    run = training(ensemble, (X, y), GradientDescent(rates), num_steps=config.num_steps)
    rngs = [torch.Generator().manual_seed(seed) for seed in config.seeds]
    fixed = None
    for moment in run:
        loss, norm = moment.known(moment.loss), moment.known(moment.norm)
        if moment.step == 0:
            fixed, first = _drawn(rngs, moment.grad, config), norm
        error = torch.zeros_like(moment.grad).unflatten(0, shape)
        error[1], error[2] = _drawn(rngs, moment.grad, config), fixed
        moment.grad.add_(error.flatten(0, 2))
    loss, norm, first = (part.detach().cpu().double().numpy().reshape(shape)
                         for part in (loss, norm, first))  # fmt: skip
    return Errors(np.array(config.rates), loss, norm, first[0, 0])


def _drawn(rngs, like, config):
    """A random vector of the given length for each seed, (S, P): all rates get the same."""
    rows = torch.stack([torch.randn(like.shape[1], generator=rng) for rng in rngs])
    return (config.length * rows / rows.norm(dim=1, keepdim=True)).to(like)
