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
