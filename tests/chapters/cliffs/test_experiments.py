import importlib
from dataclasses import replace

import numpy as np
import pytest
import torch

from optcourse.chapters.cliffs.experiments import (
    HIGHEST,
    DepthsConfig,
    RecurrentUnit,
    SliceConfig,
    ThresholdsConfig,
    ThrowsConfig,
    angle_between,
    clipped_descent,
    depths,
    product_loss,
    product_slope,
    slices,
    steepest_slope,
    thresholds,
    throws,
)
from optcourse.chapters.cliffs.experiments.parts import PartsConfig, parts
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp, rnn
from optcourse.rules import (
    Adam,
    Clipped,
    GradientDescent,
    NormClip,
    clip_by_norm,
    clip_by_value,
    trajectory,
)

THROWS = ThrowsConfig(weights=(5.0, 6.0, 2), offsets=(-1.0, 1.0, 3), num_steps=150)
SLICE = SliceConfig(seeds=(0, 1), length=8, num_steps=12, num_fixed=4, num_points=11)
THRESHOLDS = ThresholdsConfig(
    seeds=(0, 1), rates=(0.1,), thresholds=(0.1, 1.0), length=8, num_steps=20, num_test=9
)
PARTS = PartsConfig(seeds=(0, 1), thresholds=(0.1, 1e6), length=8, num_steps=20, num_test=9)
DEPTHS = DepthsConfig(depths=(1, 3), scales=(1.0, 6.0), seeds=(0, 1), num_train=20, num_points=9)
SHORT = [
    (throws, THROWS),
    (slices, SLICE),
    (thresholds, THRESHOLDS),
    (parts, PARTS),
    (depths, DEPTHS),
]


@pytest.mark.parametrize(("run", "config"), SHORT)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


def test_gradient_of_the_unit_is_that_of_autograd():
    theta = np.array([[4.2, -2.0], [5.0, -2.6], [3.0, 0.5], [-1.0, 0.3]])
    w, b = (torch.tensor(each, requires_grad=True) for each in theta.T)
    x = torch.full_like(w, 0.5)
    for _ in range(20):
        x = w * torch.sigmoid(x) + b
    loss = (torch.sigmoid(x) - 0.7) ** 2
    grads = torch.stack(torch.autograd.grad(loss.sum(), (w, b)), dim=1)
    unit = RecurrentUnit(20)
    np.testing.assert_allclose(unit.value(theta), loss.detach(), rtol=1e-12)
    np.testing.assert_allclose(unit.grad(theta), grads, rtol=1e-9)


def test_the_unit_rests_on_its_edge_and_stays_below_the_bound():
    unit = RecurrentUnit(30)
    edge = np.array([5.0, unit.edge(5.0)])
    slope = unit.slope_on_edge(5.0)
    np.testing.assert_allclose(np.abs(unit.grad(edge)[1]), slope, rtol=1e-9)
    far = np.random.default_rng(0).normal(0, 100, (1000, 2))
    assert unit.value(far).max() <= HIGHEST + 1e-12


def test_steepest_slope_of_a_product():
    w = np.linspace(0, 1.3, 100_001)
    for t in (1, 2, 7, 30):
        np.testing.assert_allclose(
            np.gradient(product_loss(w, t), w)[1:-1], product_slope(w, t)[1:-1], atol=2e-2
        )
        for reach in (0.7, 1.0, 1.3):
            found = np.abs(product_slope(np.linspace(0, reach, 100_001), t)).max()
            np.testing.assert_allclose(steepest_slope(t, reach), found, rtol=1e-6)


def test_both_ways_to_clip():
    g = np.array([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0]])
    np.testing.assert_allclose(clip_by_norm(g, 1.0), [[0.6, 0.8], [0.3, 0.4], [0.0, 0.0]])
    np.testing.assert_allclose(clip_by_value(g, 1.0), [[1.0, 1.0], [0.3, 0.4], [0.0, 0.0]])
    np.testing.assert_allclose(angle_between(g[0], np.ones(2)), 8.1301, atol=1e-4)
    assert np.isnan(angle_between(g[2], g[0]))


def test_clipped_descent_never_steps_farther_than_lr_times_h():
    path = trajectory(clipped_descent(0.5, 0.2), RecurrentUnit(), np.array([5.2, -2.7]), 50).theta
    assert np.linalg.norm(np.diff(path, axis=0), axis=1).max() <= 0.1 + 1e-12


def test_throws_are_described():
    record = throws(THROWS)
    thrown = np.isfinite(record.thrown)
    assert record.thrown.shape == (4, 6)
    assert thrown.any()
    assert (record.thrown[thrown] > THROWS.far).all()
    assert (record.side[~thrown] == 0).all()
    assert (record.loss_before[thrown] <= HIGHEST).all()
    assert (record.longest_clipped <= 0.3 * record.rates[:, None] + 1e-9).all()


