"""Rates that are searched for, on bowls where they are known."""

import numpy as np
import pytest

from optcourse.landscapes import FromValue, Quadratic
from optcourse.rules import (
    Backtracking,
    BracketingLineSearch,
    ExactLineSearch,
    GoldenSection,
    GradientDescent,
    Shortened,
    trajectory,
)

BOWL = Quadratic((1.0, 20.0), angle=0.4, minimum=(0.3, -0.2))
START = np.array([2.0, 1.5])


def along(search, landscape, start, num_steps):
    """The states of steepest descent whose rate is searched for."""
    return trajectory(GradientDescent(search), landscape, start, num_steps)


def test_exact_line_search_turns_at_right_angles():
    path = along(ExactLineSearch(), BOWL, START, 12).theta
    steps = np.diff(path, axis=0)
    steps /= np.linalg.norm(steps, axis=1, keepdims=True)
    np.testing.assert_allclose(np.sum(steps[1:] * steps[:-1], axis=1), 0, atol=1e-9)


def test_exact_line_search_is_the_best_rate_along_the_gradient():
    states = along(ExactLineSearch(), BOWL, START, 1)
    rates = states.lr[1] * np.linspace(0.9, 1.1, 201)
    values = BOWL.value(START - rates[:, None] * BOWL.grad(START))
    assert np.argmin(values) == 100


def test_exact_line_search_guards_the_minimum_and_saddles():
    at_rest = along(ExactLineSearch(), BOWL, BOWL.minimum, 3).theta
    np.testing.assert_array_equal(at_rest, np.tile(BOWL.minimum, (4, 1)))
    dome = along(ExactLineSearch(fallback_lr=0.5), Quadratic((-1.0, -1.0)), [1.0, 0.0], 1)
    np.testing.assert_allclose(dome.theta[1], [1.5, 0.0])


def test_bracketing_finds_the_exact_rate():
    exact = along(ExactLineSearch(), BOWL, START, 1)
    found = along(BracketingLineSearch(max_lr=1.0, num_rounds=24), BOWL, START, 1)
    assert abs(found.lr[1] - exact.lr[1]) < (2 / 3) ** 24


def test_bracketing_halves_when_the_whole_bracket_is_too_far():
    found = along(BracketingLineSearch(max_lr=1e3, num_rounds=60), BOWL, START, 1)
    assert BOWL.value(found.theta[1]) < 0.5 * BOWL.value(START)


def test_exact_line_search_guards_each_path():
    starts = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]])
    states = along(ExactLineSearch(fallback_lr=0.5), Quadratic((-1.0, 2.0)), starts, 1)
    np.testing.assert_allclose(states.lr[1], [0.5, 0.5, 0.5])
    np.testing.assert_allclose(states.theta[1], [[1.5, 0.0], [0.0, 0.0], [0.0, 0.0]])


def test_backtracking_takes_the_first_rate_that_is_short_enough():
    search = Backtracking(max_lr=1.0, factor=0.5, slope=0.3)
    found = along(search, BOWL, START, 20)
    for theta, lr in zip(found.theta[:-1], found.lr[1:], strict=True):
        grad, rate = BOWL.grad(theta), 1.0
        while BOWL.value(theta - rate * grad) > BOWL.value(theta) - 0.3 * rate * grad @ grad:
            rate *= 0.5
        assert lr == rate
    assert np.all(np.diff(BOWL.value(found.theta)) <= 0)


def test_backtracking_stays_where_no_rate_is_short_enough():
    cliff = FromValue(lambda theta: np.abs(theta[0]) + theta[1] ** 2)
    found = along(Backtracking(max_lr=1.0, num_rounds=3), cliff, [1e-3, 0.0], 2)
    np.testing.assert_array_equal(found.theta, np.tile([1e-3, 0.0], (3, 1)))
    np.testing.assert_array_equal(found.lr, 0)


def test_golden_section_finds_the_exact_rate():
    exact = along(ExactLineSearch(), BOWL, START, 1)
    found = along(GoldenSection(max_lr=1.0, num_rounds=30), BOWL, START, 1)
    assert abs(found.lr[1] - exact.lr[1]) < 0.62**30


def test_a_search_cut_short():
    exact = along(ExactLineSearch(), BOWL, START, 1)
    short = along(Shortened(ExactLineSearch(), 0.9), BOWL, START, 1)
    np.testing.assert_allclose(short.lr, 0.9 * exact.lr)
    with pytest.raises(ValueError, match=r"search must be a line search, got 0.1"):
        Shortened(0.1)
