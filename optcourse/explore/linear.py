"""Products and small linear algebra of traced arrays."""

import numpy as np

from . import operations


def matmul(a, b):
    """`a @ b` for vectors, matrices, and stacks of row vectors."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        raise ValueError("matmul takes arrays of at least one dimension, got a number")
    if np.ndim(b) == 1:
        return np.sum(a * b, axis=-1)
    if np.ndim(a) == 1:
        return np.sum(np.expand_dims(a, -1) * b, axis=-2)
    columns = [np.sum(a * b[..., :, j][..., None, :], axis=-1) for j in range(np.shape(b)[-1])]
    return np.stack(columns, axis=-1)


def dot(_, a, b):
    return a * b if 0 in (np.ndim(a), np.ndim(b)) else matmul(a, b)


def norm(_, x, axis=None):
    return np.sqrt(np.sum(x * x, axis=axis))


def _entries(matrix, name):
    if np.shape(matrix) != (2, 2):
        raise operations.untraceable(f"linalg.{name} of shape {np.shape(matrix)}: only (2, 2)")
    return matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]


def det(_, matrix):
    a, b, c, d = _entries(matrix, "det")
    return a * d - b * c


def inv(_, matrix):
    a, b, c, d = _entries(matrix, "inv")
    return np.stack([np.stack([d, -b]), np.stack([-c, a])]) / (a * d - b * c)


def solve(program, matrix, right):
    return matmul(inv(program, matrix), right)


def eigvalsh(_, matrix):
    """Eigenvalues of a symmetric 2 × 2 matrix, increasing."""
    a, b, _, d = _entries(matrix, "eigvalsh")
    middle, radius = (a + d) / 2, np.hypot((a - d) / 2, b)
    return np.stack([middle - radius, middle + radius])
