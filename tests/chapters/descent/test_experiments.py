"""Experiments on gradient descent, on short runs."""

import numpy as np
import pytest
import torch

from optcourse.chapters.descent.experiments import (
    PROBLEMS,
    Batches,
    BatchesConfig,
    BracketsConfig,
    ConvexConfig,
    DiceConfig,
    FlowsConfig,
    FourStepsConfig,
    LineLoss,
    NetFlowsConfig,
    QuantizedConfig,
    RaceConfig,
    RangesConfig,
    SearchedConfig,
    ShorterConfig,
    StaleConfig,
    StallsConfig,
    StraightConfig,
    TrialsConfig,
    batches,
    best_inside,
    bracket_ends,
    brackets,
    by_hand,
    convex,
    curvatures,
    dice,
    downhill,
    exact_rate,
    examples,
    excess_left,
    flowed,
    flows,
    four_steps,
    land,
    net_flows,
    points,
    power_of_size,
    quantized,
    race,
    ranges,
    searched,
    shorter,
    stale,
    stalls,
    straight,
    trials,
)
from optcourse.landscapes import GaborLoss, Quadratic
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.rules import BracketingLineSearch, ExactLineSearch, GradientDescent

NETS = NetFlowsConfig(
    seeds=(0, 1), hidden=(3,), num_train=20, rates=(0.2, 0.1), time=0.4, num_fine=4
)
SHORTER = ShorterConfig(num=6, kappa=20.0, factors=(1.0, 0.8), goal=1e-3, num_starts=3)
BRACKETS = BracketsConfig(seeds=(0, 1), num_starts=7, reaches=(1.0, 8.0), num_points=101)
STALLS = StallsConfig(num_data=2, num_train=10, num_features=2, rates=(0.02, 0.04), time=2.0)
SMALL = {"seeds": (0, 1), "sizes": (5, 10), "octaves": (-1, 0), "num_epochs": 2}
SMALL |= {"num_train": 20, "num_test": 10, "hidden": (4,)}
RANGED = {"seeds": (0, 1), "hidden": (4,), "num_train": 20, "octaves": (0, 1)}
RANGED |= {"size": 5, "num_tested": 6, "num_steps": 4}
TRIALS = {"seeds": (0, 1), "hidden": (4,), "num_train": 20, "num_test": 20, "size": 5}
TRIALS |= {"side": 2, "num_grids": 1, "num_dice": 5, "num_steps": 3}
RUNS = [
    (batches, BatchesConfig(**SMALL)),
    (convex, ConvexConfig(num_data=4, num_places=5)),
    (stalls, STALLS),
    (flows, FlowsConfig(landscape="valley", num_halvings=1, num_starts=3, num_steps=4)),
    (net_flows, NETS),
    (shorter, SHORTER),
    (brackets, BRACKETS),
    (dice, DiceConfig(num_draws=20)),
    (quantized, QuantizedConfig(seeds=(0, 1), bits=(2, 3), num_starts=5, num_steps=20)),
    (trials, TrialsConfig(**TRIALS)),
    (ranges, RangesConfig(**RANGED)),
    (searched, SearchedConfig(seeds=(0,), hidden=(4,), num_train=20, num_passes=40)),
    (straight, StraightConfig(seeds=(0, 1), num_train=30, size=10, num_rounds=1)),
    (stale, StaleConfig(seeds=(0,), hidden=(4,), num_train=20, num_epochs=1)),
    (race, RaceConfig(seeds=(0,), hidden=(4,), num_train=20, rates=(0.1,), num_rounds=1)),
    (four_steps, FourStepsConfig(num_data=3, num_starts=5)),
]


@pytest.mark.parametrize(("run", "config"), RUNS)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


def test_on_a_bowl_the_flow_is_an_exponential():
    start, values = np.array([1.0, -2.0]), np.array([1.0, 10.0])
    plain = flowed(downhill(land("bowl")), start, 0.5, 200)
    np.testing.assert_allclose(plain[-1], start * np.exp(-values * 0.5), rtol=1e-6)
    bent = flowed(downhill(land("bowl"), 0.1), start, 0.5, 200)
    faster = values * (1 + 0.05 * values)
    np.testing.assert_allclose(bent[-1], start * np.exp(-faster * 0.5), rtol=1e-6)


def test_the_modified_flow_goes_down_the_modified_loss():
    where, rate, theta = GaborLoss.generated(seed=2), 0.03, np.array([1.2, 9.0])

    def loss(place):
        slope = where.grad(place)
        return where.value(place) + rate / 4 * np.sum(slope**2)

    ways = 1e-6 * np.eye(2)
    slopes = np.array([(loss(theta + w) - loss(theta - w)) / 2e-6 for w in ways])
    np.testing.assert_allclose(-downhill(where, rate)(theta), slopes, rtol=1e-6)


