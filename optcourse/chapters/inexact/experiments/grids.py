"""The numbers of bfloat16 by arithmetic alone, as a page has no bits: to the nearest, or at random.

bfloat16 keeps eight bits of a number, so that neighbours lie 2⁻⁸ to 2⁻⁷ of their size apart.
"""

import numpy as np

SPLIT = 2.0**45 + 1  # leaves 53 − 45 = 8 of the bits of a double
NEXT = 0.74 / 128  # (1 ± NEXT) times a number of the grid is nearest to the next one


def to_bfloat16(x):
    """Numbers of double precision rounded to eight bits, to the nearest.

    c = (2⁴⁵ + 1) x, then c − (c − x): Veltkamp's splitting, in Dekker (1971).
    """
    c = SPLIT * x
    return c - (c - x)


def neighbours(x):
    """The numbers of bfloat16 nearest to x (…): (low, high), |low| ≤ |x| ≤ |high|.

    If x is one of them, it is the upper one.
    """
    near = to_bfloat16(x)
    farther = np.abs(x) > np.abs(near)
    other = to_bfloat16(near * np.where(farther, 1 + NEXT, 1 - NEXT))
    return np.where(farther, near, other), np.where(farther, other, near)


def at_random(x, u):
    """x rounded to one of its neighbours; the mean over `u`, uniform in [0, 1), is x.

    Gupta et al. (2015).
    """
    low, high = neighbours(x)
    gap = high - low
    part = np.where(gap == 0, 0.0, (x - low) / np.where(gap == 0, 1.0, gap))
    return np.where(u < part, high, low)
