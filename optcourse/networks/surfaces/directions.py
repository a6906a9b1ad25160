"""Directions in the space of parameters to look along; for any model."""

from dataclasses import dataclass

import torch

from optcourse.validation import whole


def random_directions(model, count=2, seed=0):
    """Standard normal vectors (count, P), like the model's parameters, by a seed of their own."""
    count, seed = whole("count", count, at_least=1), whole("seed", seed)
    params = list(model.parameters())
    size = sum(param.numel() for param in params)
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(count, size, generator=generator, dtype=torch.float64)
    return noise.to(params[0])


def filter_normalized(model, directions):
    """`directions` (D, P), each filter scaled to the norm of that filter in the model.

    A filter is the part of a weight that makes one output: a row of a Linear layer, a kernel of
    a convolution. Parameters of one axis (biases, scales of a normalization) are set to 0, so
    that they stay as they are. Li et al. (2018), arXiv 1712.09913, section 4 and, for the biases,
    the authors' own settings. Rescaling a layer of a ReLU network and undoing it in the next then
    leaves the picture as it was. ValueError for another shape or values that are not finite.
    """
    params = [param.detach() for param in model.parameters()]
    sizes = [param.numel() for param in params]
    directions = _rows("directions", directions, sum(sizes)).to(params[0])
    parts = zip(params, directions.split(sizes, dim=1), strict=True)
    return torch.cat([_normalized(param, part) for param, part in parts], dim=1)


def _normalized(param, part):
    if param.ndim < 2:
        return torch.zeros_like(part)
    filters = part.view(len(part), len(param), -1)
    lengths = filters.norm(dim=2, keepdim=True)
    wanted = param.flatten(1).norm(dim=1)[:, None]
    return (filters * torch.where(lengths > 0, wanted / lengths, 0.0)).flatten(1)


@dataclass(frozen=True, eq=False)
class TrajectoryPlane:
    """The plane in which a path of parameters moves most, through its end.

    `center` (P,), the last point; `directions` (2, P), orthonormal; `path` (T, 2), the points'
    coordinates in the plane, the last at 0; `explained` (2,), the fractions of the path's
    variance along each direction.
    """

    center: torch.Tensor
    directions: torch.Tensor
    path: torch.Tensor
    explained: torch.Tensor


@torch.no_grad()
def trajectory_plane(points):
    """Principal directions of a path `points` (T, P) of at least three points that moves.

    Li et al. (2018), section 7.2. ValueError for fewer points, P below 2, a path that stands
    still, or values that are not finite.
    """
    points = _rows("points", points)
    if len(points) < 3 or points.shape[1] < 2:
        raise ValueError(
            f"points must be at least 3 points of at least 2 numbers, got {tuple(points.shape)}"
        )
    away = points - points[-1]
    _, sizes, directions = torch.linalg.svd(away - away.mean(0), full_matrices=False)
    if not sizes[0] > 0:
        raise ValueError("points must move, got a path that stands still")
    directions = directions[:2]
    explained = sizes[:2] ** 2 / (sizes**2).sum()
    return TrajectoryPlane(points[-1], directions, away @ directions.T, explained)


def _rows(name, rows, size=None):
    if not torch.is_tensor(rows):
        rows = torch.stack([torch.as_tensor(row) for row in rows])
    if rows.ndim != 2 or not len(rows) or size not in (None, rows.shape[1]):
        wanted = "(any, any)" if size is None else f"(any, {size})"
        raise ValueError(f"{name} must have shape {wanted}, got {tuple(rows.shape)}")
    if not torch.isfinite(rows).all():
        raise ValueError(f"{name} must be finite, got inf or nan")
    return rows.detach()
