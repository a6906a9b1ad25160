import numpy as np
import pytest
import torch

from optcourse.chapters.surrogates.experiments import (
    ANGLES,
    EDGES,
    AfterZeroConfig,
    ProbabilityConfig,
    SearchConfig,
    SeparableConfig,
    StoppingConfig,
    after_zero,
    cover_count,
    dichotomies,
    fewest_mistakes,
    halt,
    hard_margin,
    label_margins,
    leaning_clouds,
    logistic_regression,
    losses_by_angle,
    margins,
    mistakes_of_best,
    probabilities,
    search_costs,
    separable,
    separable_descent,
    stopping,
    two_clouds,
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
RUNS = [
    (after_zero, AFTER),
    (stopping, STOP),
    (probabilities, PROBS),
    (separable_descent, CLOUDS),
    (search_costs, SEARCH),
]


@pytest.mark.parametrize(("run", "config"), RUNS)
def test_records_repeat_and_survive_the_cache(run, config, repeats):
    repeats(run, config, timed="seconds")


@pytest.mark.parametrize("dim", [1, 2, 3])
@pytest.mark.parametrize("count", [3, 5, 7])
def test_cover_counts_what_enumeration_finds(dim, count):
    X = np.random.default_rng(dim).standard_normal((count, dim))
    found = dichotomies(X)
    assert len(found) == cover_count(count, dim)
    assert len(np.unique(found, axis=0)) == len(found)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("dim", [1, 2, 3])
def test_exact_search_finds_the_fewest_mistakes_of_any_dichotomy(seed, dim):
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((7, dim)), rng.choice([-1.0, 1.0], 7)
    least, tried = fewest_mistakes(X, y)
    assert least == np.sum(dichotomies(X) != y, axis=1).min()
    assert tried == [7, 21, 35][dim - 1]


def test_logistic_regression_has_no_gradient_left_and_never_beats_the_search():
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((40, 2)), rng.choice([-1.0, 1.0], 40)
    theta, steps = logistic_regression(X, y)
    Z = y[:, None] * np.column_stack([X, np.ones(40)])
    grad = -(Z / (1 + np.exp(Z @ theta))[:, None]).mean(axis=0) + 1e-3 * theta
    assert np.linalg.norm(grad) < 1e-8
    assert 1 <= steps < 20
    assert np.sum(Z @ theta <= 0) >= fewest_mistakes(X, y)[0]
    with pytest.raises(RuntimeError, match="max_steps = 1"):
        logistic_regression(X, y, max_steps=1)


def test_separable():
    X = np.array([[0.0], [1.0], [2.0]])
    assert separable(X, np.array([-1.0, -1.0, 1.0]))
    assert not separable(X, np.array([-1.0, 1.0, -1.0]))


def test_search_costs_are_counts():
    record = search_costs(SEARCH)
    assert record.tried.tolist() == [10, 45, 120]
    assert record.fewest.shape == record.logistic.shape == (2, 3)
    assert (record.fewest <= record.logistic).all()
    assert (record.search_seconds > 0).all()


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


def test_a_line_that_turns():
    X, y = two_clouds()
    stairs, smooth = losses_by_angle("hinge", 1.0, X, y)
    assert stairs.shape == smooth.shape == ANGLES.shape
    for k in (0, 17, 90):
        turn = np.radians(ANGLES[k])
        found = y * (X @ [np.cos(turn), np.sin(turn)])
        np.testing.assert_allclose(margins(ANGLES[k], 1.0, X, y), found)
        np.testing.assert_allclose(stairs[k], np.mean(found <= 0))
        np.testing.assert_allclose(smooth[k], np.maximum(0, 1 - found).mean())


def test_an_outlier_moves_some_lines():
    near, far, behind = [1.8, 0.6], [4.8, 4.8], [-4.8, 0.0]
    assert [mistakes_of_best("squared", place) for place in (near, far, behind)] == [0, 4, 5]
    assert [mistakes_of_best("hinge", place) for place in (near, far, behind)] == [0, 0, 1]


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
    from optcourse.chapters.surrogates.experiments.past_zero import _examples

    clean, noisy = (_examples(AfterZeroConfig(share), 5) for share in (0.0, 0.2))
    assert np.mean(clean.y_train != noisy.y_train) == 0.2
    np.testing.assert_array_equal(clean.X_train, noisy.X_train)
    np.testing.assert_array_equal(clean.y_test, noisy.y_test)


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
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
