"""Losses on lines and planes in the space of parameters."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.objective import mlp_layers, objective
from optcourse.networks.surfaces.planes import plane_losses
from optcourse.validation import finite_array, one_of


def parameter_vector(model):
    """The model's parameters as one flat, detached copy (P,), in the order of `parameters()`."""
    return torch.cat([param.detach().flatten() for param in model.parameters()])


@dataclass(frozen=True, eq=False)
class Interpolation:
    """`losses` (n,) at (1 − t) start + t end for `ts` (n,); float64, inf or nan where they are."""

    ts: np.ndarray
    losses: np.ndarray


@dataclass(frozen=True, eq=False)
class LossSlice:
    """`losses` (len(ys), len(xs)) at center + x u + y v, a row a y; float64, may be inf or nan."""

    xs: np.ndarray
    ys: np.ndarray
    losses: np.ndarray


def interpolate(model, start, end, X, y, loss="cross_entropy", ts=None, route="fastest"):
    """The mean loss on the line through parameter vectors `start` and `end` (P,).

    `ts` are by default 51 numbers from 0 to 1; others may lie outside. `model` gives the
    architecture and is left as it is. Goodfellow, Vinyals and Saxe (2015). ValueError as in
    `losses_at`.
    """
    ts = np.linspace(0, 1, 51) if ts is None else finite_array("ts", ts, (None,))
    start = _vector("start", start, model)
    step = _vector("end", end, model) - start
    losses = losses_at(model, start, step[None], ts[:, None], X, y, loss, route)
    return Interpolation(ts, losses)


def loss_slice(
    model, center, directions, X, y, loss="cross_entropy", xs=None, ys=None, route="fastest"
):
    """The mean loss on the plane center + x u + y v as a `LossSlice`.

    `center` (P,), `directions` (2, P): u and v, of any kind, as `random_directions`,
    `filter_normalized` and `trajectory_plane` make them. `xs` and `ys` are by default 51 numbers
    from -1 to 1. ValueError as in `losses_at`.
    """
    xs, ys = (
        np.linspace(-1, 1, 51) if each is None else finite_array(name, each, (None,))
        for name, each in (("xs", xs), ("ys", ys))
    )
    if len(directions) != 2:
        raise ValueError(f"directions must be two vectors, got {len(directions)}")
    grid = np.stack(np.meshgrid(xs, ys), axis=-1)
    losses = losses_at(model, center, directions, grid.reshape(-1, 2), X, y, loss, route)
    return LossSlice(xs, ys, losses.reshape(len(ys), len(xs)))


@torch.no_grad()
def losses_at(model, center, directions, coefficients, X, y, loss="cross_entropy", route="fastest"):
    """The mean loss at each of n points center + Σ coefficients[i, j] directions[j], (n,) float64.

    `center` (P,), `directions` (D, P), `coefficients` (n, D); `loss` as in `objective`. Route
    "planes" needs an MLP; "generic" runs any model point by point; "fastest" takes the former
    where it can. A loss that is not finite is returned so. ValueError for shapes that do not
    match, parameters or data that are not finite, and as in `objective`.
    """
    one_of("route", route, ("fastest", "planes", "generic"))
    made, layers = objective(model, X, y, loss), mlp_layers(model)
    if route == "planes" and layers is None:
        raise ValueError(
            "route must be 'generic' or 'fastest' for a model that is not an nn.Sequential of "
            "Linear and elementwise layers; got 'planes'"
        )
    center = _vector("center", center, model)
    if not len(directions):
        raise ValueError("directions must hold at least one vector, got none")
    directions = torch.stack([_vector("directions", each, model) for each in directions])
    coefficients = finite_array("coefficients", coefficients, (None, len(directions)))
    coefficients = torch.as_tensor(coefficients).to(center)
    if not len(coefficients):
        raise ValueError("coefficients must hold at least one point, got none")
    if layers is not None and route != "generic":
        losses = plane_losses(made, layers, center, directions, coefficients)
    else:
        points = (center + each @ directions for each in coefficients)
        losses = torch.stack([made.losses(made.unflatten(at)).mean() for at in points])
    return losses.double().cpu().numpy()


def _vector(name, vector, model):
    """`vector` as a finite tensor (P,) like the model's parameters."""
    like = parameter_vector(model)
    tensor = torch.as_tensor(vector).detach().to(like)
    if tensor.shape != like.shape:
        wanted, got = tuple(like.shape), tuple(tensor.shape)
        raise ValueError(f"{name} must have shape {wanted}, a number a parameter, got {got}")
    if not torch.isfinite(tensor).all():
        raise ValueError(f"{name} must be finite, got inf or nan")
    return tensor
