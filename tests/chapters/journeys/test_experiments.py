"""Experiments on local steps and the way as a whole, on short runs."""

from itertools import product

import numpy as np
import pytest
import torch
from scipy.optimize import brentq

from optcourse.chapters.journeys.experiments import (
    RULES,
    BandsConfig,
    ConnectionsConfig,
    EndlessRidge,
    LinesConfig,
    ParitiesConfig,
    PartingsConfig,
    RoundHill,
    SparesConfig,
    SplitsConfig,
    StopsConfig,
    ValleysConfig,
    WalkConfig,
    asking_again,
    bands,
    closed_sets,
    connections,
    family,
    fits_by_two,
    fitted_by,
    functions,
    histories,
    lines,
    mean_best,
    parities,
    partings,
    points,
    rate_at,
    search,
    spares,
    splits,
    splitting,
    stops,
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
FEW = {"width": 4, "num_train": 30, "batch_size": 10, "num_steps": 6, "num_stops": 5}
LINES = LinesConfig(**FEW, seeds=(0, 1), sgd=(0.1,), adam=(0.01, 0.1))
BANDS = BandsConfig(seeds=(0, 1), widths=(1, 3), num_points=4, num_steps=30, num_looks=4)
SPLITS = SplitsConfig(num_elements=5, easy=3, hard=10, widths=(1, 4), num_starts=2, num_steps=20)
RUNS = [
    (lines, LINES),
    (bands, BANDS),
    (splits, SPLITS),
    (parities, PARITIES),
    (connections, JOINED),
    (partings, PARTED),
    (stops, StopsConfig(hidden=(5,), num_train=40, stops=(3, 8), num_more=9, num_looks=4)),
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


def test_a_line_is_that_of_a_network_trained_alone():
    record = lines(LinesConfig(**FEW | {"batch_size": 30}, seeds=(1,), sgd=(), adam=(0.05,)))
    data, model = digits(), mlp((64, 4, 10), "relu", seed=1)
    X, y = torch.as_tensor(data.X_train[:30]), torch.as_tensor(data.y_train[:30])
    vector = torch.nn.utils.parameters_to_vector
    start, optimizer = (
        vector(model.parameters()).detach(),
        torch.optim.Adam(model.parameters(), 0.05),
    )
    for _ in range(6):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(X), y).backward()
        optimizer.step()
    end, found = vector(model.parameters()).detach(), []
    for share in (0, 0.25, 0.5, 0.75, 1):
        torch.nn.utils.vector_to_parameters(start + share * (end - start), model.parameters())
        found.append(torch.nn.functional.cross_entropy(model(X), y).item())
    np.testing.assert_allclose(record.loss[0, 0], found, rtol=1e-3)


def test_a_rise_is_from_any_place_to_a_later_one():
    record = lines(LINES)
    for way, seed in np.ndindex(3, 2):
        loss = record.loss[way, seed]
        most = max(b - a for k, a in enumerate(loss) for b in loss[k:])
        assert record.rise[way, seed] == most
        assert record.hill[way, seed] == max(loss) - loss[0]


def test_a_band_is_that_of_a_network_trained_alone():
    """One member by torch's own layers and optimizer."""
    record, h = bands(BANDS), 3
    draw = np.random.default_rng(1).uniform(-1, 1, 3 * h + 1)
    draw[: 2 * h] *= 5.0
    draw[2 * h :] /= np.sqrt(h)
    into, bias, out, last, beta = (
        torch.tensor(part, requires_grad=True)
        for part in (draw[:h], draw[h : 2 * h], draw[2 * h : 3 * h], draw[3 * h], 0.0)
    )
    optimizer = torch.optim.Adam([into, bias, out, last, beta], lr=0.01)
    x, y = torch.tensor(record.x), torch.tensor(record.y)
    normal = torch.nn.GaussianNLLLoss(eps=0.0)
    for k in range(31):
        mean = torch.tanh(x[:, None] * into + bias) @ out + last
        loss = normal(mean, y, torch.exp(-beta).expand(4))
        optimizer.param_groups[0]["lr"] = 0.01 * (1 + np.cos(np.pi * k / 30)) / 2
        if k in record.steps:
            place = record.steps.tolist().index(k)
            np.testing.assert_allclose(record.nll[place, 1, 1], loss.item(), rtol=1e-5)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def test_a_narrower_network_does_not_see_the_others():
    alone = bands(BandsConfig(seeds=(0, 1), widths=(3,), num_points=4, num_steps=30, num_looks=4))
    np.testing.assert_allclose(bands(BANDS).nll[:, 1], alone.nll[:, 0], rtol=1e-9)


def test_searches_ask_each_point_once():
    for rule in RULES.values():
        for f in functions("rough"):
            asked, seen = search(rule, f)
            assert sorted(asked) == list(range(6)) and [f[k] for k in asked] == seen
    assert len(set(search(asking_again, (0, 1, 2, 3, 0, 1))[0])) < 6


def test_the_best_of_independent_throws():
    """The mean of the lowest of q throws of a die with sides 0 … v − 1 is Σ (1 − k/v)^q."""
    q = np.arange(1, 7)
    wanted = sum((1 - k / 4) ** q for k in (1, 2, 3))
    for rule in RULES.values():
        np.testing.assert_allclose(mean_best(rule, functions("all")), wanted)


def test_sets_of_functions_are_counted():
    for kind, number in (("all", 4096), ("smooth", 466), ("valley", 610), ("rough", 42)):
        assert len(functions(kind)) == number
    assert set(histories(RULES["best"], functions("all")).values()) == {1}
    assert closed_sets(2, 2) == (7, 15)  # {00}, {11}, {01, 10}, by hand


def test_a_splitting_leaves_no_set_on_one_side():
    rng = np.random.default_rng(3)
    for m in (2, 5, 8, 10):
        sets = family(m, 5, rng)
        side = splitting(sets)
        every = np.array(np.meshgrid(*[[0, 1]] * 5)).reshape(5, -1)
        mixed = (sets @ every > 0) & (sets @ (1 - every) > 0)
        assert (side is not None) == bool(mixed.all(axis=0).any()) == fits_by_two(sets)
        if side is not None:
            assert fitted_by(side, sets) and not fitted_by(side | True, sets)


def test_points_are_those_of_the_reduction():
    X, y = points(np.array([[True, True, False]]))
    np.testing.assert_array_equal(X, [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]])
    np.testing.assert_array_equal(y, [1, 0, 0, 0, 1])


def test_fitted_starts_are_counted_one_by_one():
    widths = (2, 6, 7)  # the first alone, the others together
    record = splits(SplitsConfig(num_elements=5, easy=3, hard=10, widths=widths, num_starts=3,
                                 rates=(0.05,), num_steps=150))  # fmt: skip
    for k, width in product((0, 1), widths):
        sets, fitted = (record.easy, record.hard)[k], record.fitted[k, widths.index(width)]
        X, y = (torch.as_tensor(each).float() for each in points(sets))
        count = 0
        for seed in range(3):
            model = mlp((5, width, 1), "tanh", seed)
            optimizer = torch.optim.Adam(model.parameters(), 0.05)
            for _ in range(150):
                out = model(X)[:, 0]
                optimizer.zero_grad()
                torch.nn.functional.softplus(-(2 * y - 1) * out).mean().backward()
                optimizer.step()
            count += bool(torch.all((model(X)[:, 0] > 0) == (y > 0)))
        assert fitted == count


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="lr must be positive"):
        WalkConfig(lr=0.0)
    with pytest.raises(ValueError, match="sharp must be positive"):
        ValleysConfig(sharp=(0.0,))
