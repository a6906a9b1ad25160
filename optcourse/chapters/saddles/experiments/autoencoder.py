"""Claims D5, D17: critical points of linear autoencoders, by theory and by search."""

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
    """x ↦ W_L … W₁x of `depth` L layers, `code` hidden numbers in each between.

    The data are all digits shrunk to `size` pixels, centred.
    Newton searches from `num_starts` normal weights, with steps of length at most `cap`.
    """

    seed: int = 0
    size: tuple = (4, 2)
    code: int = checked(whole, 2, at_least=1)
    depth: int = checked(whole, 2, at_least=2)
    num_starts: int = checked(whole, 60, at_least=1)
    num_steps: int = checked(whole, 80, at_least=1)
    cap: float = checked(positive, 0.3)


@dataclass(frozen=True, eq=False)
class AutoencoderPoints:
    """C points built from sets of principal directions, and N places where searches ended.

    `variances` (d,) along the principal directions, descending. Of the sets: `members` (C, d)
    booleans, `loss` (C,), `grad_norm` (C,), `lowest` (C,) and `highest` (C,) eigenvalue of the
    Hessian, `promised` (C,) half of the variances left out. Of the searches: `found_grad_norm`
    (N,), `found_loss` (N,) and `found_map` (N, d, d), W_L … W₁ in principal coordinates.
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

    The loss is ½‖x̂ − x‖², averaged. Baldi and Hornik (1989), fact 4 and its proof; for more layers
    Kawaguchi (2016).
    """
    X = torch.tensor(shrunken_digits(tuple(range(10)), config.size)[0])
    variances, directions = torch.linalg.eigh(X.T @ X / len(X))
    variances, directions = variances.flip(0), directions.flip(1)
    d = X.shape[1]
    sets = [s for size in range(config.code + 1) for s in combinations(range(d), size)]
    members = np.array([[i in chosen for i in range(d)] for chosen in sets])
    points = [critical_point(_projection(directions, s, config), X, X, "squared_error")
              for s in sets]  # fmt: skip
    columns = [(p.loss, p.grad_norm, float(p.eigenvalues[0]), float(p.eigenvalues[-1]))
               for p in points]  # fmt: skip
    promised = 0.5 * np.sum(np.where(members, 0, variances.numpy()), axis=1)
    found = _search(X, directions, config)
    return AutoencoderPoints(variances.numpy(), members, *np.array(columns).T, promised, *found)


def _shapes(d, config):
    """Rows and columns of W₁, …, W_L."""
    sizes = [d, *[config.code] * (config.depth - 1), d]
    return list(zip(sizes[1:], sizes[:-1], strict=True))


def _projection(directions, chosen, config):
    """The network that projects on the chosen directions; units left over are zero."""
    shapes = _shapes(len(directions), config)
    model = nn.Sequential(*[nn.Linear(n, m, bias=False) for m, n in shapes]).double()
    with torch.no_grad():
        for param in model.parameters():
            param.zero_()
        for unit, i in enumerate(chosen):
            model[0].weight[unit], model[-1].weight[:, unit] = directions[:, i], directions[:, i]
            for layer in model[1:-1]:
                layer.weight[unit, unit] = 1.0
    return model


def _search(X, directions, config):
    """Newton from everywhere: ‖g‖ (N,), the loss (N,), W_L … W₁ in principal coordinates."""
    covariance, d = X.T @ X / len(X), X.shape[1]
    shapes = _shapes(d, config)
    sizes = [m * n for m, n in shapes]

    def product(theta):
        layers = [part.view(shape) for part, shape in zip(theta.split(sizes), shapes, strict=True)]
        return torch.linalg.multi_dot(layers[::-1])

    def loss(theta):
        missed = torch.eye(d, dtype=theta.dtype) - product(theta)
        return 0.5 * torch.trace(missed @ covariance @ missed.T)

    grads = torch.func.vmap(torch.func.grad(loss))
    hessians = torch.func.vmap(torch.func.jacrev(torch.func.grad(loss)))
    generator = torch.Generator().manual_seed(config.seed)
    theta = torch.randn(config.num_starts, sum(sizes), generator=generator, dtype=torch.float64)
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
