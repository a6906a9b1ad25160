"""Newton's method and its saddle-free kin, on bowls, saddles and valley floors."""

import numpy as np
import pytest

from optcourse.landscapes import FromValue, Quadratic
from optcourse.methods import Newton, SaddleFreeNewton
from optcourse.rules import GradientDescent, trajectory

BOWL = Quadratic((1.0, 20.0), angle=0.4, minimum=(0.3, -0.2))
START = np.array([2.0, 1.5])
STARTS = np.random.default_rng(0).uniform(-1.2, 1.2, (7, 2))


def test_newton_solves_a_quadratic_in_one_step():
    path = trajectory(Newton(), Quadratic((1.0, 1e6), 0.3, (1.0, 2.0)), START, 1).theta
    np.testing.assert_allclose(path[1], [1.0, 2.0], rtol=1e-8)


def test_newton_damping_turns_it_into_descent():
    step = trajectory(Newton(damping=1e8, lr=1e6), BOWL, START, 1).theta[1]
    descent = trajectory(GradientDescent(0.01), BOWL, START, 1).theta[1]
    np.testing.assert_allclose(step, descent, rtol=1e-6)


def test_newton_on_a_singular_hessian_is_nan_not_an_exception():
    assert np.isnan(trajectory(Newton(), Quadratic((1.0, 0.0)), START, 2).theta[1]).all()


def test_saddle_free_newton_takes_absolute_eigenvalues():
    """Any 2 × 2 Hessian: the step against an eigendecomposition."""
    for values in ((-1.0, 3.0), (-2.0, -0.5), (0.7, 0.7), (0.0, 2.0), (-4.0, 4.0)):
        surface = Quadratic(values, angle=0.7, minimum=(0.3, -0.2))
        w, v = np.linalg.eigh(surface.hessian())
        grad = surface.grad(START)
        wanted = START - 0.5 * v @ (v.T @ grad / (np.abs(w) + 0.1))
        found = trajectory(SaddleFreeNewton(0.1, 0.5), surface, START, 1).theta[1]
        np.testing.assert_allclose(found, wanted, rtol=1e-9)


def test_saddle_free_newton_needs_two_parameters_and_a_regular_hessian():
    flat = Quadratic((0.0, 0.0))
    assert np.isnan(trajectory(SaddleFreeNewton(), flat, START, 1).theta[1]).all()
    with pytest.raises(ValueError, match=r"theta must have shape \(..., 2\), got \(3,\)"):
        SaddleFreeNewton().init(np.zeros(3))


def test_newton_has_no_step_only_where_the_hessian_is_singular():
    flat_at_half = FromValue(lambda theta: (theta[0] - 0.5) ** 3 + theta[1] ** 2)
    exact = Cubic()
    starts = np.array([[0.5, 1.0], [2.0, 1.0], [-1.0, 0.3]])
    together = trajectory(Newton(), exact, starts, 3).theta
    assert np.isnan(together[1:, 0]).all()
    assert np.isfinite(together[:, 1:]).all()
    approximately = trajectory(Newton(), flat_at_half, starts[1:], 3).theta
    np.testing.assert_allclose(together[:, 1:], approximately, atol=1e-4)
    alone = trajectory(Newton(), exact, starts[1], 3).theta
    np.testing.assert_allclose(together[:, 1], alone, rtol=1e-12)


class Cubic:
    """(θ₀ − ½)³ + θ₁², whose Hessian is exactly singular at θ₀ = ½."""

    def grad(self, theta):
        return np.stack([3 * (theta[..., 0] - 0.5) ** 2, 2 * theta[..., 1]], axis=-1)

    def hessian(self, theta):
        bend = 6 * (theta[..., 0] - 0.5)
        zero = 0 * bend
        rows = [np.stack([bend, zero], -1), np.stack([zero, zero + 2.0], -1)]
        return np.stack(rows, axis=-2)


def test_all_newton_steps_on_a_valley_floor_are_nan():
    path = trajectory(Newton(), Quadratic((1.0, 0.0)), STARTS, 2).theta
    assert np.isnan(path[1:]).all()
