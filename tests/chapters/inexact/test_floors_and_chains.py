"""Networks at constant rates, and chains that go on, against the same made again by hand."""

import numpy as np
import pytest
import torch

from optcourse.chapters.inexact.experiments import (
    ChainsConfig,
    CutsConfig,
    FloorsConfig,
    chains,
    cuts,
    floors,
)
from optcourse.chapters.inexact.experiments.chains import renewed
from optcourse.networks.data import digits
from optcourse.networks.energies.patterns import all_patterns, bars_and_stripes
from optcourse.networks.energies.rbm import Rbm
from optcourse.networks.ensembles import batch_indices
from optcourse.networks.models import mlp

SHORT = {
    "data": "digits", "num_train": 20, "hidden": 3, "rates": (0.1, 0.4), "batch_size": 5,
    "num_steps": 8, "draws": 3, "seeds": (0, 1),
}  # fmt: skip
DATA = digits()
X, Y = torch.as_tensor(DATA.X_train[:20]), torch.as_tensor(DATA.y_train[:20])


def loss_of(model, X, y):
    return torch.nn.functional.cross_entropy(model(X), y)


def by_hand(falls, part):
    """Seed 1 at the rate 0.4 by torch's own SGD: the loss at the end, and that of the average."""
    model, theta = mlp([64, 3, 10], seed=1), []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.4)
    for step, rows in enumerate(batch_indices(20, 5, 8, seed=1)):
        optimizer.param_groups[0]["lr"] = 0.4 * (1 - falls * step / 8)
        optimizer.zero_grad()
        loss_of(model, X[rows], Y[rows]).backward()
        optimizer.step()
        theta.append(torch.nn.utils.parameters_to_vector(model.parameters()).detach().clone())
    end = loss_of(model, X, Y).item()
    mean = torch.stack(theta[-part:]).mean(0)
    torch.nn.utils.vector_to_parameters(mean, model.parameters())
    return end, loss_of(model, X, Y).item()


@pytest.mark.parametrize("falls", [0, 1])
def test_ends_and_averages_are_those_of_plain_sgd(falls):
    record = floors(FloorsConfig(**SHORT, part=0.5))
    end, average = by_hand(falls, 4)
    np.testing.assert_allclose(record.loss[2, falls, 1, 1], end, rtol=1e-5)
    np.testing.assert_allclose(record.average[falls, 1, 1], average, rtol=1e-5)


@pytest.mark.parametrize(("place", "cut"), [(0, 0), (1, 4), (2, 8)])
def test_from_its_cut_on_a_rate_is_a_tenth(place, cut):
    """Seed 1 by torch's own SGD, looked at every second step."""
    record = cuts(CutsConfig(num_train=20, hidden=3, lr=0.4, batch_size=5, num_steps=8,
                             cuts=(0, 4, 8), every=2, seeds=(0, 1)))  # fmt: skip
    model, seen = mlp([64, 3, 10], seed=1), []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.4)
    for step, rows in enumerate(batch_indices(20, 5, 8, seed=1)):
        seen.append(loss_of(model, X, Y).item())
        optimizer.param_groups[0]["lr"] = 0.04 if step >= cut else 0.4
        optimizer.zero_grad()
        loss_of(model, X[rows], Y[rows]).backward()
        optimizer.step()
    seen.append(loss_of(model, X, Y).item())
    np.testing.assert_array_equal(record.steps, [0, 2, 4, 6, 8])
    np.testing.assert_allclose(record.loss[:, place, 1], seen[::2], rtol=1e-5)


def test_an_average_of_one_point_is_the_point():
    record = floors(FloorsConfig(**SHORT, part=1 / 8))
    np.testing.assert_allclose(record.average, record.loss[2], rtol=1e-5)
    np.testing.assert_allclose(record.test[1], record.test[0], rtol=1e-5)
    assert record.tuned.shape == record.held_out.shape == (3, 2)
    assert np.all(np.median(record.tuned[0]) <= np.median(record.loss[2, 0], axis=1))


def test_noise_is_the_distance_of_batches_from_the_mean():
    model, squares = mlp([64, 3, 10], seed=1), []

    def gradient(rows):
        grads = torch.autograd.grad(loss_of(model, X[rows], Y[rows]), list(model.parameters()))
        return torch.cat([each.flatten() for each in grads])

    for rows in batch_indices(20, 5, 3, 0, "replacement"):
        squares.append((gradient(rows) - gradient(slice(None))).square().sum().item())
    record = floors(FloorsConfig(**SHORT))
    np.testing.assert_allclose(record.noise[0, :, :, 1], np.mean(squares) ** 0.5, rtol=1e-4)


def test_chains_are_renewed_as_gibbs_sampling_says():
    machine, rng = Rbm(3, 2), np.random.default_rng(0)
    theta, v = 2 * rng.standard_normal(machine.num_parameters), np.array([[1.0, 0.0, 1.0]])
    drawn = renewed(machine, theta, np.tile(v, (40_000, 1)), rng)
    shares = np.bincount((drawn @ [4, 2, 1]).astype(int), minlength=8) / 40_000
    np.testing.assert_allclose(shares, machine.after_gibbs(theta, v, np.ones(1)), atol=0.01)
    assert len(all_patterns(3)) == len(shares)


def test_at_rest_restarted_chains_keep_their_bias_and_persistent_ones_lose_it():
    """At no rate to speak of: the mean CD step by summation, and nearly the gradient."""
    config = ChainsConfig(
        runs=1, side=2, hidden=2, scale=1.0, chains=100, rates=(1e-12,), num_steps=400, every=200
    )
    record, machine, v = chains(config), Rbm(4, 2), bars_and_stripes(2)
    first, _ = np.random.default_rng(0).spawn(2)
    theta, even = first.standard_normal(machine.num_parameters), np.full(6, 1 / 6)
    gradient = machine.gradient(theta, v, even)
    bias = machine.expected_cd(theta, v, even) - gradient
    wanted = np.linalg.norm(bias) / np.linalg.norm(gradient)
    assert wanted > 0.1
    np.testing.assert_allclose(record.miss[0, :, 0, 0], wanted, atol=0.02)
    assert record.miss[1, -1, 0, 0] < wanted / 4
    height = machine.log_likelihood(theta, v, even)
    np.testing.assert_allclose(record.log_likelihood[:, :, 0, 0], height)


def test_rates_stay_or_fall_evenly_to_zero():
    """At rates so small that each step counts as much as its rate."""
    given = {"runs": 1, "side": 2, "hidden": 2, "rates": (1e-6,), "num_steps": 4, "every": 1}
    climbed = [
        np.diff(chains(ChainsConfig(**given, schedule=each)).log_likelihood[:, :, 0, 0], axis=1)
        for each in ("constant", "falling")
    ]
    parts = np.tile([1, 0.75, 0.5, 0.25], (2, 1))
    np.testing.assert_allclose(climbed[1] / climbed[0], parts, rtol=1e-3)
