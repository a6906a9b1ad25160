from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import torch
from torch.nn.utils import parameters_to_vector

from optcourse.chapters.saddles.experiments import (
    EXACT_FIELD,
    EXACT_MATRIX,
    RIDGE,
    AutoencoderConfig,
    CountsConfig,
    CriticalConfig,
    DoubleWell,
    EggCrate,
    FieldsConfig,
    GaborConfig,
    HeightsConfig,
    LeavingConfig,
    NoiseConfig,
    PlateauConfig,
    SignsConfig,
    StaircaseConfig,
    TinyNetwork,
    ValleyConfig,
    WiderConfig,
    autoencoder_points,
    counts,
    critical_points_of_network,
    descend,
    escape_steps,
    fields,
    gabor_points,
    heights,
    leaving,
    leaving_by_noise,
    made_symmetric,
    plateaus,
    signs,
    staircase,
    staircases,
    valley,
    waits_near_zero,
    wider,
)
from optcourse.chapters.saddles.experiments.fields import TorusField
from optcourse.chapters.saddles.experiments.objectives import (
    TanhNet,
    shrunken_digits,
    small_digits_net,
)
from optcourse.chapters.saddles.experiments.staircase import gradient
from optcourse.chapters.saddles.experiments.symmetry import with_zero_units
from optcourse.landscapes import FromValue
from optcourse.networks.curvature import hessian
from optcourse.networks.losses import half_squared_distance
from optcourse.networks.models import mlp
from optcourse.rules import GradientDescent, trajectory

SIGNS = SignsConfig(max_dimension=4, num_matrices=4000)
FIELDS = FieldsConfig(dimensions=(1, 2), num_fields=(20, 4), num_starts=(60, 300))
HEIGHTS = HeightsConfig(dimensions=(2, 6), num_draws=2000, num_points=100)
CRITICAL = CriticalConfig(num_train=40, num_starts=20, moments=(0, 100), num_steps=100)
AUTO = AutoencoderConfig(size=(2, 2), code=1, num_starts=12, num_steps=60)
STAIRS = StaircaseConfig(seeds=(0, 1), size=4, num_steps=900)
PLATEAU = PlateauConfig(seeds=(0,), hidden=(8,), num_train=100, num_steps=200)
LEAVING = LeavingConfig(CRITICAL, num_steps=200)
QUICK = CriticalConfig(  # few steps: what arrives in them arrives on every processor
    num_train=40, hidden=2, num_starts=300, moments=(0, 30, 100), num_steps=30
)
NOISE = NoiseConfig(QUICK, num_saddles=3, num_steps=100)
COUNTS = CountsConfig(seeds=(0,), sizes=(1, 2), num_starts=20, num_train=40)
WIDER = WiderConfig(CriticalConfig(num_train=40, hidden=2, num_starts=20), added=1)
VALLEY = ValleyConfig(hidden=(6,), num_train=60, num_steps=60, every=20, points=9)
GABOR = GaborConfig(num_starts=15)
RUNS = [
    (signs, SIGNS),
    (fields, FIELDS),
    (heights, HEIGHTS),
    (critical_points_of_network, CRITICAL),
    (autoencoder_points, AUTO),
    (staircases, STAIRS),
    (plateaus, PLATEAU),
    (leaving, LEAVING),
    (leaving_by_noise, NOISE),
    (counts, COUNTS),
    (gabor_points, GABOR),
    (valley, VALLEY),
    (wider, WIDER),
]


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path))


@pytest.mark.parametrize(("run", "config"), RUNS, ids=[run.__name__ for run, _ in RUNS])
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


@pytest.mark.parametrize("surface", [DoubleWell(), EggCrate(), TinyNetwork()])
def test_surfaces_have_the_derivatives_of_their_values(surface):
    numerical = FromValue(surface.value)
    places = np.random.default_rng(0).uniform(-2, 2, (5, 2))
    np.testing.assert_allclose(surface.grad(places), numerical.grad(places), atol=1e-6)
    np.testing.assert_allclose(surface.hessian(places), numerical.hessian(places), atol=1e-5)


def test_double_well_knows_its_critical_points():
    np.testing.assert_allclose(DoubleWell().grad(np.array(DoubleWell.critical)), 0)


def test_escape_steps_are_those_of_descent():
    for lr, offset in product((0.05, 0.2), (1e-2, 1e-7)):
        path = trajectory(GradientDescent(lr), RIDGE, [0.5, offset], 300).theta
        assert np.argmax(np.abs(path[:, 1]) >= 1) == np.ceil(escape_steps(lr, offset))


