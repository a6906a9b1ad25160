from dataclasses import replace

import numpy as np
import pytest
import torch

from optcourse.chapters.minibatches import experiments
from optcourse.chapters.minibatches.experiments import (
    CostsConfig,
    GeneralizationConfig,
    InverseConfig,
    NoiseConfig,
    OrdersConfig,
    PassesConfig,
    ScalesConfig,
    SettlingConfig,
    SmallWorld,
    StreamConfig,
    ValleysConfig,
    WorkConfig,
    mean_gabor,
    minibatch_grad,
    minibatches_of,
    passes,
)
from optcourse.networks.curvature import per_example_grads
from optcourse.networks.data import mnist1d
from optcourse.networks.models import conv1d
from tests.chapters.minibatches.catalogue import (
    COSTS,
    GENERALIZATION,
    NOISE,
    ORDERS,
    PASSES,
    SCALES,
    SETTLING,
    STREAMS,
    WORK,
)

VALLEYS = ValleysConfig(rates=(1.0, 5.0), num_seeds=3, num_steps=20, num_settling=50)
INVERSE = InverseConfig(
    seeds=(0,), num_train=60, hidden=2, num_steps=5, kappas=(10.0, 100.0), sizes=(10, 200),
    num_draws=20, num_paired=3,
)  # fmt: skip