def test_network_descent_and_flow_are_those_of_one_network_alone():
    record = net_flows(NETS)
    data, model = digits(num_train=20), mlp((64, 3, 10), "tanh", 1, torch.float64)
    X, y = torch.as_tensor(data.X_train).double(), torch.as_tensor(data.y_train)
    start = torch.nn.utils.parameters_to_vector(model.parameters()).detach()

    def gradient(theta):
        torch.nn.utils.vector_to_parameters(theta, model.parameters())
        loss = torch.nn.functional.cross_entropy(model(X), y)
        return torch.cat([g.flatten() for g in torch.autograd.grad(loss, model.parameters())])

    def walked(rate, steps):
        theta = start.clone()
        for _ in range(steps):
            theta = theta - rate * gradient(theta)
        return theta

    flow = walked(1e-4, 4000)  # tiny steps, which are 1e-4 from the flow
    for k, (rate, steps) in enumerate(((0.2, 2), (0.1, 4))):
        gap = (walked(rate, steps) - flow).norm().item()
        np.testing.assert_allclose(record.to_flow[k, 1], gap, rtol=0.01)


def test_curvatures_reach_from_one_to_kappa():
    for spectrum in ("log", "even", "steep", "flat"):
        values = curvatures(9, 50.0, spectrum)
        assert values.shape == (9,) and (values.min(), values.max()) == (1.0, 50.0)
        assert np.all(np.diff(values) > 0)


def test_exact_steps_are_those_of_the_rule():
    bowl, starts = Quadratic((1.0, 7.0)), np.random.default_rng(0).standard_normal((5, 2))
    values, slopes = np.array([1.0, 7.0]), bowl.grad(starts)
    rates = ExactLineSearch().along(bowl, starts, slopes, slopes)
    np.testing.assert_allclose(exact_rate(values, starts), rates, rtol=1e-12)
    assert exact_rate(values, np.zeros(2)) == 0
    record = shorter(SHORTER)
    assert record.steps.shape == (2, 3) and np.all(record.steps >= 1)


def test_steps_are_counted_to_the_goal():
    values, record = curvatures(6, 20.0), shorter(SHORTER)
    starts = np.random.default_rng(0).standard_normal((3, 6))
    for f, factor in enumerate(SHORTER.factors):
        theta, steps = starts[1], 0
        while np.sum(values * theta**2) > 1e-3 * np.sum(values * starts[1] ** 2):
            g = values * theta
            theta, steps = theta - factor * (g @ g) / (g @ (values * g)) * g, steps + 1
        assert record.steps[f, 1] == steps


def test_starts_may_have_as_much_of_the_loss_in_each_direction():
    config = ShorterConfig(**vars(SHORTER) | {"num_steps": 1, "goal": 0.2, "start_power": -0.5})
    values, normal = curvatures(6, 20.0), np.random.default_rng(0).standard_normal((3, 6))
    for s, start in enumerate(normal / np.sqrt(values)):
        g = values * start
        there = start - (g @ g) / (g @ (values * g)) * g
        goal = 0.1 * normal[s] @ normal[s]  # 0.2 of half the sum of λ θ²
        reached = np.sum(values * there**2) / 2 <= goal
        assert np.isnan(shorter(config).steps[0, s]) == (not reached)


def test_the_last_bracket_is_where_the_search_ends():
    search, value = BracketingLineSearch(3.0, 9), lambda t: np.cos(2 * t) + 0.1 * t
    lows, highs = bracket_ends(search, value, 3.0)
    assert np.all(np.diff(lows) >= 0) and np.all(np.diff(highs) <= 0)
    kept = (highs - lows)[1:] / (highs - lows)[:-1]
    np.testing.assert_allclose(kept[lows[1:] > 0], 2 / 3, rtol=1e-9)
    assert abs(0.5 * (lows[-1] + highs[-1]) - (np.pi - np.arcsin(0.05)) / 2) < 0.05


def test_a_line_with_one_valley_is_told_from_one_with_several():
    record = brackets(BRACKETS)
    assert record.valleys[:, 0].max() <= record.valleys[:, 1].max()
    assert record.left.shape == (2, 2, 7) and record.left.min() >= 0
    wrong, alone = record.missed_alone
    assert wrong == 0 and 0 < alone <= 28 and record.missed.shape == (2,)