def test_network_derivatives_agree_with_the_curvature_engine():
    X, y = shrunken_digits((0, 1, 2), (4, 2), num_train=30)
    net = TanhNet(torch.tensor(X), torch.tensor(np.eye(3)[y]), hidden=5, decay=0.01)
    models = [mlp((8, 5, 3), "tanh", seed, torch.float64) for seed in range(3)]
    theta = torch.stack([parameters_to_vector(m.parameters()).detach() for m in models])
    loss, grad, hessians = net.all_derivatives(theta)
    for model, point, value, slope, bend in zip(models, theta, loss, grad, hessians, strict=True):
        mean = half_squared_distance(model(net.X), net.Y).mean()
        slopes = torch.autograd.grad(mean, list(model.parameters()))
        decayed = mean + 0.005 * point @ point
        torch.testing.assert_close(value, decayed.detach())
        torch.testing.assert_close(slope, parameters_to_vector(slopes) + 0.01 * point)
        eye = torch.eye(len(point), dtype=torch.float64)
        exact = hessian(model, net.X, net.Y, "squared_error") + 0.01 * eye
        torch.testing.assert_close(bend, exact)


def test_gradient_on_a_batch_is_that_of_its_examples():
    net = small_digits_net(20)
    picks = torch.tensor([[3, 7, 7], [0, 1, 2]])
    theta = torch.randn(2, net.num_params, dtype=torch.float64)
    loss, grad = net.loss_and_grad(theta, picks)
    for k in range(2):
        alone = TanhNet(net.X[picks[k]], net.Y[picks[k]], net.hidden, net.decay)
        wanted = alone.loss_and_grad(theta[k : k + 1])
        torch.testing.assert_close(loss[k], wanted[0][0])
        torch.testing.assert_close(grad[k], wanted[1][0])


def test_signs_agree_with_what_is_known():
    law = signs(SIGNS)
    for name, exact in (("matrices", EXACT_MATRIX), ("fields", EXACT_FIELD)):
        for n, p in exact.items():
            error = getattr(law, f"{name}_error")[n - 1]
            assert abs(getattr(law, name)[n - 1, 0] - p) < 5 * error + 1e-9
    for table in (law.coins, law.matrices, law.fields):
        np.testing.assert_allclose(table.sum(axis=1), 1)
    np.testing.assert_allclose(law.matrices[2, :4], law.matrices[2, 3::-1], atol=0.03)


def test_torus_field_has_unit_variance_and_true_derivatives():
    rng = np.random.default_rng(1)
    places = rng.uniform(0, 6, (1, 2))
    values = [TorusField.random(2, rng).derivatives(places)[0][0] for _ in range(2000)]
    assert abs(np.std(values) - 1) < 0.08
    field = TorusField.random(2, rng)
    numerical = FromValue(lambda x: field.derivatives(x[None])[0][0])
    _, grad, hess = field.derivatives(places)
    np.testing.assert_allclose(grad, numerical.grad(places), atol=1e-6)
    np.testing.assert_allclose(hess, numerical.hessian(places), atol=1e-5)


def test_fields_find_all_critical_points():
    record = fields(FIELDS)
    assert (record.euler == 0).mean() > 0.9
    np.testing.assert_allclose(record.shares(1), [0.5, 0.5])
    assert abs(record.shares(2)[1] - 0.5) < 1e-12
    lost = fields(FieldsConfig(dimensions=(2,), num_fields=(6,), num_starts=(3,)))
    assert (lost.euler != 0).any()


def test_heights_rise_with_the_index():
    record = heights(HEIGHTS)
    for value, index in zip(record.value, record.index, strict=True):
        assert np.corrcoef(value, index)[0, 1] > 0.5
    assert np.isnan(record.spectra[0, :, 2:]).all()


def test_critical_points_are_critical():
    record = critical_points_of_network(CRITICAL)
    assert 0 < record.accepted.sum() < len(record.accepted)
    theta = torch.tensor(record.theta[record.accepted])
    assert CRITICAL.net.loss_and_grad(theta)[1].norm(dim=1).max() < 1e-8
    free = critical_points_of_network(CriticalConfig(**{**vars(CRITICAL), "rule": "saddle_free"}))
    assert (free.index[free.accepted] == 0).all()
    assert (free.loss < free.start_loss).all()


def test_autoencoder_sets_are_critical_and_only_the_top_one_is_a_minimum():
    record = autoencoder_points(AUTO)
    assert record.members.shape == (5, 4)
    np.testing.assert_allclose(record.loss, record.promised)
    assert record.grad_norm.max() < 1e-12
    top = record.members[:, 0]
    assert record.lowest[top][0] > -1e-10
    assert (record.lowest[~top] < -0.01).all()


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_aligned_networks_follow_the_staircase(depth):
    strengths, first, lr = np.array([2.0, 1.0]), 1e-2, 1e-3
    weights = np.stack([first ** (1 / depth) * np.eye(2)] * depth)
    learned = descend(weights, np.diag(strengths), lr, 3000)
    theory = staircase(strengths, first, depth, lr * np.arange(3001))
    np.testing.assert_allclose(np.diagonal(learned, axis1=1, axis2=2), theory, atol=0.03)


