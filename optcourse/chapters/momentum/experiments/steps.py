"""How far a network comes in its first steps, at several learning rates."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class FirstStepsConfig(Checked):
    """The `rates` (R,) to compare, and `seeds` (S,), a network of `width` hidden units for each."""

    rates: tuple = checked(positive, (0.03, 0.3))
    seeds: tuple = (0, 1, 2, 3, 4)
    width: int = checked(whole, 16, at_least=1)
    num_steps: int = checked(whole, 30, at_least=1)
    num_train: int = checked(whole, 200, at_least=1)


@dataclass(frozen=True, eq=False)
class FirstSteps:
    """`rates` (R,), and the training `loss` (R, S, T + 1) before each of T steps and at the end."""

    rates: np.ndarray
    loss: np.ndarray


def first_steps(config: FirstStepsConfig) -> FirstSteps:
    """Full-batch gradient descent on digits, all rates and seeds at once."""
    data = digits(num_train=config.num_train)
    rates = np.repeat(config.rates, len(config.seeds))
    seeds = np.tile(config.seeds, len(config.rates))
    models = [mlp([64, config.width, 10], seed=seed) for seed in seeds]
    examples, rule = (data.X_train, data.y_train), GradientDescent(tuple(rates))
    losses = []
    for moment in training(Ensemble(models, device()), examples, rule, num_steps=config.num_steps):
        losses.append(moment.known(moment.loss.detach()))
    loss = torch.stack(losses, dim=1).double().cpu().numpy()
    shape = len(config.rates), len(config.seeds), config.num_steps + 1
    return FirstSteps(np.array(config.rates), loss.reshape(shape))