def test_the_minimum_of_a_line_is_that_of_least_squares():
    x, y = points(num=9)
    loss, rows = LineLoss(x, y), np.stack([np.ones(9), x], axis=1)
    np.testing.assert_allclose(loss.minimum(), np.linalg.lstsq(rows, y, rcond=None)[0])
    bends = np.linalg.eigvalsh(loss.hessian(np.zeros(2)))
    np.testing.assert_allclose(loss.spread(), bends[1] / bends[0])
    np.testing.assert_allclose(loss.hessian(np.ones(2)), 2 * rows.T @ rows)


def test_four_steps_leave_less_than_the_bound_of_the_worst_start():
    x, y = points()
    loss = LineLoss(x, y)
    starts = np.random.default_rng(0).uniform(-2, 3, (200, 2))
    kappa = loss.spread()
    bound = ((kappa - 1) / (kappa + 1)) ** 8
    left = excess_left(loss, starts, 4)
    assert left.max() <= bound * (1 + 1e-9) and left.max() > 0.9 * bound


@pytest.mark.parametrize("problem", PROBLEMS)
def test_gradients_by_hand_are_those_of_autograd(problem):
    assert by_hand(problem, num_draws=5, seed=3) < 1e-12


def test_what_agrees_is_fitted_and_what_does_not_stalls():
    few = {"num_data": 2, "num_train": 60, "num_features": 2}
    exact, noisy = stalls(StallsConfig(**few, noise=0.0)), stalls(StallsConfig(**few))
    assert exact.drawn.max() < 1e-12 * exact.start.min() and noisy.drawn.min() > 1e-6
    assert noisy.power(np.outer(noisy.rates**2, np.ones(2))) == pytest.approx(2.0)


def test_reshuffled_heights_throughout_are_the_mean_over_moments():
    config = StallsConfig(**vars(STALLS) | {"num_data": 1, "num_looks": 5})
    rng = np.random.default_rng(0)
    X = rng.standard_normal((1, 10, 2))
    y = (X @ rng.standard_normal((1, 2, 1)))[0, :, 0] + rng.standard_normal((1, 10))[0]
    X, heights = X[0], {}
    best = np.linalg.lstsq(X, y)[0]
    for shuffled in (False, True):
        for rate in config.rates:
            theta, epochs, found = np.zeros(2), round(2.0 / rate / 10), []
            for _ in range(epochs):
                order = rng.random((1, 10)).argsort(axis=1)[0]
                for k in order if shuffled else rng.integers(10, size=(1, 10))[0]:
                    theta = theta - rate * (X[k] @ theta - y[k]) * X[k]
                    found.append(np.mean((X @ (theta - best)) ** 2) / 2)
            heights[shuffled, rate] = np.mean(found[-10 * (epochs // 4) :][1::2])
    wanted = [heights[True, rate] for rate in config.rates]
    np.testing.assert_allclose(stalls(config).throughout[:, 0], wanted, rtol=1e-9)


@pytest.mark.parametrize("power", [0.5, 1.0])
def test_the_power_of_the_batch_size_is_read_from_valleys(power):
    sizes, octaves = np.array([4, 16, 64]), np.arange(-3.0, 4.0)
    rates = 0.02 * sizes[:, None] ** 0.7 * 2.0**octaves
    away = np.log(rates / (0.02 * sizes[:, None] ** power))
    losses = np.exp(away**2)[:, :, None] * np.ones(2)
    record = Batches(sizes, octaves, rates, losses, losses)
    assert power_of_size(record, losses) == pytest.approx(power) and best_inside(record)
    assert not best_inside(Batches(sizes, octaves[:2], rates[:, :2], losses[:, :2], losses))


def test_batches_are_those_of_a_network_trained_alone():
    config = BatchesConfig(**SMALL)
    record = batches(config)
    (X, y), (new, labels) = examples(config, 1)
    alone = Ensemble([mlp((40, 4, 10), "relu", 1)])
    settings = {"num_steps": 4, "batch_size": 10, "seeds": [1]}
    train(alone, (X, y), GradientDescent(0.1), **settings)
    model = alone.model(0)
    for losses, inputs, targets in ((record.train, X, y), (record.test, new, labels)):
        outputs = model(torch.as_tensor(inputs))
        loss = torch.nn.functional.cross_entropy(outputs, torch.as_tensor(targets))
        np.testing.assert_allclose(losses[1, 0, 1], loss.item(), rtol=1e-5)
    assert record.rates[1, 0] == pytest.approx(0.1) and record.best(record.train).shape == (2, 2)


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="landscape must be"):
        FlowsConfig(landscape="plain")
    with pytest.raises(ValueError, match="spectrum must be"):
        ShorterConfig(spectrum="wide")
