"""Claims D7, D9: real networks started near the saddle at zero weights."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class PlateauConfig(Checked):
    """Tanh networks trained on digits by SGD from default weights times each of `factors`."""

    seeds: tuple = (0, 1, 2)
    hidden: tuple = (32, 32)
    factors: tuple = checked(positive, (0.03, 0.1, 0.3, 1.0))
    num_train: int = 300
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 32, at_least=1)
    num_steps: int = checked(whole, 2500, at_least=1)
    every: int = checked(whole, 10, at_least=1)


@dataclass(frozen=True, eq=False)
class Plateau:
    """F factors, S seeds, T moments.

    `factors` (F,), `steps` (T,); on all training examples, (F, S, T): `loss`, the cross-entropy in
    nats, and `grad_norm` ‖g‖; nan after a network diverged.
    """

    factors: np.ndarray
    steps: np.ndarray
    loss: np.ndarray
    grad_norm: np.ndarray

    def reached(self, fraction):
        """The first step at which the loss is at most `fraction` of ln 10, (F, S); inf if never."""
        there = self.loss <= fraction * np.log(10)
        return np.where(there.any(axis=2), self.steps[there.argmax(axis=2)], np.inf)

    def stopped(self, threshold):
        """Where a rule that stops once ‖g‖ < threshold stops: indices of moments (F, S); T − 1."""
        small = self.grad_norm < threshold
        return np.where(small.any(axis=2), small.argmax(axis=2), len(self.steps) - 1)


def plateaus(config: PlateauConfig) -> Plateau:
    """All networks at once. Zero weights are a critical point of all but the output biases."""
    data = digits(num_train=config.num_train)
    examples = data.X_train, data.y_train
    pairs = [(factor, seed) for factor in config.factors for seed in config.seeds]
    widths = (examples[0].shape[1], *config.hidden, 10)
    ensemble = Ensemble([mlp(widths, "tanh", seed) for _, seed in pairs], device())
    ensemble.theta.mul_(torch.tensor([[factor] for factor, _ in pairs], device=device()))
    history = train(
        ensemble,
        examples,
        GradientDescent(config.lr),
        num_steps=config.num_steps,
        batch_size=config.batch_size,
        seeds=[seed for _, seed in pairs],
        record=("loss", "grad_norm"),
        every=config.every,
        measure_on=examples,
    )
    shape = (len(config.factors), len(config.seeds), -1)
    curves = history.loss.reshape(shape), history.grad_norm.reshape(shape)
    return Plateau(np.array(config.factors), history.steps, *curves)
