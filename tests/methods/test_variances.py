"""vSGD against its authors' lines, entry by entry, on noise, and on tensors of members."""

import numpy as np
import pytest
import torch

from optcourse.landscapes import Quadratic
from optcourse.methods import VSGD
from optcourse.rules import trajectory

RNG = np.random.default_rng(0)
CURVATURE = np.array([1.0, 30.0, 4.0])
NOISE = RNG.normal(size=(200, 3))


def by_hand(num_first, caution, lr=1.0):
    """Schaul, Zhang and LeCun (2013), algorithm 1, one entry after another, on a noisy bowl."""
    path = np.empty((201, 3))
    for i, h in enumerate(CURVATURE):
        theta, tau = 2.0, 1.0
        path[0, i] = theta
        first = [h * theta + h * z for z in NOISE[:num_first, i]]
        g_bar, v_bar, h_bar = 0.0, 0.0, 0.0
        if num_first:
            g_bar, v_bar = np.mean(first), caution * np.mean(np.square(first))
            h_bar, tau = caution * h, num_first
        path[1 : num_first + 1, i] = theta
        for k in range(num_first, 200):
            g = h * theta + h * NOISE[k, i]
            g_bar = (1 - 1 / tau) * g_bar + g / tau
            v_bar = (1 - 1 / tau) * v_bar + g * g / tau
            h_bar = (1 - 1 / tau) * h_bar + h / tau
            theta = theta - lr * g_bar**2 / (h_bar * v_bar) * g
            tau = (1 - g_bar**2 / v_bar) * tau + 1
            path[k + 1, i] = theta
    return path


@pytest.mark.parametrize("num_first", [0, 1, 10])
def test_it_is_its_authors(num_first):
    rule = VSGD(caution=7.0, num_first=num_first, eps=1e-300)
    state, path = rule.init(np.full(3, 2.0)), [np.full(3, 2.0)]
    for k in range(200):
        state = rule.move(state, CURVATURE * (state.theta + NOISE[k]), CURVATURE, k)
        path.append(state.theta)
    np.testing.assert_allclose(path, by_hand(num_first, 7.0), rtol=1e-9)


def test_members_have_numbers_of_their_own():
    theta = torch.full((2, 3), 2.0, dtype=torch.float64)
    rule = VSGD(caution=np.array([2.0, 7.0]), eps=1e-300)
    rule.check_members(2)
    of = rule.of(np.arange(2), theta)
    memory, bends = of.remembers(theta), torch.tensor(CURVATURE)
    for k in range(200):
        way, memory = of.direction(bends * (theta + torch.tensor(NOISE[k])), bends, memory, k)
        theta = theta - way
    for i, caution in enumerate([2.0, 7.0]):
        np.testing.assert_allclose(theta[i], by_hand(10, caution)[-1], rtol=1e-9)


def test_it_asks_a_landscape_for_its_diagonal():
    bowl = Quadratic((1.0, 20.0), angle=0.4)
    rule, state = VSGD(num_first=3), VSGD(num_first=3).init(np.array([2.0, 1.5]))
    for k in range(50):
        diagonal = np.abs(np.diag(bowl.hessian(state.theta)))
        state = rule.move(state, bowl.grad(state.theta), diagonal, k)
    found = trajectory(rule, bowl, [2.0, 1.5], 50).theta[-1]
    np.testing.assert_array_equal(found, state.theta)
