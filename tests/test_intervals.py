"""Intervals of shares."""

import numpy as np
import pytest
from scipy.stats import binomtest

from optcourse.intervals import wilson


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
