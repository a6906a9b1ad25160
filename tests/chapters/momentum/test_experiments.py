"""Experiments on momentum, on short runs."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from optcourse.chapters.momentum.experiments import (
    FORMS,
    CoursesConfig,
    CyclesConfig,
    EdgesConfig,
    GainsConfig,
    TunedConfig,
    bent,
    bent_slope,
    best_momentum,
    course,
    courses,
    cycles,
    edges,
    gains,
    largest_rate,
    left,
    level,
    maps,
    polyak,
    pushed,
    rolled,
    rolls_on,
    steadiest,
    tuned,
    walked,
    weights,
)
from optcourse.chapters.momentum.experiments.gains import examples
from optcourse.landscapes import Rosenbrock
from optcourse.networks.data import digits
from optcourse.networks.models import mlp
from optcourse.rules import Momentum, Nesterov, trajectory

NETS = {"data": "digits", "seeds": (0, 1), "num_train": 30, "num_test": 20, "hidden": (4,)}
GAINS = GainsConfig(**NETS, momenta=(0.0, 0.5), rates=(0.1, 0.4), batch_size=5, num_steps=3)
EDGES = EdgesConfig(momentum=0.5, seeds=(0, 1), num_train=20, hidden=(3,), num_steps=6, num_looks=1)
COURSES = CoursesConfig(
    **NETS, num_val=10, rates=(0.1, 0.4), momentum=0.5, batch_size=5, num_steps=8
)
TUNED = TunedConfig(kappas=(10.0,), num=5, goal=1e-2, fineness=5)
TOP = np.array([1, 5.5, 7, 8.5, 10])
RUNS = [
    (tuned, TUNED),
    (cycles, CyclesConfig(num_starts=7, num_steps=20)),
    (edges, EDGES),
    (gains, GAINS),
    (courses, COURSES),
]


@pytest.mark.parametrize(("run", "config"), RUNS)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


@pytest.mark.parametrize(("form", "rule"), [("torch_ball", Momentum), ("torch_nesterov", Nesterov)])
def test_forms_of_torch_are_the_rules(form, rule):
    valley, start = Rosenbrock(b=5.0), np.array([-1.0, 1.5])
    mine, _ = walked(FORMS[form], valley.grad, start, 2e-3, 0.8, 50)
    theirs = trajectory(rule(2e-3, 0.8), valley, start, 50).theta
    np.testing.assert_allclose(mine, theirs, rtol=1e-12)


def test_a_pushed_ball_sums_what_it_was_given():
    grads = np.array([1.0, -2.0, 0.5])
    path = pushed(FORMS["heavy_ball"], grads, 0.1, 0.5)
    np.testing.assert_allclose(path, [0.0, -0.1, 0.05, 0.075])
    np.testing.assert_allclose(weights(0.5, 3), [0.5, 0.25, 0.125])


def test_descent_remembers_nothing():
    path, memory = walked(FORMS["descent"], lambda x: x, 1.0, 0.25, 0.9, 3)
    np.testing.assert_allclose(path, 0.75 ** np.arange(4))
    assert not memory.any()


def test_maps_are_those_of_the_equations():
    at = maps(FORMS["heavy_ball"], 0.3, 0.8)
    np.testing.assert_allclose(at, [[0.7, 0.8], [-0.3, 0.8]])
    roots = np.roots([1, -(1 + 0.8 - 0.3), 0.8])
    np.testing.assert_allclose(left(FORMS["heavy_ball"], 0.3, 0.8), abs(roots).max())
    assert left(FORMS["nesterov"], np.ones((2, 3)), 0.5).shape == (2, 3)


def test_limits_are_those_of_the_theory():
    for alpha in (0.0, 0.3, 0.97):
        np.testing.assert_allclose(largest_rate(FORMS["heavy_ball"], alpha), 2 * (1 + alpha))
        mean = 2 * (1 + alpha) / (1 - alpha)
        np.testing.assert_allclose(largest_rate(FORMS["prince_ball"], alpha), mean)
    found, share = best_momentum(FORMS["heavy_ball"], 0.25)
    np.testing.assert_allclose([found, share], [0.25, 0.5], atol=1e-2)


@pytest.mark.parametrize(("form", "pair"), [("heavy_ball", polyak), ("nesterov", steadiest)])
def test_no_pair_nearby_leaves_less_at_both_ends(form, pair):
    def worst(lr, alpha):
        return left(FORMS[form], lr * np.array([1.0, 50.0]), alpha).max()

    lr, alpha = pair(50.0)
    nearby = [worst(lr * a, alpha + b) for a in (0.97, 1, 1.03) for b in (-0.02, 0, 0.02)]
    assert worst(lr, alpha) <= min(nearby) + 1e-7


@pytest.mark.parametrize(
    ("spread", "values"), [("log", 10 ** np.linspace(0, 1, 5)), ("top", TOP)], ids=["log", "top"]
)
def test_tuned_counts_steps_of_the_rule(spread, values):
    record, (lr, alpha) = tuned(replace(TUNED, spread=spread)), polyak(10.0)
    steps, bowl = [], SimpleNamespace(grad=lambda theta: values * theta)
    for rate in lr * np.linspace(0.5, 1.5, 5):
        for momentum in 1 - (1 - alpha) * np.geomspace(0.25, 4, 5):
            path = trajectory(Momentum(rate, max(momentum, 0.0)), bowl, np.ones(5), 200).theta
            far = ~(np.linalg.norm(path, axis=1) / np.sqrt(5) <= 1e-2)
            steps.append(np.flatnonzero(far)[-1] + 1)
    assert record.steps[0] == min(steps)
    assert np.all((record.place >= 0) & (record.place <= 1))


def test_tuned_counts_by_the_loss_where_it_is_asked():
    record, (lr, alpha) = tuned(replace(TUNED, measure="loss")), polyak(10.0)
    values, steps = 10 ** np.linspace(0, 1, 5), []
    for rate in lr * np.linspace(0.5, 1.5, 5):
        for momentum in np.maximum(1 - (1 - alpha) * np.geomspace(0.25, 4, 5), 0.0):
            path, _ = walked(
                FORMS["heavy_ball"], lambda x: values * x, np.ones(5), rate, momentum, 200
            )
            above = ~(path**2 @ values <= 1e-2 * values.sum())
            steps.append(np.flatnonzero(above)[-1] + 1)
    assert record.steps[0] == min(steps)
    assert record.steps[0] < tuned(TUNED).steps[0]


def test_a_swing_through_the_minimum_is_no_arrival():
    config = TunedConfig("nesterov", (1000.0,), spread="top", fineness=61)
    assert 290 < tuned(config).steps[0] < 340  # a pair first dips below the goal after 58


def test_the_bent_function_belongs_to_its_slope():
    x = np.array([-2.0, 0.5, 1.4, 1.9, 2.5])
    rise = (bent(x + 1e-6) - bent(x - 1e-6)) / 2e-6
    np.testing.assert_allclose(bent_slope(x), rise, rtol=1e-6)
    np.testing.assert_allclose(bent(np.array([0.0])), 0.0)


def test_the_known_cycle_is_found():
    far = cycles(CyclesConfig(num_starts=3, reach=3.3, num_steps=300))
    assert far.restless.tolist() == [True, False, True]
    np.testing.assert_allclose(np.sort(far.last[2, :3]), [-1.8024, 792 / 1225, 2.1159], atol=1e-3)


def test_balls_keep_their_laws():
    hill = lambda place: 0.0 * place - 0.2  # noqa: E731
    ends = {drag: rolled(hill, drag, 0.5, 0.0, 1.0, 60.0, 24_000)[1][-1] for drag in
            ("linear", "quadratic", "dry")}  # fmt: skip
    np.testing.assert_allclose(ends["linear"], 0.4, rtol=1e-3)
    np.testing.assert_allclose(ends["quadratic"], np.sqrt(0.4), rtol=1e-3)
    assert ends["dry"] == 0
    free, _ = rolled(level, "dry", 0.5, 0.0, np.array([1.0, 2.0]), 10.0, 4000)
    np.testing.assert_allclose(free[-1], [1.0, 4.0], rtol=0.01)
    assert rolls_on(0.0, 1.0, level, "linear", 1.0, 0.5) == (1 / 3, 2 / 3)


def alone(config, data, seed, rate, alpha, batches, nesterov=False, squared=False):
    """A network trained by torch.optim.SGD on batches of rows; the module."""
    X, y = (torch.as_tensor(each) for each in data)
    model = mlp([X.shape[1], *config.hidden, 10], config.activation, seed)
    rule = torch.optim.SGD(model.parameters(), rate, momentum=alpha, nesterov=nesterov)
    for rows in batches:
        rule.zero_grad()
        if squared:
            target = torch.nn.functional.one_hot(y[rows], 10).to(X.dtype)
            (0.5 * ((model(X[rows]) - target) ** 2).sum(1).mean()).backward()
        else:
            torch.nn.functional.cross_entropy(model(X[rows]), y[rows]).backward()
        rule.step()
    return model


def test_gains_are_those_of_one_network_alone():
    config = GainsConfig(**NETS, momenta=(0.0, 0.5), rates=(0.1, 0.4), batch_size=None, num_steps=3)
    record, (learnt, new) = gains(config), examples(config, 1)
    model = alone(config, learnt, 1, 0.4 * 0.5, 0.5, [slice(None)] * 3)
    for mine, (X, y) in ((record.train, learnt), (record.test, new)):
        loss = torch.nn.functional.cross_entropy(model(torch.as_tensor(X)), torch.as_tensor(y))
        np.testing.assert_allclose(mine[1, 1, 1], loss.item(), rtol=1e-4)
    best = record.best[0]
    np.testing.assert_allclose(record.lowest[0], record.train[0, best])


def test_a_rate_that_falls_ends_elsewhere():
    falls = GainsConfig(**NETS, momenta=(0.5,), rates=(0.4,), batch_size=5, num_steps=3, falls=True)
    kept = GainsConfig(**NETS, momenta=(0.5,), rates=(0.4,), batch_size=5, num_steps=3)
    assert abs(gains(falls).train - gains(kept).train).max() > 1e-4


def test_edges_end_where_one_network_alone_ends():
    record, data = edges(EDGES), digits(num_train=20)
    examples_ = data.X_train, data.y_train
    assert np.allclose(record.rates, 3.0 / record.limits)
    model = alone(EDGES, examples_, 1, 3.0 / 15, 0.5, [slice(None)] * 6, squared=True)
    X, y = (torch.as_tensor(each) for each in examples_)
    target = torch.nn.functional.one_hot(y, 10)
    loss = 0.5 * ((model(X) - target) ** 2).sum(1).mean().item()
    np.testing.assert_allclose(record.loss[1, 1], loss, rtol=1e-4)
    assert np.all(record.share > 0) and np.all(record.start > 0)


def test_edges_by_cross_entropy_end_elsewhere():
    record, squared = edges(replace(EDGES, loss="cross_entropy")), edges(EDGES)
    data = digits(num_train=20)
    X, y = torch.as_tensor(data.X_train), torch.as_tensor(data.y_train)
    model = alone(EDGES, (X, y), 1, 3.0 / 15, 0.5, [slice(None)] * 6)
    loss = torch.nn.functional.cross_entropy(model(X), y).item()
    np.testing.assert_allclose(record.loss[1, 1], loss, rtol=1e-4)
    assert abs(record.share / squared.share - 1).min() > 0.01


def test_courses_fall_as_they_say():
    steps = np.arange(101)
    for name, end in (("constant", 1.0), ("linear", 0.0), ("cosine", 0.0), ("inverse", 1 / 11)):
        factors = np.array([course(name, 100)(k) for k in steps])
        np.testing.assert_allclose([factors[0], factors[-1]], [1.0, end], atol=1e-12)
        assert np.all(np.diff(factors) <= 0)


def test_courses_average_the_last_quarter_of_the_first():
    record = courses(COURSES)
    assert record.train.shape == (3, 2, 2)
    whole = courses(CoursesConfig(**{**COURSES.__dict__, "part": 1 / 8}))
    np.testing.assert_allclose(whole.train[2], whole.train[0], rtol=1e-5)
    assert abs(record.train[2] - record.train[0]).max() > 1e-5
    best = record.best(record.train)
    np.testing.assert_allclose(
        record.chosen(record.error, record.train)[1], record.error[1, best[1]]
    )
    assert np.all((record.error >= 0) & (record.error <= 1) & (record.val <= 1))


def test_adam_has_its_place_among_courses():
    assert np.isfinite(courses(CoursesConfig(**{**COURSES.__dict__, "adam": True})).train).all()


def test_errors_say_what_is_allowed():
    with pytest.raises(ValueError, match="rates must be positive"):
        GainsConfig(rates=(0.0,))
    with pytest.raises(ValueError, match="momentum must be"):
        CyclesConfig(momentum=1.0)
    with pytest.raises(ValueError, match="form must be one of"):
        TunedConfig(form="ball")
