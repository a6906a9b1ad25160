"""Textbook update rules: frozen hyperparameters, explicit state.

A rule has `init(theta) -> state` and `step(state, landscape) -> state`. A state is a named tuple
whose first field is `theta` (n,), or (m, n) for m paths at once, none of which influences another;
a landscape has `value`, `grad` and, for the rules that need it, `hessian`. Nothing is changed in
place and nothing branches on a value, so that explorers can compile a rule together with its
landscape.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from optcourse.loops import scan
from optcourse.validation import between, finite_array, non_negative, positive, whole


def trajectory(rule, landscape, theta0, num_steps):
    """Every state of `num_steps` steps of `rule` from `theta0` (n,), stacked along a first axis.

    `trajectory(...).theta` is (num_steps + 1, n), the first row being `theta0`; other fields of
    the state likewise. Give m starts, `theta0` (m, n), and all m paths are taken at once, a
    hundred times faster than one after another: theta is (num_steps + 1, m, n) and a number of
    the state, like the lr of a line search, (num_steps + 1, m). A path that diverges runs on into
    inf and nan without touching the others; nothing raises. ValueError if theta0 is not a finite
    array of these shapes with at least one start, or num_steps not a whole number ≥ 0.
    """
    theta0 = finite_array("theta0", theta0)
    if theta0.ndim not in (1, 2) or 0 in theta0.shape:
        raise ValueError(f"theta0 must have shape (n,) or (m, n), got {theta0.shape}")
    return scan(lambda state, k: rule.step(state, landscape), rule.init(theta0), num_steps)


class Position(NamedTuple):
    """State of a rule that remembers nothing: theta (…, n)."""

    theta: Any


class Moving(NamedTuple):
    """State of a rule with momentum: theta (…, n), velocity (…, n)."""

    theta: Any
    velocity: Any


class Searched(NamedTuple):
    """State of a line search: theta (…, n) and lr (…), the rate of the step that led there."""

    theta: Any
    lr: Any


@dataclass(frozen=True)
class GradientDescent:
    """θ ← θ − lr g. Goodfellow et al. (2016), equation 4.5; Prince (2023), equation 6.3."""

    lr: Any

    def __post_init__(self):
        positive("lr", self.lr)

    def init(self, theta):
        return Position(theta)

    def step(self, state, landscape):
        return Position(state.theta - self.lr * landscape.grad(state.theta))


@dataclass(frozen=True)
class Momentum:
    """Heavy ball: v ← momentum · v − lr g, θ ← θ + v. Goodfellow et al. (2016), 8.15 and 8.16.

    torch.optim.SGD keeps v ← momentum · v + g and takes θ ← θ − lr v: the same path while lr is
    constant (its velocity is ours ÷ −lr), another one when lr changes under way. Prince (2023,
    equation 6.11) also puts (1 − β) before the gradient: his path is this one with
    lr = α(1 − β). ValueError unless lr > 0 and 0 ≤ momentum < 1.
    """

    lr: Any
    momentum: Any

    def __post_init__(self):
        positive("lr", self.lr)
        between("momentum", self.momentum, 0, 1)

    def init(self, theta):
        return Moving(theta, np.zeros_like(theta))

    def step(self, state, landscape):
        velocity = self.momentum * state.velocity - self.lr * landscape.grad(state.theta)
        return Moving(state.theta + velocity, velocity)


@dataclass(frozen=True)
class Newton:
    """θ ← θ − lr (H + damping · I)⁻¹ g. Goodfellow et al. (2016), equations 8.27 and 8.28.

    On a positive definite quadratic one undamped step of lr = 1 lands on the minimum. Where the
    damped Hessian is singular there is no step: theta becomes nan.
    """

    damping: Any = 0.0
    lr: Any = 1.0

    def __post_init__(self):
        non_negative("damping", self.damping)
        positive("lr", self.lr)

    def init(self, theta):
        return Position(theta)

    def step(self, state, landscape):
        grad = landscape.grad(state.theta)
        damped = landscape.hessian(state.theta) + self.damping * np.eye(grad.shape[-1])
        return Position(state.theta - self.lr * _solve(damped, grad))


@dataclass(frozen=True)
class SaddleFreeNewton:
    """θ ← θ − lr (|H| + damping · I)⁻¹ g, in two dimensions: theta (…, 2).

    |H| has the eigenvectors of H and the absolute values of its eigenvalues, so that the step goes
    up no direction in which the loss falls. It needs no eigenvectors here: for a 2 × 2 matrix
    |H| = √(H²) = (H² + |det H| I) / √(tr H² + 2 |det H|), and 0 for H = 0. Where the damped |H|
    is singular there is no step: theta becomes nan. Dauphin et al. (2014), section 6 (the exact
    matrix, not the low-rank approximation of their algorithm 1).
    """

    damping: Any = 0.0
    lr: Any = 1.0

    def __post_init__(self):
        non_negative("damping", self.damping)
        positive("lr", self.lr)

    def init(self, theta):
        if theta.shape[-1] != 2:
            raise ValueError(f"theta must have shape (..., 2), got {theta.shape}")
        return Position(theta)

    def step(self, state, landscape):
        grad = landscape.grad(state.theta)
        absolute = _absolute(landscape.hessian(state.theta))
        damped = absolute + self.damping * np.eye(2)
        return Position(state.theta - self.lr * _solve(damped, grad))


@dataclass(frozen=True)
class ExactLineSearch:
    """Steepest descent with lr = gᵀg / gᵀHg, the exact minimum along −g of a quadratic.

    On other landscapes it is the minimum of the quadratic that fits at θ. Where g = 0 or the
    curvature gᵀHg is not positive there is no minimum along −g, and it takes `fallback_lr`.
    Goodfellow et al. (2016), equation 4.10.
    """

    fallback_lr: Any = 1.0

    def __post_init__(self):
        non_negative("fallback_lr", self.fallback_lr)

    def init(self, theta):
        return Searched(theta, np.zeros(theta.shape[:-1]))

    def step(self, state, landscape):
        grad = landscape.grad(state.theta)
        curvature = _quadratic_form(landscape.hessian(state.theta), grad)
        length = np.sum(grad * grad, axis=-1)
        bowl = curvature > 0
        lr = np.where(bowl, length / np.where(bowl, curvature, 1.0), self.fallback_lr)
        return Searched(state.theta - lr[..., None] * grad, lr)


@dataclass(frozen=True)
class BracketingLineSearch:
    """Steepest descent with lr found by narrowing a bracket on [0, max_lr] `num_rounds` times.

    Four rates a < b < c < d, at thirds of the bracket. If a is lowest of the four, halve all
    distances to a; else if b is lower than c, the bracket becomes [a, c]; else [b, d]. The rate
    taken is the middle of the last bracket. Each round keeps half or two thirds of the bracket,
    so lr is known to max_lr (2/3)^num_rounds / 2 if the loss has one valley along −g.
    Prince (2023), figure 6.10.
    """

    max_lr: Any = 1.0
    num_rounds: int = 16

    def __post_init__(self):
        positive("max_lr", self.max_lr)
        whole("num_rounds", self.num_rounds, at_least=1)

    def init(self, theta):
        return Searched(theta, np.zeros(theta.shape[:-1]))

    def step(self, state, landscape):
        grad = landscape.grad(state.theta)
        low = np.zeros(grad.shape[:-1])

        def narrow(ends, _):
            return self._narrow(*ends, state.theta, grad, landscape)

        low, high = scan(narrow, (low, low + self.max_lr), self.num_rounds)
        lr = 0.5 * (low[-1] + high[-1])
        return Searched(state.theta - lr[..., None] * grad, lr)

    def _narrow(self, low, high, theta, grad, landscape):
        third = (high - low) / 3
        rates = [low, low + third, high - third, high]
        at_a, at_b, at_c, at_d = (landscape.value(theta - rate[..., None] * grad) for rate in rates)
        lowest_is_a = at_a <= np.minimum(np.minimum(at_b, at_c), at_d)
        b_below_c = at_b < at_c
        keep_low = np.where(lowest_is_a, low, np.where(b_below_c, low, rates[1]))
        keep_high = np.where(lowest_is_a, 0.5 * (low + high), np.where(b_below_c, rates[2], high))
        return keep_low, keep_high


def _quadratic_form(matrix, vector):
    """vᵀ H v (…) for `matrix` (…, n, n) and `vector` (…, n)."""
    product = np.sum(matrix * vector[..., None, :], axis=-1)
    return np.sum(vector * product, axis=-1)


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
