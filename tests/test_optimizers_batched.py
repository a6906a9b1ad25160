"""Many starts at once take the same paths as one start after another."""

import numpy as np
import pytest

from optcourse.landscapes import FromValue, GaborLoss, Quadratic, Rosenbrock
from optcourse.optimizers import (
    BracketingLineSearch,
    ExactLineSearch,
    GradientDescent,
    Momentum,
    Newton,
    SaddleFreeNewton,
    trajectory,
)

LANDSCAPES = {
    "bowl": Quadratic((1.0, 20.0), angle=0.4, minimum=(0.3, -0.2)),
    "saddle": Quadratic((-1.0, 2.0), angle=0.1),
    "rosenbrock": Rosenbrock(b=10.0),
    "gabor": GaborLoss.generated(),
    "from value": FromValue(lambda theta: theta[0] ** 4 + theta[0] * theta[1] + theta[1] ** 2),
}
RULES = [
    GradientDescent(0.01),
    Momentum(0.003, 0.9),
    Newton(damping=0.3, lr=0.5),
    SaddleFreeNewton(damping=0.3, lr=0.5),
    ExactLineSearch(0.1),
    BracketingLineSearch(num_rounds=6),
]
STARTS = np.random.default_rng(0).uniform(-1.2, 1.2, (7, 2))


def named(value):
    return value if isinstance(value, str) else type(value).__name__


@pytest.mark.parametrize("rule", RULES, ids=named)
@pytest.mark.parametrize("name", LANDSCAPES)
def test_every_state_is_that_of_one_start_alone(name, rule):
    landscape = LANDSCAPES[name]
    together = trajectory(rule, landscape, STARTS, 12)
    for i, start in enumerate(STARTS):
        alone = trajectory(rule, landscape, start, 12)
        for field in alone._fields:
            ours, theirs = getattr(together, field)[:, i], getattr(alone, field)
            assert ours.shape == theirs.shape
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-11, err_msg=field)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_one_start_may_be_a_batch_of_one(rule):
    together = trajectory(rule, Rosenbrock(), STARTS[:1], 5)
    assert together.theta.shape == (6, 1, 2)
    alone = trajectory(rule, Rosenbrock(), STARTS[0], 5)
    np.testing.assert_allclose(together.theta[:, 0], alone.theta, rtol=1e-10)


def test_a_path_that_diverges_harms_no_other():
    steep = np.array([[0.1, 0.1], [50.0, -80.0], [0.2, -0.1]])
    together = trajectory(GradientDescent(0.01), Rosenbrock(), steep, 60).theta
    assert not np.isfinite(together[-1, 1]).any()
    for i in (0, 2):
        alone = trajectory(GradientDescent(0.01), Rosenbrock(), steep[i], 60).theta
        np.testing.assert_allclose(together[:, i], alone, rtol=1e-10)


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


def test_exact_line_search_guards_each_path():
    starts = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]])
    states = trajectory(ExactLineSearch(fallback_lr=0.5), Quadratic((-1.0, 2.0)), starts, 1)
    np.testing.assert_allclose(states.lr[1], [0.5, 0.5, 0.5])
    np.testing.assert_allclose(states.theta[1], [[1.5, 0.0], [0.0, 0.0], [0.0, 0.0]])


@pytest.mark.parametrize(
    ("starts", "message"),
    [
        (np.zeros((2, 3, 2)), r"theta0 must have shape \(n,\) or \(m, n\), got \(2, 3, 2\)"),
        (np.zeros((0, 2)), r"theta0 must have shape \(n,\) or \(m, n\), got \(0, 2\)"),
        (3.0, r"theta0 must have shape \(n,\) or \(m, n\), got \(\)"),
        ([[0.0, 1.0], [np.inf, 0.0]], "theta0 must be finite"),
        (np.zeros((4, 3)), r"theta must have shape \(..., 2\), got \(4, 3\)"),
    ],
)
def test_errors_say_what_is_allowed(starts, message):
    with pytest.raises(ValueError, match=message):
        trajectory(GradientDescent(0.1), Rosenbrock(), starts, 3)
