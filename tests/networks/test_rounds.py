"""Training in rounds: as the same steps one by one, and what is seen of them."""

import numpy as np
import pytest

from optcourse import draws
from optcourse.networks.passes import Gradient, Mlp
from optcourse.networks.rounds import bend, gathered, sharpest, trained
from optcourse.rules import Adam, GradientDescent, Momentum

NET = Mlp((3, 4, 2))
X, T = draws.normal(1, 0, (12, 3)), np.eye(2)[np.arange(12) % 2]
THETA = NET.start(seed=2, scale=2.0)


def batch(theta, k):
    return NET.gradient(theta, X[k % 3 :: 3], T[k % 3 :: 3])


def test_rounds_are_steps_one_after_another():
    rule, told = Adam(0.05), []

    def look(theta, before):
        told.append(before)
        return np.sum(theta), theta[:2]

    run = trained(rule, batch, THETA, 3, 4, look)
    state, losses = rule.init(THETA), []
    for k in range(12):
        found = batch(state.theta, k)
        losses.append(found.loss)
        state = rule.move(state, found.theta, k)
        if k % 4 == 3:
            np.testing.assert_array_equal(run.state.theta[k // 4 + 1], state.theta)
            assert run.seen[0][k // 4 + 1] == np.sum(state.theta)
    assert run.loss[0] == losses[0]
    np.testing.assert_allclose(run.loss[1:], np.reshape(losses, (3, 4)).mean(axis=1))
    np.testing.assert_array_equal(run.done, [0, 4, 8, 12])
    np.testing.assert_array_equal(run.lasted, run.done)
    assert not run.diverged
    assert told[0] is None and all(
        one[0] == s for one, s in zip(told[1:], run.seen[0][:-1], strict=True)
    )


def test_a_run_that_diverges_says_at_which_step():
    square = lambda theta, k: Gradient(np.sum(theta**2) / 2, theta)  # noqa: E731
    run = trained(GradientDescent(1e9), square, np.ones(5), 4, 10, lambda theta, _: theta[0])
    norms = [5 / 2]
    theta = np.ones(5)
    with np.errstate(all="ignore"):
        while np.isfinite(norms[-1]):
            theta = theta - 1e9 * theta
            norms.append(np.sum(theta**2) / 2)
    assert run.diverged and run.lasted[-1] == len(norms) - 1 < 40


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_sharpness_is_the_largest_eigenvalue(scale):
    theta = NET.start(seed=3, scale=scale)
    slope = lambda theta: NET.gradient(theta, X, T).theta  # noqa: E731
    hessian = np.array([bend(slope, theta, row) for row in np.eye(len(theta))])
    values, vectors = np.linalg.eigh((hessian + hessian.T) / 2)
    np.testing.assert_allclose(hessian, hessian.T, atol=1e-8)
    value, way = sharpest(slope, theta, np.ones(len(theta)), 300)
    assert value == pytest.approx(values[-1], rel=1e-6)
    assert abs(way @ vectors[:, -1]) == pytest.approx(1, rel=1e-6)


def test_the_most_negative_curvature_is_not_taken_for_the_sharpest():
    saddle = lambda theta: np.array([-5.0, 2.0, 1.0]) * theta  # noqa: E731
    value, way = sharpest(saddle, np.zeros(3), np.ones(3), 200)
    assert value == pytest.approx(2, rel=1e-6) and abs(way[1]) == pytest.approx(1)


def test_where_the_loss_is_flat_the_sharpness_is_nothing_and_the_direction_stays():
    value, way = sharpest(lambda theta: np.ones(3), np.zeros(3), np.array([3.0, 4.0, 0.0]), 5)
    assert value == 0 and way == pytest.approx([0.6, 0.8, 0.0])


@pytest.mark.parametrize("rule", [Momentum(0.1, 0.9), Adam(0.05)], ids=lambda r: type(r).__name__)
def test_gathered_gradients_move_as_batches_do(rule):
    """Two rounds of six examples in batches of four: a batch may go on into the next round."""
    order = np.array([3, 0, 7, 5, 11, 2, 1, 4, 6, 8, 10, 9])
    one = lambda theta, at: NET.gradient(theta, X[at : at + 1], T[at : at + 1])  # noqa: E731
    places = lambda r: order[6 * r : 6 * r + 6]  # noqa: E731
    run = gathered(rule, one, THETA, 4, places, 2, lambda theta, _: theta[0])
    state = rule.init(THETA)
    for k in range(3):
        which = order[4 * k : 4 * k + 4]
        state = rule.move(state, NET.gradient(state.theta, X[which], T[which]).theta, k)
    np.testing.assert_allclose(run.state[0].theta[-1], state.theta, rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(run.done, [0, 6, 12])
    assert not run.diverged and run.seen[-1] == run.state[0].theta[-1, 0]
