"""Claim D5: the critical points of a linear autoencoder, built from theory and found by search."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch
from torch import nn

from optcourse.chapters.saddles.experiments.objectives import shrunken_digits
from optcourse.networks.curvature import critical_point
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class AutoencoderConfig(Checked):
    """x ↦ W₂W₁x with `code` hidden numbers, on all digits shrunk to `size` pixels, centred.

    Newton searches from `num_starts` normal weights, with steps of length at most `cap`.
    """

    seed: int = 0
    size: tuple = (4, 2)
    code: int = checked(whole, 2, at_least=1)
    num_starts: int = checked(whole, 60, at_least=1)
    num_steps: int = checked(whole, 80, at_least=1)
    cap: float = checked(positive, 0.3)

    @classmethod
    def at(cls, scale, seed=0):
        """Eight pixels and a code of two, quick and full."""
        return cls(seed)


@dataclass(frozen=True, eq=False)
class AutoencoderPoints:
    """C points built from sets of principal directions, and N places where searches ended.

    `variances` (d,) along the principal directions, descending. Of the sets: `members` (C, d)
    booleans, `loss` (C,), `grad_norm` (C,), `lowest` (C,) and `highest` (C,) eigenvalue of the
    Hessian, `promised` (C,) half of the variances left out. Of the searches: `found_grad_norm`
    (N,), `found_loss` (N,) and `found_map` (N, d, d), W₂W₁ in principal coordinates.
    """

    variances: np.ndarray
    members: np.ndarray
    loss: np.ndarray
    grad_norm: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    promised: np.ndarray
    found_grad_norm: np.ndarray
    found_loss: np.ndarray
    found_map: np.ndarray


def autoencoder_points(config: AutoencoderConfig) -> AutoencoderPoints:
    """Every set of at most `code` directions; then a search that knows nothing of them.

    The loss is ½‖x̂ − x‖², averaged. Baldi and Hornik (1989), fact 4 and its proof.
    """
    X = torch.tensor(shrunken_digits(tuple(range(10)), config.size)[0])
    variances, directions = torch.linalg.eigh(X.T @ X / len(X))
    variances, directions = variances.flip(0), directions.flip(1)
    d = X.shape[1]
    sets = [s for size in range(config.code + 1) for s in combinations(range(d), size)]
    members = np.array([[i in chosen for i in range(d)] for chosen in sets])
    points = [critical_point(_projection(directions, s, config.code), X, X, "squared_error")
              for s in sets]  # fmt: skip
    columns = [(p.loss, p.grad_norm, float(p.eigenvalues[0]), float(p.eigenvalues[-1]))
               for p in points]  # fmt: skip
    promised = 0.5 * np.sum(np.where(members, 0, variances.numpy()), axis=1)
    found = _search(X, directions, config)
    return AutoencoderPoints(variances.numpy(), members, *np.array(columns).T, promised, *found)


def _projection(directions, chosen, code):
    """The network that projects on the chosen directions; units left over are zero."""
    d = len(directions)
    layers = [nn.Linear(d, code, bias=False), nn.Linear(code, d, bias=False)]
    model = nn.Sequential(*layers).double()
    with torch.no_grad():
        for param in model.parameters():
            param.zero_()
        for unit, i in enumerate(chosen):
            model[0].weight[unit], model[1].weight[:, unit] = directions[:, i], directions[:, i]
    return model


def _search(X, directions, config):
    """Newton from everywhere: ‖g‖ (N,), the loss (N,) and W₂W₁ in principal coordinates."""
    covariance, d = X.T @ X / len(X), X.shape[1]
    size = config.code * d

    def product(theta):
        return theta[size:].view(d, config.code) @ theta[:size].view(config.code, d)

    def loss(theta):
        missed = torch.eye(d, dtype=theta.dtype) - product(theta)
        return 0.5 * torch.trace(missed @ covariance @ missed.T)

    grads = torch.func.vmap(torch.func.grad(loss))
    hessians = torch.func.vmap(torch.func.jacrev(torch.func.grad(loss)))
    generator = torch.Generator().manual_seed(config.seed)
    theta = torch.randn(config.num_starts, 2 * size, generator=generator, dtype=torch.float64)
    theta *= torch.linspace(0.1, 0.8, config.num_starts, dtype=torch.float64)[:, None]
    for _ in range(config.num_steps):
        step = _pseudo_newton(grads(theta), hessians(theta))
        theta += step * (config.cap / (1e-300 + step.norm(dim=1, keepdim=True))).clamp(max=1)
    maps = directions.T @ torch.func.vmap(product)(theta) @ directions
    norms = grads(theta).norm(dim=1)
    return norms.numpy(), torch.func.vmap(loss)(theta).numpy(), maps.numpy()


def _pseudo_newton(grad, hessian, tolerance=1e-7):
    """−H⁺g (N, P): exact zeros, along which the function does not change, get no step."""
    values, vectors = torch.linalg.eigh(hessian)
    small = values.abs() < tolerance * values.abs().amax(dim=1, keepdim=True)
    inverse = torch.where(small, 0, 1 / torch.where(small, 1, values))
    return -(vectors @ (inverse[..., None] * (vectors.mT @ grad[..., None])))[..., 0]
