from dataclasses import replace

import numpy as np
import pytest
import torch

from optcourse.chapters.surrogates.experiments import (
    EDGES,
    AfterZeroConfig,
    NewDigitsConfig,
    OutlierConfig,
    ProbabilityConfig,
    SearchConfig,
    SeparableConfig,
    StoppingConfig,
    after_zero,
    halt,
    hard_margin,
    label_margins,
    leaning_clouds,
    new_digits,
    outliers,
    probabilities,
    search_costs,
    separable_descent,
    stopping,
    zeros_and_ones,
)
from optcourse.networks.ensembles import EarlyStopping, Ensemble, train
from optcourse.networks.models import mlp
from optcourse.rules import GradientDescent

AFTER = AfterZeroConfig(0.0, (0, 1), num_train=40, num_val=30, hidden=16, lr=0.3, num_epochs=30)
STOP = StoppingConfig((0.05, 0.1), (0, 1), (8,), 500, (100, 100), num_epochs=4)
PROBS = ProbabilityConfig((50, 60), (0, 1), hidden=4, num_steps=40, batch_size=25)
SEARCH = SearchConfig(max_dim=3, num_examples=10, seeds=(0, 1))
CLOUDS = SeparableConfig(seeds=(0, 1), decades=3)
NEW = NewDigitsConfig("3 or 8", 2, (8, 12), (0, 1, 2))
PAIRS = OutlierConfig(own=(7.0,), behind=(5.0, 20.0), seeds=(0, 1))
RUNS = [
    (after_zero, AFTER),
    (stopping, STOP),
    (probabilities, PROBS),
    (separable_descent, CLOUDS),
    (search_costs, SEARCH),
    (new_digits, NEW),
    (outliers, PAIRS),
]


@pytest.mark.parametrize(("run", "config"), RUNS)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config, timed="seconds")


@pytest.mark.parametrize("Z", [leaning_clouds(seed=3), zeros_and_ones()], ids=["plane", "digits"])
def test_hard_margin_fulfils_its_conditions(Z):
    """Karush, Kuhn and Tucker: feasible, and a non-negative mixture of examples at the margin."""
    from scipy.optimize import nnls

    w = hard_margin(Z)
    assert (Z @ w > 1 - 1e-7).all()
    support = Z[Z @ w < 1 + 1e-6]
    assert nnls(support.T, w)[1] < 1e-6


def test_hard_margin_of_what_cannot_be_separated():
    with pytest.raises(ValueError, match="separable"):
        hard_margin(np.array([[1.0, 0.0], [-1.0, 0.0]]))


def test_descent_grows_and_turns_as_soudry_says():
    record = separable_descent(SeparableConfig(seeds=(0, 1), decades=4))
    decade = record.norm[:, -1] - record.norm[:, -9]
    ratio = decade / np.log(10) / np.linalg.norm(record.widest, axis=1)
    assert ((ratio > 0.6) & (ratio < 1.2)).all()
    assert (record.degrees[:, -1] < record.degrees[:, 1]).all()
    assert (np.diff(record.loss, axis=1) < 0).all()
    assert np.isnan(record.degrees[:, 0]).all()


def test_after_zero_measures_margins():
    record = after_zero(AFTER)
    assert record.margins.shape == (31, len(EDGES) - 1)
    np.testing.assert_allclose(record.margins.sum(axis=1), 1)
    assert record.test_error.shape == (2, 31)
    k = record.first_zero
    assert (record.at_zero("train_error") == 0).all()
    assert (record.train_error[np.arange(2), k - 1] > 0).all()
    right = record.least_margin > 0
    np.testing.assert_array_equal(right, record.train_error == 0)
    np.testing.assert_allclose(
        record.change("test_error"), record.test_error[:, -1] - record.at_zero("test_error")
    )


def test_labels_are_wrong_in_the_share_that_was_asked_for():
    from optcourse.chapters.surrogates.experiments.past_zero import _examples, _parts

    config = AfterZeroConfig(0.2, seeds=(5,))
    clean, noisy = (_examples(each, 5) for each in (AfterZeroConfig(0.0), config))
    assert np.mean(clean.y_train != noisy.y_train) == 0.2
    np.testing.assert_array_equal(clean.X_train, noisy.X_train)
    np.testing.assert_array_equal(clean.y_test, noisy.y_test)
    parts = _parts([noisy], config)
    assert (parts["watched"][1] != parts["val"][1]).double().mean().item() == 0.2


