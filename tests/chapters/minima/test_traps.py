"""Networks of two weights: their derivatives, and what makes their minima bad ones."""

import numpy as np
import pytest
import torch

from optcourse.chapters.minima.experiments import rise_at_rim, strict_minima, traps
from optcourse.networks.curvature import critical_point


@pytest.mark.parametrize("name", ["neuron", "hidden"])
def test_derivatives_of_tiny_networks(name):
    network, h = traps()[name].network, 1e-5
    theta = np.random.default_rng(0).uniform(-1, 1, (6, 2))
    sides = [(network.value(theta + d) - network.value(theta - d)) / (2 * h) for d in h * np.eye(2)]
    np.testing.assert_allclose(network.grad(theta), np.stack(sides, axis=-1), atol=1e-8)
    bends = [(network.grad(theta + d) - network.grad(theta - d)) / (2 * h) for d in h * np.eye(2)]
    np.testing.assert_allclose(network.hessian(theta), np.stack(bends, axis=-1), atol=1e-8)


def test_torch_finds_the_same_bad_minimum():
    """The neuron as a network of torch, whose squared error has a factor ½."""
    network = traps()["neuron"].network
    bad = strict_minima(network, traps()["neuron"].starts())[-1]
    model = torch.nn.Sequential(torch.nn.Linear(2, 1, bias=False), torch.nn.Tanh()).double()
    model[0].weight.data = torch.tensor(bad)[None]
    X, y = torch.tensor(network.X), torch.tensor(network.y)[:, None]
    point = critical_point(model, X, y, "squared_error", max_grad_norm=1e-10)
    assert point.accepted
    assert point.num_negative == point.num_zero == 0
    np.testing.assert_allclose(2 * point.loss, network.value(bad), rtol=1e-12)
    wanted = np.linalg.eigvalsh(network.hessian(bad))
    np.testing.assert_allclose(2 * point.eigenvalues.numpy(), wanted, rtol=1e-9)


def test_each_trap_has_a_bad_minimum_proved_at_its_rim():
    for trap in traps().values():
        found = strict_minima(trap.network, trap.starts())
        best, bad = found[0], found[-1]
        assert trap.network.value(bad) > 1.5 * trap.network.value(best)
        assert rise_at_rim(trap.network, bad, 0.1, trap.network.steepest(bad, 0.1)) > 1e-5


@pytest.mark.parametrize("name", ["neuron", "hidden"])
def test_no_slope_is_steeper_than_its_bound(name):
    network, rng = traps()[name].network, np.random.default_rng(0)
    for centre, radius in ((np.array([0.3, -2.0]), 1.0), (np.array([1.0, 1.0]), 0.1)):
        turn, part = rng.uniform(0, 2 * np.pi, 5000), np.sqrt(rng.uniform(0, 1, 5000))
        disc = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        slopes = np.linalg.norm(network.grad(centre + radius * part[:, None] * disc), axis=1)
        assert slopes.max() <= network.steepest(centre, radius)
