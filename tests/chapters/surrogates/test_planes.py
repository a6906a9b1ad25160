"""Lines and planes: exact searches, the surrogate's, outliers, and new examples."""

import numpy as np
import pytest

from optcourse.chapters.surrogates.experiments import (
    ANGLES,
    NewDigitsConfig,
    OutlierConfig,
    SearchConfig,
    best_dichotomies,
    cover_count,
    dichotomies,
    fewest_mistakes,
    logistic_regression,
    losses_by_angle,
    lowest_by_angle,
    margins,
    mistakes_of_best,
    new_digits,
    outliers,
    search_costs,
    seen_through,
    separable,
    two_clouds,
    widest,
)

SEARCH = SearchConfig(max_dim=3, num_examples=10, seeds=(0, 1))
NEW = NewDigitsConfig("3 or 8", 2, (8, 12), (0, 1, 2))
PAIRS = OutlierConfig(own=(7.0,), behind=(5.0, 20.0), seeds=(0, 1))


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


def with_outlier(place, seed=4):
    X, y = two_clouds(seed=seed)
    return np.vstack([place, X]), np.append(1.0, y)


@pytest.mark.parametrize("name", ["hinge", "logistic", "exponential", "squared"])
def test_the_best_of_all_lengths_is_found_in_two_ways(name):
    X, y = with_outlier([-6.0, 1.0])
    lowest = lowest_by_angle(name, X, y)
    wrong = np.sum(margins(ANGLES[np.argmin(lowest)], 1.0, X, y) <= 0)
    assert mistakes_of_best(name, X, y) == wrong
    fixed = np.array([losses_by_angle(name, length, X, y)[1] for length in (0.3, 1.0, 3.0)])
    assert (lowest <= fixed.min(axis=0) * 1.02).all()


def test_the_best_squared_line_is_that_of_least_squares():
    for place in ([-5.0, 0.0], [8.0, 8.0], [-20.0, 3.0]):
        X, y = with_outlier(place)
        w, *_ = np.linalg.lstsq(X, y)
        exact = np.sum(y * (X @ w) <= 0)
        assert abs(mistakes_of_best("squared", X, y) - exact) <= 1  # angles in steps of 3 degrees


def test_a_length_that_is_held_misleads_about_outliers():
    X, y = with_outlier([-4.8, 0.0])
    assert mistakes_of_best("squared", X, y, free=False) == 5
    assert mistakes_of_best("squared", X, y) == mistakes_of_best("hinge", X, y) == 1
    record = outliers(PAIRS)
    assert record.free.shape == record.fixed.shape == (4, 4, 2)
    assert (record.free >= record.fewest).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_best_dichotomies_are_those_of_all_that_are_nearest(seed):
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((7, 2)), rng.choice([-1.0, 1.0], 7)
    least, right = best_dichotomies(X, y)
    every = dichotomies(X) == y
    fewest = np.sum(~every, axis=1)
    assert least == fewest.min() == fewest_mistakes(X, y)[0]
    assert {*map(tuple, right)} == {*map(tuple, every[fewest == least])}


def test_the_widest_plane_keeps_every_example_at_its_distance():
    X = np.array([[2.0, 0.0], [3.0, 5.0], [0.0, 1.0], [-1.0, -4.0]])
    w = widest(X, np.array([1.0, 1, -1, -1]))
    np.testing.assert_allclose(X @ w[:2] + w[2], [1, 1 + 2 * 0.6, -1, -1.4], atol=2)
    distance = np.abs(X @ w[:2] + w[2]) / np.linalg.norm(w[:2])
    angles = np.linspace(0, 2 * np.pi, 7201)
    ways = X @ [np.cos(angles), np.sin(angles)]
    gap = ways[:2].min(axis=0) - ways[2:].max(axis=0)
    assert distance.min() == pytest.approx(gap.max() / 2, rel=1e-2)


def test_errors_on_new_digits_leave_out_those_learnt():
    record = new_digits(NEW)
    X, y = seen_through(2, "3 or 8")
    assert record.exact_train.shape == (2, 3) and len(y) == 357
    assert (record.exact_train <= record.logistic_train).all()
    learnt = np.random.default_rng(1).permutation(357)[:8]
    theta, _ = logistic_regression(X[learnt], y[learnt])
    wrong = y * (X @ theta[:-1] + theta[-1]) <= 0
    assert record.logistic_train[0, 1] == np.mean(wrong[learnt])
    assert record.logistic_test[0, 1] == np.mean(np.delete(wrong, learnt))


def test_of_many_best_planes_the_widest_is_taken_or_the_mean():
    one, mean = (new_digits(NewDigitsConfig("odd", 2, (8, 12), (0, 1, 2), tie=tie))
                 for tie in ("widest", "mean"))  # fmt: skip
    np.testing.assert_array_equal(mean.exact_train, one.exact_train)
    assert np.any(mean.exact_test != one.exact_test)
    X, y = seen_through(2, "odd")
    learnt, new = np.split(np.random.default_rng(0).permutation(len(y)), [8])
    _, right = best_dichotomies(X[learnt], y[learnt])
    planes = [widest(X[learnt], np.where(each, 1, -1) * y[learnt]) for each in right]
    errors = [np.mean(y[new] * (X[new] @ w[:2] + w[2]) <= 0) for w in planes]
    assert mean.exact_test[0, 0] == pytest.approx(np.mean(errors))
    margins = [np.abs(X[learnt] @ w[:2] + w[2]).min() / np.hypot(*w[:2]) for w in planes]
    assert one.exact_test[0, 0] == errors[np.argmax(margins)]


@pytest.mark.parametrize(
    ("task", "count", "share"),
    [
        ("odd", 1797, 0.51),
        ("at least five", 1797, 0.5),
        ("3 or 8", 357, 0.51),
        ("benign", 569, 0.63),
    ],
)
def test_questions_have_both_answers(task, count, share):
    X, y = seen_through(3, task)
    assert X.shape == (count, 3) and np.mean(y > 0) == pytest.approx(share, abs=0.01)
    assert (X.std(axis=0) > np.append(X.std(axis=0)[1:], 0)).all()
