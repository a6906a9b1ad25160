"""Claim I9: one gradient step in a real network, predicted to second order and measured."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from optcourse.networks.curvature import HessianOperator
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class StepConfig(Checked):
    """A network trained on digits by minibatch SGD and stopped at `moments` (steps) to measure.

    Its weights at the start are torch's times `scale`. `min_rate`, `max_rate` and `num_rates` span
    the logarithmic grid of rates tried there.
    """

    seed: int = 0
    hidden: tuple = (32, 32)
    activation: str = "tanh"
    scale: float = checked(positive, 1.0)
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 32, at_least=1)
    moments: tuple = (0, 10, 30, 100, 300, 1000)
    min_rate: float = 1e-3
    max_rate: float = 1e2
    num_rates: int = checked(whole, 51, at_least=2)

    def __post_init__(self):
        super().__post_init__()
        positive("max_rate - min_rate", self.max_rate - positive("min_rate", self.min_rate))
        if not self.moments or list(self.moments) != sorted(set(self.moments)):
            raise ValueError(f"moments must be increasing numbers of steps, got {self.moments!r}")


@dataclass(frozen=True, eq=False)
class StepInNetwork:
    """T moments of training, K rates; losses are mean cross-entropies (nats) on all of training.

    `moments` (T,) steps taken before; `loss` (T,); `grad_sq` (T,) gᵀg; `curvature` (T,) gᵀHg;
    `rates` (K,); `actual` (T, K), the measured change of the loss by θ ← θ − rate g; `diverged_at`,
    the first moment with a loss that is not finite, or None; nan from then on. All in float64.
    """

    moments: np.ndarray
    loss: np.ndarray
    grad_sq: np.ndarray
    curvature: np.ndarray
    rates: np.ndarray
    actual: np.ndarray
    diverged_at: int | None

    @property
    def predicted(self):
        """½ rate² gᵀHg − rate gᵀg, (T, K). Goodfellow et al. (2016), equation 8.10."""
        return 0.5 * self.rates**2 * self.curvature[:, None] - self.rates * self.grad_sq[:, None]

    @property
    def break_even(self):
        """2 gᵀg / gᵀHg, (T,): the rate beyond which a step is predicted to hurt; inf if none."""
        curved = self.curvature > 0
        return np.where(curved, 2 * self.grad_sq / np.where(curved, self.curvature, 1), np.inf)

    @property
    def measured_limit(self):
        """The smallest rate at which a step does not lower the loss, (T,); inf beyond the grid.

        Between two rates of the grid the change is taken as linear in the logarithm of the rate.
        """
        return np.array([_crossing(self.rates, row) for row in self.actual])


def _crossing(rates, change):
    risen = np.flatnonzero(~(change < 0))
    if len(risen) == 0 or risen[0] == 0:
        return rates[0] if len(risen) else np.inf
    k = risen[0]
    share = -change[k - 1] / (change[k] - change[k - 1])
    return rates[k - 1] * (rates[k] / rates[k - 1]) ** (share if np.isfinite(share) else 0.0)


def step_in_network(config: StepConfig) -> StepInNetwork:
    """Train, and at each moment measure gᵀg, gᵀHg and the loss after steps of every rate."""
    data = digits(seed=config.seed)
    X, y = torch.tensor(data.X_train, device=device()), torch.tensor(data.y_train, device=device())
    model = mlp([X.shape[1], *config.hidden, 10], config.activation, config.seed)
    ensemble = Ensemble([model], device())
    ensemble.theta.mul_(config.scale)
    rates = np.geomspace(config.min_rate, config.max_rate, config.num_rates)
    rows, batches = [], _batches(X, y, config)
    settings = {"num_steps": max(1, config.moments[-1])}
    for moment in training(ensemble, batches, GradientDescent(config.lr), **settings):
        if moment.step in config.moments:
            rows.append(_measure(moment, X, y, rates))
    rows = np.stack(rows)
    loss, grad_sq, curvature, actual = *rows[:, :3].T, rows[:, 3:]
    lost = np.flatnonzero(~np.isfinite(loss))
    diverged_at = int(config.moments[lost[0]]) if len(lost) else None
    moments = np.array(config.moments)
    return StepInNetwork(moments, loss, grad_sq, curvature, rates, actual, diverged_at)


def _batches(X, y, config):
    """Minibatches without end; what is left of an epoch and fills no batch is left out."""
    generator = torch.Generator().manual_seed(config.seed)
    size = min(config.batch_size, len(y))
    while True:
        order = torch.randperm(len(y), generator=generator).to(X.device)
        for batch in order[: len(y) // size * size].split(size):
            yield X[batch], y[batch]


def _measure(moment, X, y, rates):
    """Loss, gᵀg, gᵀHg and what each rate changes, (3 + K,), in float64; nan after divergence."""
    model, X = moment.ensemble.model(0).to(X.device).double(), X.double()
    loss = F.cross_entropy(model(X), y)
    operator = HessianOperator(loss, model.parameters())
    theta = parameters_to_vector(model.parameters()).detach()
    after = []
    with torch.no_grad():
        for rate in rates:
            vector_to_parameters(theta - rate * operator.grad, model.parameters())
            after.append(F.cross_entropy(model(X), y).item())
    grad_sq, curvature = operator.grad @ operator.grad, operator.curvature_along_gradient()
    row = torch.stack([loss.detach(), grad_sq, curvature]).cpu()
    changes = torch.tensor(after, dtype=row.dtype) - row[0]
    return moment.known(torch.cat([row, changes])[None])[0].numpy()
