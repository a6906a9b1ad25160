"""Claims L8 and L21: what the length of the gradient says about where training stands."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.curvature import critical_point
from optcourse.networks.data import digits, mnist1d
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class NormsConfig(Checked):
    """Two groups of networks. The first learns MNIST-1D by minibatch SGD at rate `lr`; the second
    learns digits by full-batch descent from weights that are `shrink` times the usual ones.
    """

    seeds: tuple = (0, 1, 2, 3)
    width: int = checked(whole, 64, at_least=1)
    lr: float = checked(positive, 0.1)
    num_steps: int = checked(whole, 4000, at_least=1)
    batch_size: int = checked(whole, 32, at_least=1)
    every: int = checked(whole, 100, at_least=1)
    num_fixed: int = checked(whole, 1000, at_least=1)
    shrink: float = checked(positive, 1e-4)
    num_each: int = checked(whole, 50, at_least=1)
    plateau_width: int = 8
    plateau_lr: float = checked(positive, 0.1)
    plateau_steps: int = checked(whole, 600, at_least=1)
    plateau_every: int = 10


@dataclass(frozen=True, eq=False)
class Norms:
    """S networks of each kind; losses in nats, errors as fractions.

    Of those that learn: `steps` (T,), `loss`, `grad_norm`, `val_error` (S, T), the first two on
    fixed training examples. Of those that begin on a plateau: `plateau_steps` (U,),
    `plateau_loss`, `plateau_grad_norm` (S, U), on all their examples. Of a network whose weights
    are all zero, on the same examples: `zero_loss`, `zero_grad_norm` and `zero_eigenvalues` (p,)
    of its Hessian, ascending.
    """

    steps: np.ndarray
    loss: np.ndarray
    grad_norm: np.ndarray
    val_error: np.ndarray
    plateau_steps: np.ndarray
    plateau_loss: np.ndarray
    plateau_grad_norm: np.ndarray
    zero_loss: float
    zero_grad_norm: float
    zero_eigenvalues: np.ndarray


def norms(config: NormsConfig) -> Norms:
    """Train both groups. Goodfellow et al. (2016), section 8.2.2, propose the test."""
    learning = _learning(config)
    X, y = balanced_digits(config.num_each)
    plateau = _plateau(config, X, y)
    zero = mlp((64, config.plateau_width, 10), "tanh")
    for param in zero.parameters():
        param.data.zero_()
    point = critical_point(zero, torch.tensor(X), torch.tensor(y))
    return Norms(
        steps=learning.steps,
        loss=learning.loss,
        grad_norm=learning.grad_norm,
        val_error=learning.val_error,
        plateau_steps=plateau.steps,
        plateau_loss=plateau.loss,
        plateau_grad_norm=plateau.grad_norm,
        zero_loss=point.loss,
        zero_grad_norm=point.grad_norm,
        zero_eigenvalues=point.eigenvalues.numpy(),
    )


def balanced_digits(num_each):
    """The first `num_each` training images of each digit: X (m, 64) and y (m,)."""
    data = digits()
    picks = np.concatenate([np.flatnonzero(data.y_train == k)[:num_each] for k in range(10)])
    return data.X_train[picks], data.y_train[picks]


def _learning(config):
    data = mnist1d()
    fixed = data.X_train[: config.num_fixed], data.y_train[: config.num_fixed]
    ensemble = Ensemble([mlp((40, config.width, 10), "relu", s) for s in config.seeds], device())
    return train(
        ensemble,
        data,
        GradientDescent(config.lr),
        num_steps=config.num_steps,
        batch_size=config.batch_size,
        seeds=config.seeds,
        record=("loss", "grad_norm", "val_error"),
        every=config.every,
        measure_on=fixed,
    )


def _plateau(config, X, y):
    widths = (64, config.plateau_width, 10)
    ensemble = Ensemble([mlp(widths, "tanh", seed) for seed in config.seeds], device())
    ensemble.theta.mul_(config.shrink)
    settings = {"num_steps": config.plateau_steps, "every": config.plateau_every}
    return train(
        ensemble,
        (X, y),
        GradientDescent(config.plateau_lr),
        record=("loss", "grad_norm"),
        **settings,
    )
