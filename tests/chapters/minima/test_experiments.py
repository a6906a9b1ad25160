import numpy as np
import pytest

from optcourse.chapters.minima.experiments import (
    CURVES,
    BasinsConfig,
    FloorsConfig,
    HiddenUnit,
    MatchingsConfig,
    NormsConfig,
    RelabelingsConfig,
    RescalingsConfig,
    ScaledUnit,
    StudentsConfig,
    WidthsConfig,
    basins,
    chord_gap,
    curve,
    curve_slope,
    entry,
    floors,
    matchings,
    minibatch_path,
    norms,
    random_batches,
    relabelings,
    rescalings,
    rise_at_rim,
    settle,
    strict_minima,
    students,
    widths,
)
from optcourse.landscapes import GaborLoss, Quadratic, Rosenbrock
from optcourse.rules import GradientDescent

BASINS = BasinsConfig(num_offsets=13, num_frequencies=11, num_steps=60)
RELABELINGS = RelabelingsConfig(width=3, num_train=60, batch_size=20, num_steps=150, num_stops=5)
RESCALINGS = RescalingsConfig(width=4, num_train=60, num_steps=60, num_scales=9, descent_steps=300)
MATCHINGS = MatchingsConfig(widths=(3, 6), num_pairs=2, num_steps=60, num_stops=5)
FLOORS = FloorsConfig(hidden=(4, 3), num_nets=6, num_train=200)
STUDENTS = StudentsConfig(teacher=2, widths=(2, 4), num_inputs=2, num_train=40, num_teachers=3,
                          num_starts=4, num_steps=200)  # fmt: skip
WIDTHS = WidthsConfig(widths=(1, 4), num_starts=20, num_train=30, num_steps=40, num_moments=5)
NORMS = NormsConfig(seeds=(0, 1), width=6, num_steps=60, every=20, num_fixed=40, num_each=4,
                    plateau_steps=60, plateau_every=20)  # fmt: skip


@pytest.mark.parametrize(
    ("run", "config"),
    [
        (basins, BASINS),
        (relabelings, RELABELINGS),
        (matchings, MATCHINGS),
        (rescalings, RESCALINGS),
        (floors, FLOORS),
        (students, STUDENTS),
        (widths, WIDTHS),
        (norms, NORMS),
    ],
)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


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
    rise = rise_at_rim(bowl, np.zeros(2), 0.1, 0.3)
    assert 0.9 * 0.5 * 0.5 * 0.01 < rise <= 0.5 * 0.5 * 0.01
    assert rise_at_rim(Quadratic((-0.5, 3.0)), np.zeros(2), 0.1, 0.3) < 0
    assert rise_at_rim(bowl, np.array([0.3, 0.0]), 0.1, 1.2) < 0


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
    rule = GradientDescent(1.0)
    whole = minibatch_path(rule, np.arange(28)[None], loss, theta, 1)[1]
    np.testing.assert_allclose(whole, theta - loss.grad(theta), rtol=1e-12)
    steps = [minibatch_path(rule, np.array([[k]]), loss, theta, 1)[1] for k in range(28)]
    np.testing.assert_allclose(np.mean(steps, axis=0), whole, rtol=1e-10)


def test_entry_picks_rows():
    values = np.arange(12.0).reshape(4, 3)
    np.testing.assert_array_equal(entry(values, 2.0), values[2])
    assert entry(values[0], 1) == 1.0


def test_decay_leaves_one_minimum_of_the_hyperbola():
    for decay in (0.0, 0.1):
        loss, theta, h = ScaledUnit(decay), np.array([[0.7, 1.9], [3.0, 0.2]]), 1e-6
        sides = [(loss.value(theta + d) - loss.value(theta - d)) / (2 * h) for d in h * np.eye(2)]
        np.testing.assert_allclose(loss.grad(theta), np.stack(sides, axis=-1), atol=1e-8)
    scale = np.array([0.3, 1.0, 4.0])
    on = np.stack([scale, 1 / scale], axis=-1)
    np.testing.assert_allclose(ScaledUnit().grad(on), 0, atol=1e-12)
    np.testing.assert_allclose(ScaledUnit(0.1).grad(np.full(2, 0.9**0.5)), 0, atol=1e-12)


def test_relabelings_are_all_and_compute_the_same():
    record = relabelings(RELABELINGS)
    assert record.num_distinct == len(record.train_loss) == 36
    assert record.output_gap.max() < 1e-10
    assert record.orders.shape == (6, 3)
    assert record.path_loss.shape == record.path_error.shape == (6, 5)
    np.testing.assert_allclose(record.path_loss[:, [0, -1]], record.train_loss[0], rtol=1e-9)
    np.testing.assert_allclose(record.path_probabilities.sum(-1), 1)
    np.testing.assert_array_equal(record.barrier[0] < 1e-9, True)
    np.testing.assert_allclose(record.spectra[0], record.spectra[2], atol=1e-9)


def test_changed_signs_change_no_output():
    record = relabelings(RELABELINGS)
    assert record.sign_gap.shape == (8,)
    assert record.sign_gap.max() < 1e-10


def test_rescalings_keep_the_function_and_change_the_bend():
    record = rescalings(RESCALINGS)
    assert record.output_gap.max() < 1e-9
    assert np.ptp(record.loss) < 1e-9
    middle = len(record.scales) // 2
    np.testing.assert_allclose(record.scales[middle], 1)
    np.testing.assert_allclose(record.half_square[:, middle], record.half_square[0, middle])
    assert record.sharpness[-1] > 2 * record.sharpness.min()
    np.testing.assert_allclose(record.layer_slope, record.layer_slope[:1] * np.ones((9, 1)))
    assert record.imbalance.shape == (2, len(record.moments), 4)
    kept = np.exp(-2 * RESCALINGS.decay * RESCALINGS.descent_lr * RESCALINGS.descent_steps)
    ends = record.imbalance[:, -1] / record.imbalance[:, 0]
    np.testing.assert_allclose(ends, np.array([[1.0], [kept]]) * np.ones((2, 4)), rtol=0.05)


def test_widths_record_every_start():
    record = widths(WIDTHS)
    assert record.loss.shape == record.grad_norm.shape == (2, 5, 20)
    assert record.test_loss.shape == (2, 20)
    low, high = record.spread_interval(200)
    assert np.all((low <= record.spread()) & (record.spread() <= high))
    assert np.median(record.final[1]) < np.median(record.final[0])


def test_zero_weights_are_a_critical_point_and_no_minimum():
    record = norms(NORMS)
    assert record.zero_grad_norm < 1e-12
    assert record.zero_eigenvalues[0] < -0.1
    np.testing.assert_allclose(record.zero_loss, np.log(10))
    assert record.loss.shape == record.grad_norm.shape == record.val_error.shape == (2, 4)
    assert record.plateau_loss.shape == (2, 4)
    assert record.plateau_grad_norm[:, 0].max() < 1e-3


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: BasinsConfig(lr=-1), "lr must be positive and finite, got -1"),
        (lambda: BasinsConfig(num_offsets=1), "num_offsets must be a whole number of at least 2"),
        (lambda: RelabelingsConfig(width=1), "width must be a whole number of at least 2"),
        (lambda: RescalingsConfig(decay=-1), "decay must be at least 0"),
        (lambda: WidthsConfig(num_steps=7), "num_steps must be a multiple of num_moments - 1"),
        (lambda: NormsConfig(shrink=0), "shrink must be positive"),
        (lambda: HiddenUnit([1.0, 2.0], [1.0]), "y must have shape"),
        (lambda: ScaledUnit(-0.1), "decay must be at least 0"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
