import numpy as np
import pytest
import torch

from optcourse import Scale
from optcourse.experiments.minima import (
    CURVES,
    BasinsConfig,
    LoopedLineSearch,
    MinibatchDescent,
    basins,
    chord_gap,
    curve,
    curve_slope,
    entry,
    random_batches,
    rise_at_rim,
    settle,
    strict_minima,
)
from optcourse.landscapes import GaborLoss, Quadratic, Rosenbrock
from optcourse.optimizers import BracketingLineSearch, trajectory
from optcourse.sweeps import cached

BASINS = BasinsConfig(num_offsets=13, num_frequencies=11, num_steps=60)


def same(first, second):
    for name, value in vars(first).items():
        np.testing.assert_array_equal(value, getattr(second, name))


@pytest.mark.parametrize(("run", "config"), [(basins, BASINS)])
def test_records_repeat_and_survive_the_cache(run, config, tmp_path, monkeypatch):
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path))
    torch.manual_seed(1)
    first = cached(run, config)
    torch.manual_seed(2)
    same(first, run(config))
    same(first, cached(run, config))


@pytest.mark.parametrize("name", CURVES)
def test_slopes_of_curves(name):
    theta, h = np.linspace(-3, 3, 37), 1e-6
    slope = (curve(name, theta + h) - curve(name, theta - h)) / (2 * h)
    np.testing.assert_allclose(curve_slope(name, theta), slope, atol=1e-7)


def test_a_chord_meets_the_curve_at_its_ends():
    gap = chord_gap("waves", -0.4, 1.2)
    np.testing.assert_allclose(gap[[0, -1]], 0, atol=1e-12)
    assert gap.min() < -0.1


def test_settle_finds_the_minimum_and_not_the_saddle():
    bowl = Quadratic((0.5, 3.0), 0.4, (1.0, -2.0))
    np.testing.assert_allclose(settle(bowl, np.array([[4.0, 4.0]])), [[1.0, -2.0]], atol=1e-9)
    saddle = Quadratic((-1.0, 1.0))
    assert abs(settle(saddle, np.array([[0.1, 1.0]]), 30)[0, 0]) > 1
    np.testing.assert_allclose(settle(Rosenbrock(), np.zeros((1, 2)), 300), [[1, 1]], atol=1e-8)


def test_strict_minima_are_distinct_ordered_and_flat():
    loss = GaborLoss.generated()
    starts = np.random.default_rng(0).uniform((-9, 3), (9, 22), (60, 2))
    found = strict_minima(loss, starts)
    assert len(found) >= 5
    assert np.all(np.diff(loss.value(found)) >= 0)
    np.testing.assert_allclose(loss.grad(found), 0, atol=1e-9)
    assert not len(strict_minima(Quadratic((-1.0, 1.0)), starts))


def test_the_rim_of_a_bowl_is_higher_and_of_a_saddle_is_not():
    bowl = Quadratic((0.5, 3.0))
    rise = rise_at_rim(bowl, np.zeros(2), 0.1)
    assert 0.9 * 0.5 * 0.5 * 0.01 < rise <= 0.5 * 0.5 * 0.01
    assert rise_at_rim(Quadratic((-0.5, 3.0)), np.zeros(2), 0.1) < 0
    assert rise_at_rim(bowl, np.array([0.3, 0.0]), 0.1) < 0


def test_basins_hold_the_loss_of_each_end():
    record = basins(BASINS)
    assert record.ends.shape == (11, 13, 2)
    np.testing.assert_array_equal(record.loss, record.landscape.value(record.ends))
    assert np.all(np.diff(record.losses) >= 0)
    assert record.sharpness.shape == record.losses.shape == (len(record.minima),)
    assert 0 < record.share_reaching(record.losses[0]) < 1


def test_the_basins_of_newton_are_those_of_long_descent():
    record = basins(BasinsConfig(num_offsets=13, num_frequencies=11))
    starts = np.stack(np.meshgrid(record.offsets, record.frequencies), axis=-1).reshape(-1, 2)
    for _ in range(4000):
        starts = starts - 0.02 * record.landscape.grad(starts)
    loss = record.landscape.value(starts)
    at_rest = np.linalg.norm(record.landscape.grad(starts), axis=1) < 1e-3
    assert at_rest.mean() > 0.75
    assert np.mean(np.abs(loss - record.loss.ravel())[at_rest] < 0.02) > 0.95


def test_batches_are_without_repeats_and_unbiased():
    batches = random_batches(28, 3, 500)
    assert batches.shape == (500, 3)
    assert all(len(set(batch)) == 3 for batch in batches)
    loss, theta = GaborLoss.generated(), np.array([1.0, 9.0])
    state = MinibatchDescent(1.0, np.arange(28)[None]).init(theta)
    whole = MinibatchDescent(1.0, np.arange(28)[None]).step(state, loss).theta
    np.testing.assert_allclose(whole, theta - loss.grad(theta), rtol=1e-12)
    steps = [MinibatchDescent(1.0, np.arange(28)[k:][:1][None]).step(state, loss).theta
             for k in range(28)]  # fmt: skip
    np.testing.assert_allclose(np.mean(steps, axis=0), whole, rtol=1e-10)


def test_entry_picks_rows():
    values = np.arange(12.0).reshape(4, 3)
    np.testing.assert_array_equal(entry(values, 2.0), values[2])
    assert entry(values[0], 1) == 1.0


def test_the_looped_line_search_is_the_line_search():
    loss, start = GaborLoss.generated(), np.array([[1.0, 9.0], [-5.0, 12.0]])
    one, other = (
        trajectory(rule(0.2, num_rounds=9), loss, start, 10)
        for rule in (BracketingLineSearch, LoopedLineSearch)
    )
    np.testing.assert_allclose(one.theta, other.theta, rtol=1e-9)
    np.testing.assert_allclose(one.lr, other.lr, rtol=1e-9)


def test_scales():
    assert BasinsConfig.at(Scale.quick, seed=3) == BasinsConfig(seed=3)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: BasinsConfig(lr=-1), "lr must be positive and finite, got -1"),
        (lambda: BasinsConfig(num_offsets=1), "num_offsets must be a whole number of at least 2"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