def test_deep_linear_gradient():
    weights = torch.randn(3, 2, 2, dtype=torch.float64, requires_grad=True)
    target = torch.randn(2, 2, dtype=torch.float64)
    loss = 0.5 * (target - weights[2] @ weights[1] @ weights[0]).square().sum()
    (wanted,) = torch.autograd.grad(loss, weights)
    found = gradient(weights.detach().numpy(), target.numpy())
    np.testing.assert_allclose(found, wanted.numpy())


def test_staircases_learn_the_strongest_first():
    record = staircases(STAIRS)
    times = record.half_times()
    assert (times[:, 0] < times[:, 1]).all()
    assert np.isnan(staircases(StaircaseConfig(seeds=(0,), depth=3, num_steps=3)).first).all()


def test_a_head_start_can_put_a_smaller_singular_value_first():
    record = staircases(StaircaseConfig(seeds=(1003,)))
    learned, theory = (
        record.half_times()[0],
        staircase(record.strengths, record.first[0], 2, record.times),
    )
    foretold = (theory >= 0.5 * record.strengths).argmax(axis=0)
    assert record.strengths[1] > record.strengths[2]
    assert learned[2] < learned[1] and foretold[2] < foretold[1]


def test_plateaus_measure_stops_and_arrivals():
    record = plateaus(PLATEAU)
    assert record.loss.shape == record.grad_norm.shape == (4, 1, 21)
    assert (record.reached(0.9) >= 0).all()
    assert np.isinf(record.reached(1e-9)).all()
    assert (record.stopped(1e9) == 0).all()
    assert (record.stopped(1e-9) == 20).all()


def test_waits_near_zero_are_later_than_the_steepest_way_and_as_long_in_the_limit():
    config = PlateauConfig(hidden=(8,), seeds=(0, 1, 2))
    slope = np.zeros((4, 6))
    slope[0, 0], slope[1, 1] = 0.6, -0.5
    factors = [1e-7, 1e-6, 0.03, 0.3]
    waits = waits_near_zero(config, factors, slope)
    decade = np.log(10) / np.log(1 + config.lr * 0.6)
    assert waits[0] - waits[1] == pytest.approx(decade, abs=1.5)
    assert waits[2] - waits[3] > decade + 1


def test_newton_returns_and_the_others_leave():
    record = leaving(LEAVING)
    assert np.median(record.distance[0]) < 1e-6
    assert (record.loss[1] < record.saddle_loss).all()
    assert (record.spectrum[:, 0] < 0).all()
    assert (np.diff(record.spectrum) >= 0).all()


def test_minibatches_keep_units_that_are_zero_or_equal():
    record = leaving_by_noise(NOISE)
    kinds = record.symmetric
    assert record.left.shape == record.units_after.shape == (4, 3, len(kinds))
    assert record.ratio.shape == (4, 3, len(kinds), 6)
    np.testing.assert_allclose(record.ratio[:, 0, :, 0], 1)
    assert kinds.sum() == 3 and len(kinds) == 6 and (np.diff(kinds.astype(int)) <= 0).all()
    assert (record.units < QUICK.hidden).tolist() == kinds.tolist()
    assert (record.units_after[:, 0][:, kinds] == record.units[kinds]).all()
    assert (record.units_after[:3, 2][:, kinds] > record.units[kinds]).any()
    assert record.along[~kinds].min() > 1e-6


def units_of_three(net):
    """A network with units u, −u (but for 10⁻⁸), 0 and w, whose rows are u and w."""
    rng = torch.Generator().manual_seed(0)
    u, w = torch.randn(2, net.X.shape[1] + 1 + net.Y.shape[1], generator=rng, dtype=torch.float64)
    return torch.stack([u, -u + 1e-8, 1e-9 * w, w])[None], torch.ones(1, 3, dtype=torch.float64)


def test_symmetry_is_made_exact_and_units_are_counted():
    net = small_digits_net(20)
    theta, count = made_symmetric(net, net.from_units(*units_of_three(net)))
    units, biases = net.units(theta)
    assert count.tolist() == [2] and (biases == 1).all()
    assert (units[0, 0] == -units[0, 1]).all() and (units[0, 2] == 0).all()
    torch.testing.assert_close(units, units_of_three(net)[0], atol=1e-7, rtol=0)
    assert made_symmetric(net, theta, 1e-15)[1].tolist() == [2]
    assert made_symmetric(net, net.from_units(*units_of_three(net)), 1e-12)[1].tolist() == [4]


