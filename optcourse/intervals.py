"""Intervals for what a few runs measured."""

import numpy as np


def wilson(successes, trials, z=1.96):
    """The interval of a share, 95% for z = 1.96: low and high, shaped like `successes`.

    `successes` of `trials`, numbers or arrays. Wilson (1927). It is honest at 0 and at all, where
    the plain ± is empty. A missing count, nan, has a missing interval. ValueError unless
    0 ≤ successes ≤ trials and trials > 0.
    """
    successes, trials = np.asarray(successes, float), np.asarray(trials, float)
    if np.any(~(trials > 0) | (successes < 0) | (successes > trials)):
        raise ValueError(
            f"successes must lie between 0 and trials > 0, got {successes} of {trials}"
        )
    share = successes / trials
    middle = share + z * z / (2 * trials)
    half = z * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
    scale = 1 + z * z / trials
    return np.maximum(0.0, (middle - half) / scale), np.minimum(1.0, (middle + half) / scale)


def mean_and_half(values, axis=-1):
    """The mean over runs along `axis`, and half the width of its 95% interval.

    Student's t with one degree of freedom less than there are runs: 2.13 standard errors for 16
    of them, 12.7 for two. ValueError for fewer than two.
    """
    from scipy.special import stdtrit

    values = np.asarray(values, float)
    count = values.shape[axis] if values.ndim else 1
    if count < 2:
        raise ValueError(f"values must hold at least two runs, got {count}")
    error = values.std(axis=axis, ddof=1) / np.sqrt(count)
    return values.mean(axis=axis), stdtrit(count - 1, 0.975) * error
