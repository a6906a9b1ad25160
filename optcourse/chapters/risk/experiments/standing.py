"""Claim R6: descent on the 0-1 loss stands still, in networks that a surrogate would train."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.losses import logistic
from optcourse.networks.models import mlp
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


def zero_one(margin):
    """1 where the margin is negative, else 0, as operations that autograd differentiates."""
    return 0.5 * (1 - torch.sign(margin))


LOSSES = {"zero_one": zero_one, "logistic": logistic}


@dataclass(frozen=True)
class StandingConfig(Checked):
    """Networks of `seeds` that tell odd digits from even ones, by full-batch descent.

    The same weights are trained on the 0-1 loss and on the logistic loss. `num_nudges` random
    steps of length `nudge` from the first weights are tried, too.
    """

    seeds: tuple = (0, 1, 2)
    num_train: int = checked(whole, 500, at_least=1)
    lr: float = checked(positive, 0.5)
    num_steps: int = checked(whole, 100, at_least=1)
    num_nudges: int = checked(whole, 200, at_least=1)
    nudge: float = checked(positive, 1e-7)


@dataclass(frozen=True, eq=False)
class Standing:
    """S networks; the 0-1 loss first, then the logistic loss.

    `slope` (2, S), the largest absolute entry of any gradient on the way; `moved` (2, S), the
    distance ‖θ − θ₀‖ at the end; `error` (2, S, 2), the training error at the start and the end;
    `changed` (2, S), the share of nudges that change the loss at all.
    """

    slope: np.ndarray
    moved: np.ndarray
    error: np.ndarray
    changed: np.ndarray


def standing(config: StandingConfig) -> Standing:
    """Train in float64, so that a small change of the loss is not lost to rounding."""
    rows = [_descend(config, loss) for loss in LOSSES.values()]
    return Standing(*(torch.stack(column).numpy() for column in zip(*rows, strict=True)))


def _descend(config, of_margin):
    """Largest slope, distance moved, errors at both ends, and the share of nudges felt."""
    X, y = _examples(config)
    networks = [mlp((64, 32, 1), "tanh", seed, torch.float64) for seed in config.seeds]
    ensemble, errors = Ensemble(networks), []
    start, slope = ensemble.theta.clone(), torch.zeros(ensemble.size, dtype=torch.float64)

    def loss(outputs, y):
        return of_margin((2 * y - 1) * outputs[..., 0])

    changed = _nudged(config, ensemble, lambda: loss(ensemble(X), y).mean(1))
    settings = {"num_steps": config.num_steps, "loss": loss}
    for moment in training(ensemble, (X, y), GradientDescent(config.lr), **settings):
        if moment.step < config.num_steps:
            slope = torch.maximum(slope, moment.grad.abs().amax(1))
        errors.append(moment.error)
    moved = (ensemble.theta - start).norm(dim=1)
    return slope, moved, torch.stack([errors[0], errors[-1]], dim=1), changed


def _examples(config):
    """Digits of each network's own, X (S, m, 64), and whether they are odd, (S, m)."""
    each = [digits(config.num_train, seed=seed) for seed in config.seeds]
    X = torch.tensor(np.stack([data.X_train for data in each]), dtype=torch.float64)
    return X, torch.tensor(np.stack([data.y_train % 2 for data in each]))


@torch.no_grad()
def _nudged(config, ensemble, value):
    """The share of tiny random steps that change each loss, (S,); the ensemble is put back."""
    generators = [torch.Generator().manual_seed(seed) for seed in config.seeds]
    start, before = ensemble.theta.clone(), value()
    felt = torch.zeros_like(before)
    for _ in range(config.num_nudges):
        drawn = [torch.randn(start[0].shape, generator=g, dtype=start.dtype) for g in generators]
        step = torch.stack(drawn)
        ensemble.theta.copy_(start + config.nudge * step / step.norm(dim=1, keepdim=True))
        felt += value() != before
    ensemble.theta.copy_(start)
    return felt / config.num_nudges