def test_the_gradient_of_every_batch_keeps_symmetric_units():
    net = small_digits_net(20)
    theta = made_symmetric(net, net.from_units(*units_of_three(net)))[0]
    for seed in range(5):
        picks = torch.randint(20, (1, 3), generator=torch.Generator().manual_seed(seed))
        pull = net.units(net.loss_and_grad(theta, picks)[1])[0][0]
        torch.testing.assert_close(pull[0], -pull[1])
        assert (pull[2] == 0).all() and (pull[0] != pull[3]).any()


def test_zero_units_change_neither_outputs_nor_gradients():
    small, large = small_digits_net(20, hidden=2), small_digits_net(20, hidden=5)
    theta = torch.randn(3, small.num_params, dtype=torch.float64)
    wide = with_zero_units(small, large, theta)
    (loss, grad), (same, pull) = small.loss_and_grad(theta), large.loss_and_grad(wide)
    torch.testing.assert_close(same, loss)
    units, biases = large.units(pull)
    torch.testing.assert_close(small.from_units(units[:, :2], biases), grad)
    assert (units[:, 2:] == 0).all()


def test_counts_are_those_of_the_searches():
    record = counts(COUNTS)
    assert record.num_params.tolist() == [11, 19]
    search = critical_points_of_network(CriticalConfig(0, num_train=40, hidden=2, num_starts=20))
    distinct = search.distinct()
    assert record.saddles[1, 0] + record.minima[1, 0] == len(distinct)
    assert record.minima[1, 0] == np.sum(search.eigenvalues[distinct, 0] > 0)
    assert record.failed[1, 0] == 20 - search.accepted.sum()
    none = replace(record, minima=0 * record.minima)
    assert np.isinf(none.per_minimum).all()


def test_three_linear_layers_have_a_flat_zero():
    record = autoencoder_points(AutoencoderConfig(size=(2, 2), depth=3, num_starts=4))
    assert record.lowest[0] == record.highest[0] == 0
    np.testing.assert_allclose(record.loss, record.promised)
    assert record.grad_norm.max() < 1e-12


def test_wider_networks_keep_critical_points_and_their_ways_down():
    record = wider(WIDER)
    search = critical_points_of_network(WIDER.critical)
    distinct = search.distinct()
    np.testing.assert_allclose(record.grad_norm[0], search.grad_norm[distinct], atol=1e-12)
    assert record.grad_norm[1].max() < 1e-8
    assert (record.negative[1] >= record.negative[0]).all()
    assert (record.negative[0] == (search.eigenvalues[distinct] < -1e-9).sum(axis=1)).all()


def test_the_plane_of_a_valley_holds_zero_and_the_end():
    record = valley(VALLEY)
    assert record.steps.tolist() == [0, 20, 40, 60]
    assert abs(record.path[-1, 1]) < 1e-5 < record.path[-1, 0]
    assert record.beside[-1] < 1e-5
    at_zero = replace(VALLEY, factor=1e-6, num_steps=2, every=2)
    np.testing.assert_allclose(valley(at_zero).loss[0], np.log(10), rtol=1e-5)
    assert record.losses.shape == (9, 9) and np.isfinite(record.losses).all()
    assert record.loss[-1] < record.loss[0] <= 1.1 * np.log(10)


def test_gabor_points_are_level_and_of_three_kinds():
    record = gabor_points(GABOR)
    slopes = record.landscape.grad(record.places)
    assert np.abs(slopes).max() < 1e-3 and set(record.negative) == {0, 1, 2}
    np.testing.assert_allclose(record.loss, record.landscape.value(record.places))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SignsConfig(num_matrices=1), "num_matrices must be a whole number of at least 2"),
        (lambda: FieldsConfig(num_fields=(1,)), "must be as many as dimensions"),
        (lambda: HeightsConfig(num_points=0), "num_points must be a whole number"),
        (lambda: CriticalConfig(rule="hill"), "rule must be one of 'newton', 'saddle_free'"),
        (lambda: CriticalConfig(cap=0), "cap must be positive and finite, got 0"),
        (lambda: AutoencoderConfig(code=0), "code must be a whole number of at least 1"),
        (lambda: StaircaseConfig(depth=1), "depth must be a whole number of at least 2"),
        (lambda: PlateauConfig(lr=-1), "lr must be positive and finite, got -1"),
        (lambda: LeavingConfig(offset=0), "offset must be positive and finite, got 0"),
        (lambda: NoiseConfig(offsets=(-1.0,)), "offsets must be at least 0 and finite"),
        (lambda: escape_steps(0.1, 0.0), "offset must be positive and finite, got 0"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
