"""Claim I7: under full-batch descent, sharpness climbs to 2/lr and hovers there."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.curvature import top_eigenvalues
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class EdgeConfig(Checked):
    """One network, started from the same weights at each of `rates`; squared error.

    Its weights at the start are torch's times `scale`. Measured every `every` steps.
    """

    seed: int = 0
    rates: tuple = checked(positive, (0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4))
    num_train: int = 500
    hidden: tuple = (32, 32, 32)
    activation: str = "tanh"
    scale: float = checked(positive, 1.0)
    num_steps: int = checked(whole, 2500, at_least=1)
    every: int = checked(whole, 50, at_least=1)


@dataclass(frozen=True, eq=False)
class EdgeOfStability:
    """R rates. The loss is ½ ‖output − one-hot target‖², averaged over examples.

    `rates` (R,); `loss` (R, num_steps + 1) after 0, 1, … steps; `steps` (T,) at which
    `sharpness` (R, T), the largest eigenvalue of the Hessian, was measured to better than 1%, and
    `grad_sq` and `curvature` (R, T), which are gᵀg and gᵀHg;
    `diverged_at` (R,), the step of the first loss or gradient that is not finite, -1 if none: nan
    after it.
    """

    rates: np.ndarray
    loss: np.ndarray
    steps: np.ndarray
    sharpness: np.ndarray
    grad_sq: np.ndarray
    curvature: np.ndarray
    diverged_at: np.ndarray

    @property
    def relative_sharpness(self):
        """lr λmax / 2, (R, T): descent on a quadratic is stable below 1."""
        return 0.5 * self.rates[:, None] * self.sharpness

    @property
    def balance(self):
        """lr gᵀHg / 2gᵀg, (R, T): what curvature costs a step, as a part of what the slope gives.

        The two terms of equation 8.10 in Goodfellow et al. (2016): a step hurts if above 1.
        """
        return 0.5 * self.rates[:, None] * self.curvature / self.grad_sq


def edge_of_stability(config: EdgeConfig) -> EdgeOfStability:
    """Full-batch gradient descent at all rates at once. Cohen et al. (2021), arXiv 2103.00065."""
    data = digits(num_train=config.num_train, seed=config.seed)
    X, y = data.X_train, data.y_train
    widths = [X.shape[1], *config.hidden, 10]
    models = [mlp(widths, config.activation, config.seed) for _ in config.rates]
    ensemble = Ensemble(models, device())
    ensemble.theta.mul_(config.scale)
    losses, rows, vectors = [], [], None
    settings = {"num_steps": config.num_steps, "loss": "squared_error"}
    for moment in training(ensemble, (X, y), GradientDescent(config.rates), **settings):
        losses.append(moment.known(moment.loss.detach()))
        if moment.step % config.every == 0:
            top, vectors = _sharpest(moment, vectors)
            terms = torch.stack(
                [top, moment.norm**2, moment.operator.curvature_along_gradient()], 1
            )
            rows.append(moment.known(terms))
    loss, rows = (torch.stack(each, dim=1).double().cpu().numpy() for each in (losses, rows))
    steps = np.arange(0, config.num_steps + 1, config.every)
    diverged_at = moment.ends.diverged_at.cpu().numpy()
    return EdgeOfStability(
        np.array(config.rates), loss, steps, *np.moveaxis(rows, 2, 0), diverged_at
    )


def _sharpest(moment, vectors):
    """The largest eigenvalue (R,) and its vector (R, P), found from the vector of a moment ago."""
    spectrum = top_eigenvalues(moment.operator, tol=2e-3, start=vectors)
    vectors = spectrum.vectors[..., 0]
    return spectrum.eigenvalues[:, 0].to(vectors.device), vectors  # they are found on the CPU
