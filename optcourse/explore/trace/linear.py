"""Products and small linear algebra of traced arrays."""

import numpy as np

from .program import untraceable
from .tracer import boolean


def matmul(a, b):
    """`a @ b` for vectors, matrices, and stacks of matrices."""
    _check_product(a, b, np.shape(b)[max(-2, -np.ndim(b))] if np.ndim(b) else 0)
    if np.ndim(b) == 1:
        return np.sum(a * b, axis=-1)
    if np.ndim(a) == 1:
        return np.sum(np.expand_dims(a, -1) * b, axis=-2)
    columns = [np.sum(a * b[..., :, j][..., None, :], axis=-1) for j in range(np.shape(b)[-1])]
    return np.stack(columns, axis=-1)


def _check_product(a, b, rows):
    if 0 in (np.ndim(a), np.ndim(b)):
        raise ValueError("a matrix product takes arrays of at least one dimension, got a number")
    if np.shape(a)[-1] != rows:
        raise ValueError(f"shapes {np.shape(a)} and {np.shape(b)} do not fit a matrix product")
    if boolean(a) and boolean(b):
        raise TypeError("np.matmul of booleans alone; multiply them by 1.0 first")


def dot(_, a, b):
    if 0 in (np.ndim(a), np.ndim(b)):
        return a * b
    if max(np.ndim(a), np.ndim(b)) > 2:
        raise untraceable("dot of arrays beyond matrices")
    return matmul(a, b)


def inner(_, a, b):
    if 0 in (np.ndim(a), np.ndim(b)):
        return a * b
    if max(np.ndim(a), np.ndim(b)) > 2:
        raise untraceable("inner of arrays beyond matrices")
    return matmul(a, b if np.ndim(b) == 1 else np.transpose(b))


def vdot(_, a, b):
    return matmul(np.reshape(a, (-1,)), np.reshape(b, (-1,)))


def norm(_, x, ord=None, axis=None, keepdims=False):
    """Root of the sum of squares; of vectors also the sum or the largest of the absolute values."""
    if ord is None or (ord == 2 and _over_one_axis(x, axis)):
        return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))
    if ord not in (1, np.inf) or not _over_one_axis(x, axis):
        raise untraceable(f"linalg.norm with ord={ord!r} of shape {np.shape(x)}")
    return (np.sum if ord == 1 else np.max)(np.abs(x), axis=axis, keepdims=keepdims)


def _over_one_axis(x, axis):
    return np.ndim(x) == 1 if axis is None else np.ndim(axis) == 0


def _entries(matrix, name):
    if np.shape(matrix) != (2, 2):
        raise untraceable(f"linalg.{name} of shape {np.shape(matrix)}: only (2, 2)")
    return matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]


def det(_, a):
    a, b, c, d = _entries(a, "det")
    return a * d - b * c


def inv(program, a):
    return solve(program, a, np.eye(2))


def solve(_, a, b):
    """The solution of a 2 × 2 system by elimination, from the row with the larger first entry."""
    p, q, r, s = _entries(a, "solve")
    first, second = b[0], b[1]
    swap = np.abs(r) > np.abs(p)
    p, r = np.where(swap, r, p), np.where(swap, p, r)
    q, s = np.where(swap, s, q), np.where(swap, q, s)
    first, second = np.where(swap, second, first), np.where(swap, first, second)
    ratio = r / p
    y = (second - ratio * first) / (s - ratio * q)
    return np.stack([(first - q * y) / p, y])


def eigvalsh(_, a):
    """Eigenvalues of a symmetric 2 × 2 matrix, increasing; reads its lower triangle."""
    first, _, side, last = _entries(a, "eigvalsh")
    middle, radius = (first + last) / 2, np.hypot((first - last) / 2, side)
    return np.stack([middle - radius, middle + radius])