def test_errors_under_noise_are_of_the_two_moments():
    record = after_zero(AFTER)
    small = after_zero(replace(AFTER, noise=(1e-9, 3.0)))
    k = record.first_zero
    at_zero = record.test_error[np.arange(2), k], record.test_error[:, -1]
    np.testing.assert_array_equal(small.blurred_error[0], at_zero)
    assert (small.blurred_error[1] > 0.3).all()
    assert record.blurred_error.shape == (3, 2, 2)


def test_signals_are_drawn_as_digits_are():
    config = replace(AFTER, data="mnist1d", num_epochs=1)
    record = after_zero(config)
    assert record.test_error.shape == (2, 2) and (record.test_error > 0.5).all()


def test_label_margins():
    logits = torch.tensor([[1.0, 3.0, 2.0], [4.0, 0.0, 1.0]])
    assert label_margins(logits, torch.tensor([1, 2])).tolist() == [1.0, -3.0]


def test_halt():
    errors = np.array([0.9, 0.5, 0.4, 0.45, 0.4, 0.3, 0.35, 0.2])
    assert halt(errors, 1) == (3, 2)
    assert halt(errors, 2) == (4, 2)
    assert halt(errors, 3) == (7, 7)
    assert halt(errors[:3], 5) == (2, 2)


def test_halting_afterwards_is_early_stopping():
    """The epoch and the error that `train` with EarlyStopping keeps."""
    from optcourse.networks.data import mnist1d

    record = stopping(STOP)
    stopped, best = record.stops(1)
    data = mnist1d(500, num_val=100, num_test=100)
    steps = len(data.y_train) // STOP.batch_size
    nets = [mlp((40, 8, 10), "relu", seed) for seed in (0, 1, 0, 1)]
    history = train(
        Ensemble(nets),
        data,
        GradientDescent(lr=[0.05, 0.05, 0.1, 0.1]),
        num_steps=4 * steps,
        batch_size=STOP.batch_size,
        seeds=(0, 1, 0, 1),
        early_stopping=EarlyStopping(patience=1, every=steps),
    )
    np.testing.assert_array_equal(best.ravel(), history.best_step // steps)
    halted = history.stopped_at >= 0
    np.testing.assert_array_equal(stopped.ravel()[halted], history.stopped_at[halted] // steps)
    np.testing.assert_allclose(record.at("val_error", best).ravel(), history.best)


def test_probabilities_are_read_from_outputs():
    record = probabilities(PROBS)
    assert record.outputs.shape == (2, 2, 2, len(record.truth))
    assert record.distance.shape == record.recalibrated_distance().shape == (2, 2, 2)
    np.testing.assert_allclose(record.fitted, 1 / (1 + np.exp(-record.outputs)))
    exact = type(record)(record.sizes, record.truth, np.log(record.truth / (1 - record.truth)))
    np.testing.assert_allclose(exact.distance, 0, atol=1e-12)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: AfterZeroConfig(wrong_labels=2), "wrong_labels"),
        (lambda: AfterZeroConfig(lr=0), "lr must be positive"),
        (lambda: StoppingConfig(rates=(0.1, -1)), "rates must be positive"),
        (lambda: StoppingConfig(num_epochs=0), "num_epochs must be a whole number"),
        (lambda: ProbabilityConfig(sizes=(10,)), "the least of sizes"),
        (lambda: SearchConfig(num_examples=3), "num_examples must be a whole number"),
        (lambda: SeparableConfig(decades=0), "decades must be a whole number"),
        (lambda: NewDigitsConfig("even"), "task must be one of"),
        (lambda: NewDigitsConfig(sizes=(3,)), "the least of sizes"),
        (lambda: OutlierConfig(behind=(0.0,)), "behind must be positive"),
        (lambda: AfterZeroConfig(noise=(-1.0,)), "noise must be"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