@pytest.mark.parametrize(
    ("run", "config"),
    [
        (experiments.leave_the_valley, VALLEYS),
        (experiments.minibatch_noise, NOISE),
        (experiments.equal_work, WORK),
        (experiments.generalization_by_batch, GENERALIZATION),
        (experiments.inverse_of_hessian, INVERSE),
        (experiments.orders_of_data, ORDERS),
        (experiments.first_and_later_passes, STREAMS),
        (experiments.passes_over_data, PASSES),
        (experiments.noise_scales, SCALES),
        (experiments.settling, SETTLING),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config)


def test_batches_of_an_epoch_average_to_the_loss_of_all_points():
    rows = np.random.default_rng(0).permutation(28).reshape(7, 4)
    theta, whole = np.array([1.0, 12.0]), mean_gabor()
    parts = minibatches_of(whole, rows)
    np.testing.assert_allclose(parts.value(theta).mean(), whole.value(theta))
    np.testing.assert_allclose(parts.grad(np.tile(theta, (7, 1))).mean(0), whole.grad(theta))


def test_a_batch_of_all_points_descends_like_the_full_batch():
    record = experiments.leave_the_valley(ValleysConfig(**{**vars(VALLEYS), "batch_size": 28}))
    np.testing.assert_allclose(record.sgd_loss, record.descent_loss[..., None] + np.zeros(3))
    assert record.arrived.shape == (4, 2)


def test_noise_follows_the_law_and_the_cloud_surrounds_the_gradient():
    config = NoiseConfig(**{**vars(NOISE), "num_draws": 2000, "num_shown": 2000})
    record = experiments.minibatch_noise(config)
    assert record.error.shape == (2, 2, 2)
    law = record.sigma[..., None] / np.sqrt(record.sizes)
    np.testing.assert_allclose(record.error, law, rtol=0.08)
    np.testing.assert_allclose(record.cloud[:, 1].mean(1), [[1, 0], [1, 0]], atol=0.15)
    assert (record.noise_scale > 0).all()


def test_one_run_of_equal_work_is_what_training_alone_gives():
    record = experiments.equal_work(WORK)
    assert record.loss.shape == (2, 2, 2, 5)
    assert record.examples.tolist() == [0, 32, 64, 96, 128]
    # the full batch makes an update only after every 64 examples
    np.testing.assert_array_equal(record.loss[1, ..., 1], record.loss[1, ..., 0])
    assert (record.loss[1, ..., 2] < record.loss[1, ..., 0]).all()
    assert record.tuned.shape == (2, 2, 5)
    assert np.isinf(record.examples_to(0.0)).all()
    assert (record.examples_to(100.0) == 0).all()


def test_generalization_is_read_at_epochs_losses_and_best_moments():
    record = experiments.generalization_by_batch(GENERALIZATION)
    assert record.sizes.tolist() == [2, 2, 20]
    run = record.run(2, 0.1)
    assert run == 1
    np.testing.assert_array_equal(record.after(run, 0), record.test_error[run, :, 0])
    start = record.train_loss[run].max() - 1e-9
    assert np.isfinite(record.at_loss(run, start)).all()
    assert np.isnan(record.at_loss(run, 1e-9)).all()
    best, errors = record.lowest(2)
    assert errors.mean() == record.test_error[best].mean(axis=0).min()
    lost = record.test_error.copy()
    lost[1 - best] = np.nan  # the other run of this size has diverged
    assert replace(record, test_error=lost).lowest(2)[0] == best


def test_the_inverse_amplifies_by_at_most_kappa():
    record = experiments.inverse_of_hessian(INVERSE)
    assert record.exact_error.shape == (1, 2, 2)
    assert (record.largest_ratio <= record.kappas).all()
    assert record.grad_error[0, 1] < record.grad_error[0, 0]


def test_shuffled_batches_err_by_the_law_and_sorted_ones_by_more():
    record = experiments.orders_of_data(ORDERS)
    assert record.train_loss.shape == record.test_error.shape == (3, 2, 2, 5)
    assert record.recall.shape == (3, 5, 10)
    assert record.batch_error[0] > 1.5
    assert (record.batch_error[1:] < 1.3).all()
    assert np.ptp(record.train_loss[..., 0], axis=(0, 1)).max() == 0


def test_the_gradient_of_the_small_world_is_its_slope_and_the_mean_over_examples():
    world, theta = SmallWorld(StreamConfig()), np.random.default_rng(0).standard_normal(16)
    step = 1e-5 * np.eye(16)
    slope = (world.loss(theta + step) - world.loss(theta - step)) / 2e-5
    np.testing.assert_allclose(world.grad(theta), slope, atol=1e-9)
    x, y = world.draw((200_000,), np.random.default_rng(1))
    np.testing.assert_allclose(minibatch_grad(theta, x, y), slope, atol=2e-3)


def test_the_first_pass_is_unbiased_and_the_second_is_not():
    record = experiments.first_and_later_passes(StreamConfig(num_examples=(32,), num_passes=2))
    assert abs(record.slope_seen[0, 0] - 1) < 4 * record.slope_error[0, 0]
    assert record.slope_seen[0, 1] < 0.9
    assert record.true_loss.shape == record.train_loss.shape == (1, 3)
    assert (record.true_loss > record.lowest).all()


def test_passes_are_counted_for_each_size():
    record = experiments.passes_over_data(PASSES)
    assert record.steps.tolist() == [2, 6, 10, 11, 12]
    np.testing.assert_allclose(record.passes[:, -1], [6, 2, 1])
    assert record.test_error.shape == record.train_loss.shape == (3, 2, 5)
    assert [record.at_pass(k, 1) for k in range(3)] == [0, 1, 4]


def test_few_examples_are_learnt_by_heart_and_a_stream_is_not():
    long = {"num_steps": 400, "hidden": 32, "num_examples": (20,), "num_measured": 400}
    record = experiments.passes_over_data(PassesConfig(**{**vars(PASSES), **long}))
    gap = (record.test_error - record.train_error)[..., -1]
    assert (gap[0] > 0.5).all()
    assert (gap[1] < 0.2).all()


def test_the_stream_never_repeats_an_example():
    rows = passes._rows(120, 1, PASSES)
    assert sorted(rows.ravel()) == [*range(120)]
    assert set(passes._rows(20, 1, PASSES).ravel()) == {*range(60, 80)}


def test_the_noise_scale_is_that_of_the_networks_at_the_start():
    record = experiments.noise_scales(SCALES)
    assert record.loss.shape == record.trace.shape == (2, 3)
    data = mnist1d(5000)
    pair = torch.tensor(data.X_train[:40]), torch.tensor(data.y_train[:40])
    for seed in SCALES.seeds:
        grads = per_example_grads(conv1d(channels=2, seed=seed), *pair)
        scale = (grads - grads.mean(0)).square().sum(1).mean() / grads.mean(0).square().sum()
        np.testing.assert_allclose(record.noise_scale[seed, 0], float(scale), rtol=1e-3)
    other = experiments.noise_scales(replace(SCALES, network="mlp"))
    assert (other.squared > 0).all() and other.loss[0, 0] != record.loss[0, 0]


def test_the_expected_step_is_the_mean_of_many_steps_in_the_bowl():
    """Each example pulls by w x xᵀθ and by noise of variance w, w = p(1 − p)."""
    odds = SmallWorld(StreamConfig()).odds
    rng, lr, w = np.random.default_rng(0), 3.0, odds * (1 - odds)
    theta, start = np.full((200_000, 16), 0.5), np.full(16, 0.25)
    x = rng.integers(16, size=(len(theta), 2))
    for column in x.T:
        rows = np.arange(len(theta)), column
        noise = np.sqrt(w[column]) * rng.standard_normal(len(theta))
        theta[rows] -= lr / 2 * (w[column] * 0.5 + noise)
    stepped = experiments.bowl_step(start, lr, 2, odds)
    np.testing.assert_allclose(np.mean(theta**2, axis=0), stepped, rtol=0.03)


def test_sgd_settles_where_the_bowl_says_and_without_noise_at_the_bottom():
    config = SettlingConfig(runs=((1.0, 4, 0), (4.0, 1, 0), (4.0, 1, 50.0)), num_steps=2000,
                            num_repeats=20)  # fmt: skip
    record = experiments.settling(config)
    assert abs(record.floor[0] / record.predicted[0] - 1) < 0.15
    assert record.floor[2] < record.floor[1] / 5
    assert record.floor[3] < 1e-3  # labels without noise
    assert record.excess.shape == (4, len(record.steps)) and record.steps[-1] == 2000
    assert record.trace == experiments.gradient_trace(SmallWorld(StreamConfig()).odds)


def test_a_device_is_full_where_the_time_is_within_twice_the_least():
    sizes, each = np.array([1, 8, 64, 512]), np.array([100.0, 15.0, 9.0, 8.0])
    costs = experiments.Costs(sizes, each * sizes, sizes, sizes, sizes, "cpu")
    assert costs.full_at == 8


def test_memory_grows_by_the_same_for_each_example():
    record = experiments.costs_of_batches(COSTS)
    steps = np.diff(record.stored) / np.diff(record.sizes)
    np.testing.assert_allclose(steps, steps[0])
    assert (record.seconds > 0).all()
    assert record.neighbour_seconds.shape == (1,)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ValleysConfig(rates=(0.0,)), "rates must be positive"),
        (lambda: ValleysConfig(batch_size=0), "batch_size must be a whole number"),
        (lambda: NoiseConfig(moments=(5, 3)), "moments must be increasing"),
        (lambda: NoiseConfig(lr=0), "lr must be positive"),
        (lambda: WorkConfig(sizes=(3,)), "sizes must divide num_train = 1024, got 3"),
        (lambda: GeneralizationConfig(sizes=(2,)), "must be as many, got 1, 2 and 2"),
        (lambda: InverseConfig(kappas=(1.0,)), "kappas - 1 must be positive"),
        (lambda: OrdersConfig(num_train=130), "num_train must be a multiple"),
        (lambda: StreamConfig(num_examples=(6,)), "num_examples must be a multiple of 4, got 6"),
        (lambda: PassesConfig(num_examples=(150,)), "must be multiples of batch_size = 20"),
        (lambda: CostsConfig(sizes=(0,)), "sizes must be a whole number"),
        (lambda: PassesConfig(activation="cube"), "activation must be"),
        (lambda: ScalesConfig(network="rnn"), "network must be"),
        (lambda: SettlingConfig(runs=((1.0, 0, 0),)), "batch sizes of runs must be a whole"),
        (lambda: SettlingConfig(runs=((1.0, 1, -1),)), "τ of runs must be at least 0, got -1"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
