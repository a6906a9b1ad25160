"""Patterns of bits: all of them, those of bars and stripes, and how likely independent bits are."""

from functools import cache

import numpy as np

from optcourse.validation import whole


def all_patterns(bits):
    """Every pattern of so many bits (2^bits, bits), counting up, the first bit worth most.

    ValueError if `bits` is not a whole number from 0 to 20.
    """
    if whole("bits", bits) > 20:
        raise ValueError(f"bits must be at most 20 to list all patterns, got {bits}")
    return _listed(bits).copy()


@cache
def _listed(bits):
    return 1.0 * (np.arange(2**bits)[:, None] >> np.arange(bits)[::-1] & 1)


def bars_and_stripes(side):
    """Pictures whose rows are all alike, or whose columns are: (2^(side + 1) − 2, side²).

    Each once. ValueError if `side` is not a whole number ≥ 1. MacKay (2003), section 43.3.
    """
    lines = all_patterns(whole("side", side, at_least=1))
    stripes = np.repeat(lines, side, axis=1)
    return np.unique(np.concatenate([stripes, np.tile(lines, side)]), axis=0)


def independent(means):
    """Probabilities (…, 2^n) of `all_patterns(n)`, if bits are independent with `means` (…, n)."""
    return np.moveaxis(_table(means), 0, -1)


def _table(means):
    """The same as (2^n, …), which doubles with every bit: those that have it as 1 come after."""
    found = np.ones((1, *np.shape(means)[:-1]))
    for k in reversed(range(np.shape(means)[-1])):
        one = means[..., k]
        found = np.concatenate([found * (1 - one), found * one])
    return found


def mixed(chances, means):
    """Probabilities (…, 2^n), if with `chances` (…, m) bits have the `means` (…, m, n).

    Σ_k chances_k independent(means_k), by a product of halves: the long table is never made.
    """
    half = (np.shape(means)[-1] + 1) // 2
    first, rest = _table(means[..., :half]) * chances, _table(means[..., half:])
    pairs = np.moveaxis(first, 0, -2) @ np.moveaxis(rest, 0, -1)
    return np.reshape(pairs, (*np.shape(pairs)[:-2], 2 ** np.shape(means)[-1]))
