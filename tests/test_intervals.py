"""Intervals of shares and of means."""

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_1samp

from optcourse.intervals import mean_and_half, wilson


@pytest.mark.parametrize(("successes", "trials"), [(0, 50), (1, 50), (27, 50), (50, 50), (3, 7)])
def test_wilson_is_scipys(successes, trials):
    theirs = binomtest(successes, trials).proportion_ci(method="wilson")
    np.testing.assert_allclose(wilson(successes, trials), theirs, atol=1e-5)


def test_wilson_takes_arrays():
    low, high = wilson(np.array([0, 25, 50]), 50)
    assert low.shape == high.shape == (3,)
    assert low[0] == 0 and high[2] == 1 and low[1] < 0.5 < high[1]


@pytest.mark.parametrize("case", [(-1, 5), (6, 5), (0, 0), (1, np.nan)])
def test_what_is_no_share_is_refused(case):
    with pytest.raises(ValueError, match="successes must lie between 0 and trials"):
        wilson(*case)


def test_a_missing_count_has_a_missing_interval():
    low, high = wilson(np.array([np.nan, 3]), 5)
    assert np.isnan([low[0], high[0]]).all() and low[1] < 0.6 < high[1]


@pytest.mark.parametrize("count", [2, 3, 16])
def test_the_interval_of_a_mean_is_scipys(count):
    values = np.random.default_rng(count).normal(3.0, 2.0, (5, count))
    mean, half = mean_and_half(values)
    theirs = ttest_1samp(values, 0.0, axis=1).confidence_interval(0.95)
    np.testing.assert_allclose([mean - half, mean + half], theirs)
    np.testing.assert_allclose(mean_and_half(values.T, axis=0), [mean, half])


@pytest.mark.parametrize("values", [[1.0], np.ones((4, 1)), 1.0])
def test_one_run_has_no_interval(values):
    with pytest.raises(ValueError, match="values must hold at least two runs, got 1"):
        mean_and_half(values)
