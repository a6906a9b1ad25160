import numpy as np
import pytest
import torch

from optcourse.landscapes import (
    GaborLoss,
    Quadratic,
    Rosenbrock,
    best_contraction,
    best_heavy_ball,
    best_lr,
    largest_stable_lr,
)
from optcourse.optimizers import (
    BracketingLineSearch,
    ExactLineSearch,
    GradientDescent,
    Momentum,
    Newton,
    SaddleFreeNewton,
    trajectory,
)

BOWL = Quadratic((1.0, 20.0), angle=0.4, minimum=(0.3, -0.2))
START = np.array([2.0, 1.5])
RULES = [
    GradientDescent(0.01),
    Momentum(0.01, 0.9),
    Newton(),
    SaddleFreeNewton(),
    ExactLineSearch(),
    BracketingLineSearch(),
]


def distance(path, landscape):
    return np.linalg.norm(path - np.array(landscape.minimum), axis=1)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
@pytest.mark.parametrize("landscape", [BOWL, Rosenbrock(), GaborLoss.generated()])
def test_every_rule_keeps_every_state(rule, landscape):
    states = trajectory(rule, landscape, [0.5, 0.5], 7)
    assert states.theta.shape == (8, 2)
    np.testing.assert_array_equal(states.theta[0], [0.5, 0.5])
    one_by_one = rule.init(np.array([0.5, 0.5]))
    for _ in range(7):
        one_by_one = rule.step(one_by_one, landscape)
    np.testing.assert_array_equal(states.theta[-1], one_by_one.theta)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_every_rule_brings_a_bowl_down(rule):
    values = BOWL.value(trajectory(rule, BOWL, START, 60).theta)
    assert values[-1] < 0.6 * values[0]


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("landscape", [BOWL, Rosenbrock(), GaborLoss.generated()])
def test_agrees_with_torch(momentum, landscape):
    lr, start = 1e-4, np.array([-0.4, 0.7])
    rule = Momentum(lr, momentum) if momentum else GradientDescent(lr)
    theta = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.SGD([theta], lr=lr, momentum=momentum)
    path = [start]
    for _ in range(100):
        theta.grad = torch.tensor(landscape.grad(theta.detach().numpy()))
        optimizer.step()
        path.append(theta.detach().numpy().copy())
    np.testing.assert_allclose(
        trajectory(rule, landscape, start, 100).theta, path, rtol=1e-12, atol=1e-14
    )


def test_descent_on_a_quadratic_is_a_power_of_the_contraction():
    path = trajectory(GradientDescent(0.03), BOWL, START, 10).theta
    vectors = BOWL.eigenvectors()
    along = (path - BOWL.minimum) @ vectors
    factors = 1 - 0.03 * np.array([1.0, 20.0])
    np.testing.assert_allclose(along, along[0] * factors ** np.arange(11)[:, None], atol=1e-12)


def test_best_rate_and_divergence_threshold():
    best = distance(trajectory(GradientDescent(best_lr(1, 20)), BOWL, START, 50).theta, BOWL)
    np.testing.assert_allclose(best[1:] / best[:-1], best_contraction(1, 20))
    edge = largest_stable_lr(20)
    below = distance(trajectory(GradientDescent(0.99 * edge), BOWL, START, 500).theta, BOWL)
    above = distance(trajectory(GradientDescent(1.01 * edge), BOWL, START, 500).theta, BOWL)
    assert below[-1] < 1e-3 * below[0]
    assert above[-1] > 1e3 * above[0]


def test_best_heavy_ball_shrinks_by_root_momentum():
    bowl = Quadratic((1.0, 100.0))
    lr, momentum = best_heavy_ball(1, 100)
    away = distance(trajectory(Momentum(lr, momentum), bowl, START, 200).theta, bowl)
    per_step = (away[200] / away[100]) ** (1 / 100)
    np.testing.assert_allclose(per_step, np.sqrt(momentum), rtol=0.02)


