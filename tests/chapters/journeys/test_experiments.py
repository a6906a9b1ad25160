"""Experiments on local steps and the way as a whole, on short runs."""

import numpy as np
import pytest
import torch
from scipy.optimize import brentq

from optcourse.chapters.journeys.experiments import (
    ConnectionsConfig,
    EndlessRidge,
    ParitiesConfig,
    PartingsConfig,
    RoundHill,
    SparesConfig,
    ValleysConfig,
    WalkConfig,
    connections,
    parities,
    partings,
    rate_at,
    spares,
    valleys,
    walk_of,
)
from optcourse.landscapes import Rosenbrock
from optcourse.networks.data import digits
from optcourse.networks.models import mlp
from optcourse.rules import GradientDescent, trajectory

SHORT = {"hidden": (5,), "num_train": 40, "num_steps": 20, "every": 2, "points": 5}
VALLEYS = ValleysConfig(sharp=(1.0, 4.0), shares=(0.3, 0.7), goal=1e-2, num_steps=400)
SPARES = SparesConfig(teacher=6, spares=(0, 2), num_starts=7, num_steps=60, num_moments=4)
JOINED = ConnectionsConfig(
    num_train=60, widths=(3, 5), num_pairs=2, num_steps=30, curve_steps=20, num_stops=5
)
PARTED = PartingsConfig(
    num_train=60, width=4, parted=(0, 5), apart=(4, 8), num_starts=2, batch_size=20, num_stops=3
)
PARITIES = ParitiesConfig(
    bits=3, noises=(0.0, 0.5), widths=(3, 5), num_starts=3, lrs=(0.01, 0.1), num_steps=20
)
RUNS = [
    (parities, PARITIES),
    (connections, JOINED),
    (partings, PARTED),
    (walk_of, WalkConfig(**SHORT, seeds=(0, 1))),
    (valleys, VALLEYS),
    (spares, SPARES),
]


@pytest.mark.parametrize(("run", "config"), RUNS)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


def autograd(land, place):
    """Gradient and Hessian of the formula, written once more for torch."""
    b = land.height

    def ridge(p):
        return b / (1 + p[0] ** 2) - torch.tanh(p[0]) / 2 - torch.tanh(p[1] / 4) / 5

    def hill(p):
        return b * torch.exp(-(p**2).sum() / 2) - p[0] / 10

    value = ridge if isinstance(land, EndlessRidge) else hill
    place = torch.tensor(place, dtype=torch.float64)
    derivatives = torch.autograd.functional
    return value(place), derivatives.jacobian(value, place), derivatives.hessian(value, place)


@pytest.mark.parametrize("land", [EndlessRidge(0.4), EndlessRidge(2.0), RoundHill(0.3)])
def test_slopes_and_bends_of_the_mountains_are_those_of_autograd(land):
    for place in np.random.default_rng(0).uniform(-3, 3, (6, 2)):
        found = land.value(place), land.grad(place), land.hessian(place)
        for own, other in zip(found, autograd(land, place), strict=True):
            np.testing.assert_allclose(own, other.numpy(), rtol=1e-10, atol=1e-12)


def test_the_crest_is_where_the_slope_across_is_zero():
    for height in (0.2, 1.0, 5.0):
        ridge = EndlessRidge(height)
        slope = lambda x, ridge=ridge: ridge.grad(np.array([x, 0.0]))[0]  # noqa: E731
        np.testing.assert_allclose(ridge.crest(), brentq(slope, -15, 0), atol=1e-10)


def test_mountains_say_which_heights_are_allowed():
    with pytest.raises(ValueError, match="height must be positive"):
        EndlessRidge(0.0)
    with pytest.raises(ValueError, match="height"):
        RoundHill(-1.0)


def test_the_limit_of_the_rate_is_two_over_the_largest_eigenvalue():
    for b in (1.0, 7.0, 100.0):
        top = np.linalg.eigvalsh(Rosenbrock(b=b).hessian(np.ones(2)))[-1]
        np.testing.assert_allclose(rate_at(b, 0.5), 1 / top, rtol=1e-12)


def test_ways_through_a_valley_are_those_of_one_run_alone():
    record = valleys(VALLEYS)
    for i, b in enumerate(VALLEYS.sharp):
        for j, share in enumerate(VALLEYS.shares):
            land, rule = Rosenbrock(b=b), GradientDescent(rate_at(b, share))
            path = trajectory(rule, land, np.array([-1.2, 1.0]), 400).theta
            below = land.value(path) < 1e-2
            if not below.any():
                assert np.isnan(record.steps[i, j])
                continue
            k = int(np.argmax(below))
            assert record.steps[i, j] == k
            length = np.linalg.norm(np.diff(path[: k + 1], axis=0), axis=1).sum()
            np.testing.assert_allclose(record.length[i, j], length, rtol=1e-12)
            np.testing.assert_allclose(record.distance[i, j], np.linalg.norm(path[k] - path[0]))


def test_the_way_is_that_of_a_network_trained_alone():
    walk = walk_of(WalkConfig(**SHORT, seeds=(3,)))
    data, model = digits(), mlp((64, 5, 10), seed=3)
    X, y = torch.as_tensor(data.X_train[:40]), torch.as_tensor(data.y_train[:40])
    optimizer, places, losses = torch.optim.SGD(model.parameters(), lr=0.1), [], []
    for _ in range(21):
        loss = torch.nn.functional.cross_entropy(model(X), y)
        places.append(torch.nn.utils.parameters_to_vector(model.parameters()).detach().double())
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    steps = torch.stack(places).diff(dim=0).norm(dim=1).numpy()
    np.testing.assert_allclose(walk.length[:, 0], np.r_[0, steps.cumsum()][::2], rtol=1e-5)
    np.testing.assert_allclose(walk.loss[:, 0], losses[::2], rtol=1e-5)
    distance = (places[-1] - places[0]).norm().item()
    np.testing.assert_allclose(walk.distance[-1], distance, rtol=1e-5)
    np.testing.assert_allclose(walk.path[-1], [distance, 0], atol=1e-5 * distance)
    np.testing.assert_allclose(walk.straight[[0, -1], 0], [losses[0], losses[-1]], rtol=1e-5)
    assert walk.beside[[0, -1]].max() < 1e-5
    assert 1 <= walk.winding_seen[0] <= walk.winding[0] * (1 + 1e-6)


def test_nine_tenths_of_a_fall():
    walk = walk_of(WalkConfig(**SHORT, seeds=(0,)))
    k = walk.at_fall(0.9)[0]
    fall = (walk.loss[0] - walk.loss[:, 0]) / (walk.loss[0] - walk.loss[-1])
    assert fall[k] >= 0.9 > fall[:k].max()


def test_a_plane_holds_the_bend():
    walk = walk_of(WalkConfig(**SHORT, seeds=(0,)))
    assert walk.path[:, 1].max() == pytest.approx(walk.bow[0] * walk.distance[-1, 0], rel=1e-5)


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="lr must be positive"):
        WalkConfig(lr=0.0)
    with pytest.raises(ValueError, match="sharp must be positive"):
        ValleysConfig(sharp=(0.0,))
