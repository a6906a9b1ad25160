"""Newton's method, and Newton's method that saddle points do not attract."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optcourse.rules import Method
from optcourse.rules.base import a_rate
from optcourse.validation import checked, non_negative


@dataclass(frozen=True)
class Newton(Method):
    """θ ← θ − lr (H + damping · I)⁻¹ g. Goodfellow et al. (2016), equations 8.27 and 8.28.

    On a positive definite quadratic one undamped step of lr = 1 lands on the minimum. Where the
    damped Hessian is singular there is no step: theta becomes nan.
    """

    damping: Any = checked(non_negative, 0.0)
    lr: Any = checked(a_rate, 1.0)

    def look(self, landscape, state, k):
        grad = landscape.grad(state.theta)
        curvature = self.curvature(landscape.hessian(state.theta))
        damped = curvature + self.damping * np.eye(grad.shape[-1])
        return grad, _solve(damped, grad), state.memory

    def curvature(self, hessian):
        """What stands for the curvature (…, n, n) in the step: the Hessian."""
        return hessian


@dataclass(frozen=True)
class SaddleFreeNewton(Newton):
    """θ ← θ − lr (|H| + damping · I)⁻¹ g, in two dimensions: theta (…, 2).

    |H| has the eigenvectors of H and the absolute values of its eigenvalues, so that the step goes
    up no direction in which the loss falls. It needs no eigenvectors here: for a 2 × 2 matrix
    |H| = √(H²) = (H² + |det H| I) / √(tr H² + 2 |det H|), and 0 for H = 0. Where the damped |H|
    is singular there is no step: theta becomes nan. Dauphin et al. (2014), section 6 (the exact
    matrix, not the low-rank approximation of their algorithm 1).
    """

    def init(self, theta):
        if theta.shape[-1] != 2:
            raise ValueError(f"theta must have shape (..., 2), got {theta.shape}")
        return super().init(theta)

    def curvature(self, hessian):
        return _absolute(hessian)


def _absolute(matrix):
    """|H| of symmetric matrices (…, 2, 2), by the square root of H²."""
    xx, xy, yy = matrix[..., 0, 0], matrix[..., 0, 1], matrix[..., 1, 1]
    size = np.abs(xx * yy - xy * xy)
    scale = np.sqrt(xx * xx + 2 * xy * xy + yy * yy + 2 * size)
    scale = np.where(scale > 0, scale, 1.0)
    rows = [[xx * xx + xy * xy + size, xy * (xx + yy)], [xy * (xx + yy), xy * xy + yy * yy + size]]
    square = np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
    return square / scale[..., None, None]


def _solve(matrix, vector):
    """The solution (…, n) of each system; nan where its matrix (…, n, n) is singular."""
    if len(vector.shape) > 1:
        return _solve_each(np.broadcast_to(matrix, (*vector.shape, vector.shape[-1])), vector)
    try:
        return np.linalg.solve(matrix, vector)
    except np.linalg.LinAlgError:
        return np.full_like(vector, np.nan)


def _solve_each(matrices, vectors):
    try:
        return np.linalg.solve(matrices, vectors[..., None])[..., 0]
    except np.linalg.LinAlgError:  # one singular matrix is enough: find it, and solve the others
        singular = np.linalg.slogdet(matrices).sign == 0
        regular = np.where(singular[..., None, None], np.eye(vectors.shape[-1]), matrices)
        solution = np.linalg.solve(regular, vectors[..., None])[..., 0]
        return np.where(singular[..., None], np.nan, solution)