def test_newton_solves_a_quadratic_in_one_step():
    path = trajectory(Newton(), Quadratic((1.0, 1e6), 0.3, (1.0, 2.0)), START, 1).theta
    np.testing.assert_allclose(path[1], [1.0, 2.0], rtol=1e-8)


def test_newton_damping_turns_it_into_descent():
    step = trajectory(Newton(damping=1e8, lr=1e6), BOWL, START, 1).theta[1]
    descent = trajectory(GradientDescent(0.01), BOWL, START, 1).theta[1]
    np.testing.assert_allclose(step, descent, rtol=1e-6)


def test_newton_on_a_singular_hessian_is_nan_not_an_exception():
    assert np.isnan(trajectory(Newton(), Quadratic((1.0, 0.0)), START, 2).theta[1]).all()


def test_exact_line_search_turns_at_right_angles():
    path = trajectory(ExactLineSearch(), BOWL, START, 12).theta
    steps = np.diff(path, axis=0)
    steps /= np.linalg.norm(steps, axis=1, keepdims=True)
    np.testing.assert_allclose(np.sum(steps[1:] * steps[:-1], axis=1), 0, atol=1e-9)


def test_exact_line_search_is_the_best_rate_along_the_gradient():
    states = trajectory(ExactLineSearch(), BOWL, START, 1)
    rates = states.lr[1] * np.linspace(0.9, 1.1, 201)
    values = BOWL.value(START - rates[:, None] * BOWL.grad(START))
    assert np.argmin(values) == 100


def test_exact_line_search_guards_the_minimum_and_saddles():
    at_rest = trajectory(ExactLineSearch(), BOWL, BOWL.minimum, 3).theta
    np.testing.assert_array_equal(at_rest, np.tile(BOWL.minimum, (4, 1)))
    dome = trajectory(ExactLineSearch(fallback_lr=0.5), Quadratic((-1.0, -1.0)), [1.0, 0.0], 1)
    np.testing.assert_allclose(dome.theta[1], [1.5, 0.0])


def test_bracketing_finds_the_exact_rate():
    exact = trajectory(ExactLineSearch(), BOWL, START, 1)
    found = trajectory(BracketingLineSearch(max_lr=1.0, num_rounds=24), BOWL, START, 1)
    assert abs(found.lr[1] - exact.lr[1]) < (2 / 3) ** 24


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


def test_bracketing_halves_when_the_whole_bracket_is_too_far():
    found = trajectory(BracketingLineSearch(max_lr=1e3, num_rounds=60), BOWL, START, 1)
    assert BOWL.value(found.theta[1]) < 0.5 * BOWL.value(START)


@pytest.mark.parametrize("rule", [GradientDescent(1e3), Momentum(1e3, 0.99)])
def test_divergence_is_a_result(rule):
    path = trajectory(rule, Rosenbrock(), START, 50).theta
    assert path.shape == (51, 2)
    assert not np.isfinite(path[-1]).any()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GradientDescent(-0.1), "lr must be positive and finite, got -0.1"),
        (lambda: Momentum(0.1, 1.0), "momentum must be at least 0 and less than 1, got 1.0"),
        (lambda: Newton(damping=-1), "damping must be at least 0 and finite, got -1"),
        (lambda: SaddleFreeNewton(lr=0), "lr must be positive and finite, got 0"),
        (lambda: ExactLineSearch(-1), "fallback_lr must be at least 0 and finite, got -1"),
        (lambda: BracketingLineSearch(max_lr=0), "max_lr must be positive and finite, got 0"),
        (lambda: BracketingLineSearch(num_rounds=0), "num_rounds must be a whole number"),
        (lambda: trajectory(Newton(), BOWL, [np.nan, 0], 3), "theta0 must be finite"),
        (lambda: trajectory(Newton(), BOWL, START, -3), "num_steps must be a whole number"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
