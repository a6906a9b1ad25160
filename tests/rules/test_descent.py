"""What theory says of descent and momentum on a bowl; and what belongs to no single rule."""

import numpy as np
import pytest

from optcourse.landscapes import (
    Quadratic,
    Rosenbrock,
    best_contraction,
    best_heavy_ball,
    best_lr,
)
from optcourse.methods import Newton
from optcourse.rules import (
    Clipped,
    ExactLineSearch,
    GradientDescent,
    Momentum,
    Nesterov,
    Scheduled,
    StepDecay,
    Warmup,
    endpoint,
    trajectory,
    walk,
)

BOWL = Quadratic((1.0, 20.0), angle=0.4, minimum=(0.3, -0.2))
START = np.array([2.0, 1.5])
SEARCHED = GradientDescent(ExactLineSearch())


def distance(path, landscape):
    return np.linalg.norm(path - np.array(landscape.minimum), axis=1)


def test_descent_on_a_quadratic_is_a_power_of_the_contraction():
    path = trajectory(GradientDescent(0.03), BOWL, START, 10).theta
    vectors = BOWL.eigenvectors()
    along = (path - BOWL.minimum) @ vectors
    factors = 1 - 0.03 * np.array([1.0, 20.0])
    np.testing.assert_allclose(along, along[0] * factors ** np.arange(11)[:, None], atol=1e-12)


def test_best_rate_and_divergence_threshold():
    best = distance(trajectory(GradientDescent(best_lr(1, 20)), BOWL, START, 50).theta, BOWL)
    np.testing.assert_allclose(best[1:] / best[:-1], best_contraction(1, 20))
    edge = 2 / 20
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


def test_a_path_that_diverges_harms_no_other():
    steep = np.array([[0.1, 0.1], [50.0, -80.0], [0.2, -0.1]])
    together = trajectory(GradientDescent(0.01), Rosenbrock(), steep, 60).theta
    assert not np.isfinite(together[-1, 1]).any()
    for i in (0, 2):
        alone = trajectory(GradientDescent(0.01), Rosenbrock(), steep[i], 60).theta
        np.testing.assert_allclose(together[:, i], alone, rtol=1e-10)


def books(momentum, rates, ahead, num_steps=30):
    """θ of Goodfellow et al. (2016), algorithms 8.2 and (`ahead`) 8.3, at a rate of each step."""
    theta, velocity, path = START, np.zeros(2), [START]
    for k in range(num_steps):
        grad = BOWL.grad(theta + ahead * momentum * velocity)
        velocity = momentum * velocity - rates(k) * grad
        theta = theta + velocity
        path.append(theta)
    return np.array(path)


def test_momentum_is_the_books_while_the_rate_is_constant():
    path = trajectory(Momentum(0.02, 0.8), BOWL, START, 30).theta
    np.testing.assert_allclose(path, books(0.8, lambda k: 0.02, ahead=0), rtol=1e-10)
    schedule = StepDecay(10, 0.5)
    falling = trajectory(Scheduled(Momentum(0.02, 0.8), schedule), BOWL, START, 30).theta
    other = books(0.8, lambda k: 0.02 * schedule(k), ahead=0)
    np.testing.assert_allclose(falling[:11], other[:11], rtol=1e-10)
    assert np.abs(falling[11] - other[11]).max() > 1e-3


def test_nesterovs_theta_is_the_books_point_ahead():
    lr, momentum = 0.02, 0.8
    states = trajectory(Nesterov(lr, momentum), BOWL, START, 30)
    path = states.theta + lr * momentum * states.memory.velocity
    np.testing.assert_allclose(path, books(momentum, lambda k: lr, ahead=1), rtol=1e-10)


def test_the_end_of_a_path_needs_no_path():
    starts = np.random.default_rng(0).uniform(-1, 1, (3, 4, 2))
    ends = endpoint(Momentum(1e-3), Rosenbrock(), starts, 20)
    for i, start in enumerate(starts):
        np.testing.assert_array_equal(
            ends[i], trajectory(Momentum(1e-3), Rosenbrock(), start, 20).theta[-1]
        )
    states = walk(GradientDescent(0.1), BOWL, START)
    np.testing.assert_array_equal(next(states).theta, START)
    np.testing.assert_array_equal(next(states).theta, START - 0.1 * BOWL.grad(START))


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


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GradientDescent(-0.1), "lr must be positive and finite, got -0.1"),
        (lambda: Momentum(0.1, 1.0), "momentum must be at least 0 and less than 1, got 1.0"),
        (lambda: Scheduled(0.1, StepDecay(3)), "rule must be a Rule, got 0.1"),
        (lambda: Scheduled(Momentum(0.1), 0.5), "schedule must be a function of the step, got 0.5"),
        (lambda: Scheduled(SEARCHED, StepDecay(3)), "lr must be a number if it is scheduled, got "),
        (lambda: Warmup(3, 0.5), "then must be a function of the step, got 0.5"),
        (lambda: Clipped(Momentum(0.1), 0.5), "clip must be a NormClip or a ValueClip, got 0.5"),
        (
            lambda: SEARCHED.move(SEARCHED.init(START), START, 0),
            "lr must be a number if the gradient is given, got Exact",
        ),
        (lambda: trajectory(Newton(), BOWL, [np.nan, 0], 3), "theta0 must be finite"),
        (lambda: trajectory(Newton(), BOWL, START, -3), "num_steps must be a whole number"),
        (lambda: endpoint(Newton(), BOWL, START, -3), "num_steps must be a whole number"),
        (lambda: endpoint(Newton(), BOWL, [np.nan, 0], 3), "theta0 must be finite"),
    ],
)
def test_other_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
