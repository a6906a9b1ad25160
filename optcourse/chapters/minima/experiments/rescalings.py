"""Claims L4, L5, L16, L17 and L19: a ReLU network, its rescalings, and their weight decay."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.curvature import top_eigenvalues
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, cross_entropy, moment_of, train, training
from optcourse.networks.matchings import with_parameters
from optcourse.networks.models import mlp
from optcourse.rules import Adam, Decoupled, GradientDescent
from optcourse.validation import Checked, checked, non_negative, positive, whole


@dataclass(frozen=True)
class RescalingsConfig(Checked):
    """A ReLU network with one hidden layer of `width` units, trained on digits by Adam.

    Scales a from 1/`largest` to `largest`, `num_scales` of them, are tried on each unit. Then
    `descent_steps` full steps at rate `descent_lr` follow, from where all units are scaled by
    `off_balance`, once without and once with `decay`.
    """

    seed: int = 0
    width: int = checked(whole, 12, at_least=2)
    num_train: int = checked(whole, 300, at_least=2)
    lr: float = checked(positive, 0.01)
    num_steps: int = checked(whole, 400, at_least=2)
    num_scales: int = checked(whole, 41, at_least=2)
    largest: float = checked(positive, 8.0)
    off_balance: float = checked(positive, 2.0)
    decay: float = checked(non_negative, 0.02)
    descent_lr: float = checked(positive, 0.1)
    descent_steps: int = checked(whole, 1500, at_least=2)


@dataclass(frozen=True, eq=False)
class Rescalings:
    """n units, A scales; float64. A scale multiplies what goes into a unit, divides what comes out.

    `scales` (A,); `norms` (n, 2), lengths of the weights (and the bias) into each unit and of
    those out of it; `loss` (n, A) and `output_gap` (n, A), the training loss and the largest
    change of an output on test digits when one unit is scaled; `half_square` (n, A), ½‖θ‖² then;
    `grad_norm` (A,) and `sharpness` (A,), ‖g‖ and the largest eigenvalue of the Hessian when all
    units are scaled alike; `layer_slope` (A, 2), ‖g‖‖w‖ of each layer then, the output biases left
    out. `moments` (T,), steps of the descent that follows; `imbalance`
    (2, T, n), ‖in‖² − ‖out‖² of each unit, without and with weight decay.
    """

    scales: np.ndarray
    norms: np.ndarray
    loss: np.ndarray
    output_gap: np.ndarray
    half_square: np.ndarray
    grad_norm: np.ndarray
    sharpness: np.ndarray
    layer_slope: np.ndarray
    moments: np.ndarray
    imbalance: np.ndarray

    @property
    def best_scale(self):
        """√(‖out‖/‖in‖) of each unit, (n,): where weight decay along its hyperbola is least."""
        return np.sqrt(self.norms[:, 1] / self.norms[:, 0])


def rescalings(config: RescalingsConfig) -> Rescalings:
    """Train, rescale, descend. Goodfellow et al. (2016), section 8.2.2; Neyshabur et al. (2015)."""
    model, X, y, X_test = _trained(config)
    n, scales = config.width, _scales(config)
    factors = torch.ones(n, len(scales), n, dtype=torch.float64)
    for unit in range(n):
        factors[unit, :, unit] = torch.tensor(scales)
    theta = torch.stack([rescaled(model, each) for each in factors.flatten(0, 1)])
    copies = with_parameters(model, theta)
    with torch.no_grad():
        loss, outputs = cross_entropy(copies(X), y), copies(X_test)
        gap = (outputs - model(X_test)).abs().amax(dim=(1, 2))
    shape = (n, len(scales))
    grad_norm, sharpness, layer_slope = _all_alike(model, scales, X, y)
    moments, imbalance = _descended(model, config, X, y)
    return Rescalings(
        scales=scales,
        norms=torch.stack(_norms(model.parameters()), dim=1).numpy(),
        loss=loss.view(shape).numpy(),
        output_gap=gap.view(shape).numpy(),
        half_square=0.5 * (theta**2).sum(1).view(shape).numpy(),
        grad_norm=grad_norm,
        sharpness=sharpness,
        layer_slope=layer_slope,
        moments=moments,
        imbalance=imbalance,
    )


def rescaled(model, factors):
    """Parameters (p,) after each hidden unit's weights in are times, those out over its factor."""
    into, out = model[0], model[2]
    parts = [into.weight * factors[:, None], into.bias * factors, out.weight / factors, out.bias]
    return torch.cat([part.detach().flatten() for part in parts])


def _scales(config):
    ends = np.log(config.largest)
    return np.exp(np.linspace(-ends, ends, config.num_scales))


def _trained(config):
    data = digits(num_train=config.num_train, seed=config.seed)
    ensemble = Ensemble([mlp((64, config.width, 10), "relu", config.seed)])
    settings = {"num_steps": config.num_steps, "record": ()}
    train(ensemble, (data.X_train, data.y_train), Adam(config.lr), **settings)
    X, X_test = (torch.tensor(part).double() for part in (data.X_train, data.X_test))
    return ensemble.model(0).double(), X, torch.tensor(data.y_train), X_test


@torch.no_grad()
def _norms(params):
    """Lengths of the weights and bias into, and of the weights out of, each unit: two of (…, n)."""
    weight, bias, out, _ = params
    return (weight.square().sum(-1) + bias.square()).sqrt(), out.square().sum(-2).sqrt()


def _all_alike(model, scales, X, y):
    units = len(model[0].bias)
    alike = [rescaled(model, torch.full((units,), a, dtype=torch.float64)) for a in scales]
    copies = with_parameters(model, torch.stack(alike))
    at = moment_of(copies, X, y)
    sharpness = top_eigenvalues(at.operator, tol=1e-3).eigenvalues[:, 0]
    into = len(model[0].weight.flatten()) + units
    cuts = [slice(into), slice(into, into + len(model[2].weight.flatten()))]
    slopes = [at.grad[:, cut].norm(dim=1) * copies.theta[:, cut].norm(dim=1) for cut in cuts]
    return at.norm.numpy(), sharpness.numpy(), torch.stack(slopes, dim=1).numpy()


def _descended(model, config, X, y):
    """Full-batch descent without and with weight decay, from one unbalanced place."""
    factors = torch.full((config.width,), config.off_balance, dtype=torch.float64)
    both = with_parameters(model, rescaled(model, factors).expand(2, -1))
    rule = Decoupled(GradientDescent(config.descent_lr), (0.0, config.decay))
    moments = np.unique(np.linspace(0, config.descent_steps, 41).astype(int))
    imbalance = []
    for moment in training(both, (X, y), rule, num_steps=config.descent_steps):
        if moment.step in moments:
            into, out = _norms(both.params)
            imbalance.append((into**2 - out**2).numpy())
    return moments, np.stack(imbalance, axis=1)
