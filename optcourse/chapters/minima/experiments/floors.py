"""Claim L18: how many directions are flat at a minimum, in ReLU networks and in tanh networks."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.minima.experiments.levenberg import (
    ACTIVATIONS,
    forward,
    gradient,
    levenberg,
)
from optcourse.networks.curvature import critical_point
from optcourse.networks.ensembles import Ensemble
from optcourse.networks.models import mlp
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class FloorsConfig(Checked):
    """`num_nets` networks with `hidden` layers, at minima of loss 0.

    Each answers `num_train` normal inputs; then its weights are moved by a part `nudge` of their
    size, and Levenberg's steps bring it down again, to some other place where it says the same.
    """

    seed: int = 0
    hidden: tuple = checked(positive, (6,))
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    num_inputs: int = checked(whole, 3, at_least=1)
    num_train: int = checked(whole, 300, at_least=2)
    num_nets: int = checked(whole, 20, at_least=1)
    nudge: float = checked(positive, 0.05)
    num_steps: int = checked(whole, 300, at_least=1)
    at_rest: float = checked(positive, 1e-9)


@dataclass(frozen=True, eq=False)
class Floors:
    """The R networks that came to rest: `num_zero` and `num_negative`, eigenvalues of the Hessian,
    and `num_live`, hidden units that are on for some examples and off for others, each (R,);
    `moved` (R,), how far they ended from where they were before the nudge; `num_units` and
    `num_params` of each network; `num_nets`, how many there were.
    """

    num_zero: np.ndarray
    num_negative: np.ndarray
    num_live: np.ndarray
    moved: np.ndarray
    num_units: int
    num_params: int
    num_nets: int


def floors(config: FloorsConfig) -> Floors:
    """Nudge, fit, and count the zeros. Goodfellow et al. (2016), section 8.2.2, on hyperbolas."""
    net = (config.num_inputs, *config.hidden, 1)
    ensemble, X, y = _answered(config, net)
    before, rng = ensemble.theta.numpy().copy(), np.random.default_rng(config.seed + 1)
    start = before * (1 + config.nudge * rng.standard_normal(before.shape))
    theta = levenberg(start, X, y, net, config.activation, config.num_steps, enough=1e-28)
    grads = np.linalg.norm(gradient(theta, X, y, net, config.activation), axis=1)
    rests = np.flatnonzero(grads < config.at_rest)
    ensemble.theta.copy_(torch.tensor(theta))
    points = [_point(ensemble.model(k), X[k], y[k]) for k in rests]
    return Floors(
        num_zero=np.array([point.num_zero for point in points], int),
        num_negative=np.array([point.num_negative for point in points], int),
        num_live=_live(theta, X, net, config.activation)[rests],
        moved=np.linalg.norm(theta - before, axis=1)[rests],
        num_units=sum(config.hidden),
        num_params=theta.shape[1],
        num_nets=config.num_nets,
    )


def _answered(config, net):
    """The networks, their inputs X (S, m, d) and what they answer, y (S, m)."""
    seeds = range(config.seed, config.seed + config.num_nets)
    ensemble = Ensemble([mlp(net, config.activation, seed, torch.float64) for seed in seeds])
    ensemble.theta.mul_(2)
    rng = np.random.default_rng(config.seed)
    X = rng.standard_normal((config.num_nets, config.num_train, config.num_inputs))
    return ensemble, X, forward(ensemble.theta.numpy(), X, net, config.activation)[1]


def _point(model, X, y):
    data = torch.tensor(X), torch.tensor(y)[:, None]
    return critical_point(model, *data, "squared_error", zero_tol=1e-9)


def _live(theta, X, net, activation):
    """How many hidden units have two kinds of examples, on and off, for each network (S,)."""
    into, _ = forward(theta, X, net, activation)
    on = [np.mean(values > 0, axis=1) for values in into[1:]]
    return sum(((share > 0) & (share < 1)).sum(axis=1) for share in on)