def test_throws_follow_any_rule_at_any_length():
    config = replace(THROWS, rule=Adam(beta2=0.9), length=20, rates=(0.1, 0.3))
    record = throws(config)
    rule = Clipped(Adam(0.3, beta2=0.9), NormClip(config.max_norm, eps=0.0))
    ends = trajectory(rule, RecurrentUnit(20), config.starts, config.num_steps).theta[-1]
    np.testing.assert_allclose(record.final_clipped[1], RecurrentUnit(20).value(ends), rtol=1e-9)
    assert record.arrived_clipped[1] == np.mean(record.final_clipped[1] < 0.01) > 0
    assert record.arrived.shape == (2,)


def test_depths_measure_slope_and_how_far_it_is_trusted():
    record = depths(DEPTHS)
    assert record.slope.shape == record.trust.shape == (2, 2, 2)
    far = np.geomspace(DEPTHS.shortest, DEPTHS.longest, DEPTHS.num_points)
    assert np.isin(record.trust, [0, *far]).all()
    network = mlp([64, 32, 32, 32, 10], seed=1, dtype=torch.float64)
    start = [param.detach() * 6 for param in network.parameters()]
    data = digits()
    X, y = torch.from_numpy(data.X_train[:20]).double(), torch.from_numpy(data.y_train[:20])

    def loss_at(down, length):
        for param, value, way in zip(network.parameters(), start, down, strict=True):
            param.data = value - length * way
        return torch.nn.functional.cross_entropy(network(X), y)

    loss = loss_at(start, 0.0)
    grad = torch.autograd.grad(loss, list(network.parameters()))
    slope = torch.sqrt(sum((each**2).sum() for each in grad)).item()
    assert record.slope[1, 1, 1] == pytest.approx(slope, rel=1e-6)
    down = [each / slope for each in grad]
    keeps = [loss.item() - loss_at(down, d).item() >= 0.5 * d * slope for d in far]
    assert record.trust[1, 1, 1] == (far[keeps.index(False) - 1] if not all(keeps) else far[-1])


def test_slices_pass_through_the_steepest_moment():
    record = slices(SLICE)
    assert record.slice.shape == (2, 11)
    assert record.slopes.shape == (2, 10)
    np.testing.assert_array_equal(record.peak, record.norms.argmax(axis=1))
    middle = np.gradient(record.slice, record.distance, axis=1)[:, 5]
    assert (middle < 0).all()


def test_slices_train_as_the_engine_does():
    models = [rnn(1, 10, 1, orthogonal=True, seed=seed) for seed in (0, 1)]
    history = train(
        Ensemble(models),
        _Latch8(),
        GradientDescent(0.1),
        num_steps=1,
        batch_size=16,
        loss="squared",
        clip=NormClip(1.0),
        record=("loss", "grad_norm"),
    )
    record = slices(SLICE)
    assert np.isfinite(record.losses).all()
    np.testing.assert_allclose(record.losses[:, 0], history.loss[:, 0], rtol=0.5)


class _Latch8:
    def sample(self, num, rng):
        from optcourse.networks.data import Latch

        return Latch(8).sample(num, rng)


def test_thresholds_end_with_none_and_report_divergence():
    record = thresholds(ThresholdsConfig(**{**vars(THRESHOLDS), "rates": (0.1, 30.0)}))
    assert np.isinf(record.thresholds[-1])
    assert record.loss.shape == (2, 3, 2, 3)
    assert record.success.shape == record.highest.shape == (2, 3, 2)
    assert np.isinf(record.highest[1, -1]).all()
    assert (record.error[1, -1] == 1).all()
    assert np.isfinite(record.highest[0]).all()


def test_each_part_is_clipped_on_its_own(monkeypatch):
    asked = []

    def first_step(ensemble, task, rule, **settings):
        before = torch.full_like(ensemble.theta, 3.0)
        grad = rule.of(np.arange(len(before)), before).direction(before, None, 0, before)[0]
        asked.append(grad)
        return train(ensemble, task, rule, **settings)

    module = importlib.import_module("optcourse.chapters.cliffs.experiments.parts")
    monkeypatch.setattr(module, "train", first_step)
    assert parts(PARTS).success.shape == (2, 2, 2)
    lengths = [
        each.norm(dim=1).reshape(2, 2, 2)[..., 0] for each in asked[0].cpu().split((130, 11), 1)
    ]
    whole = [3 * 130**0.5, 3 * 11**0.5]
    expected = [[[0.1, whole[0]], [whole[0]] * 2], [[whole[1]] * 2, [0.1, whole[1]]]]
    for found, right in zip(lengths, expected, strict=True):
        np.testing.assert_allclose(found, right, rtol=1e-5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: RecurrentUnit(0), "num_steps must be a whole number of at least 1, got 0"),
        (lambda: clipped_descent(0.1, 0.0), "max_norm must be positive and finite"),
        (lambda: ThrowsConfig(rates=(-1.0,)), "rates must be positive and finite"),
        (lambda: DepthsConfig(data="cifar"), "data must be one of 'digits', 'mnist1d', got"),
        (lambda: SliceConfig(reach=0), "reach must be positive and finite, got 0"),
        (lambda: ThresholdsConfig(thresholds=(0.0,)), "thresholds must be positive and finite"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
