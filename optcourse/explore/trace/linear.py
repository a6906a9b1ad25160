"""Products and small linear algebra of traced arrays."""

import numpy as np

from . import strides
from .calls import stored
from .emit import contiguous, walked
from .program import untraceable
from .tracer import UNROLL, Buffer, Tracer, boolean, whole


def matmul(a, b):
    """`a @ b` for vectors, matrices, and stacks of matrices."""
    _check_product(a, b, np.shape(b)[max(-2, -np.ndim(b))] if np.ndim(b) else 0)
    if any(isinstance(x, Buffer) or np.size(x) > UNROLL for x in (a, b)):
        return _long(a, b)
    if np.ndim(b) == 1:
        return np.sum(a * b, axis=-1)
    if np.ndim(a) == 1:
        return np.sum(np.expand_dims(a, -1) * b, axis=-2)
    columns = [np.sum(a * b[..., :, j][..., None, :], axis=-1) for j in range(np.shape(b)[-1])]
    return np.stack(columns, axis=-1)


def _long(a, b):
    """A product of long arrays, by one kernel."""
    if np.ndim(b) == 1:
        return np.reshape(_long(a, np.reshape(b, (-1, 1))), np.shape(a)[:-1])
    if np.ndim(a) == 1:
        result = _long(np.reshape(a, (1, -1)), b)
        return np.reshape(result, result.shape[:-2] + result.shape[-1:])
    if np.ndim(b) == 2 and np.ndim(a) > 2:  # one matrix for all
        flat = _long(np.reshape(a, (-1, np.shape(a)[-1])), b)
        return np.reshape(flat, (*np.shape(a)[:-1], np.shape(b)[-1]))
    return _stacks(a, b)


def _stacks(a, b):
    """Each matrix of a stack times its partner."""
    program = next(x.program for x in (a, b) if isinstance(x, Tracer))
    (*_, m, k), n = np.shape(a), np.shape(b)[-1]
    stack = np.broadcast_shapes(np.shape(a)[:-2], np.shape(b)[:-2])
    b = _side_by_side(program, stored(program, b))
    walks = [walked(program, _as_stack(stored(program, x), stack)) for x in (a, b)]
    names = [name for name, _, _ in walks]
    places = [program.emit(f"[{offset},{row},{column},{matrix}]", [])
              for _, offset, (matrix, row, column) in walks]  # fmt: skip
    size = int(np.prod(stack, dtype=int)) * m * n
    out = program.filled("product", size, [*names, *map(str, (m, k, n)), *places], names)
    return whole(program, out, (*stack, m, n))


def _side_by_side(program, b):
    """The matrices with the entries of each row side by side, copied where they are not."""
    walk = strides.walk(b.index)
    if walk is None or b.shape[-1] == 1 or walk[1][-1] == 1:
        return b
    return whole(program, contiguous(program, b), b.shape, b.boolean)


def _as_stack(x, stack):
    """Matrices (…, m, k) as one for each place of `stack`, along one axis."""
    shape = np.shape(x)[-2:]
    return np.reshape(np.broadcast_to(x, (*stack, *shape)), (-1, *shape))


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
