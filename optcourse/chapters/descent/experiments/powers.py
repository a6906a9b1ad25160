"""Claim A6: to which power of the batch size the best rate goes, read from losses at many rates."""

import numpy as np

# Adam's best rates are near 0.003 √B · 2ᵏ; around them half octaves, and six seeds.
FINER = {
    "seeds": (0, 1, 2, 3, 4, 5),
    "octaves": (-5, -4, -3, -2, *(k / 2 for k in range(-2, 7))),
}


def best_inside(record):
    """Whether no size of a Batches has its lowest mean training loss at an end of its grid."""
    k = np.argmin(record.train.mean(axis=2), axis=1)
    return bool(np.all((k > 0) & (k < len(record.octaves) - 1)))


def power_of_size(record, losses):
    """p of the law best rate ∝ Bᵖ, for a Batches and its `losses` (B, K, S).

    The best rate of each size is where a parabola through the logarithm of its mean loss is lowest:
    through the five rates around the lowest one, or as many as there are.
    """
    means, logs = np.log(losses.mean(axis=2)), np.log(record.rates)
    return float(np.polyfit(np.log(record.sizes), list(map(_lowest, logs, means)), 1)[0])


def _lowest(logs, losses):
    """Where a parabola through the lowest of `losses` and its neighbours at `logs` is lowest."""
    k = int(np.argmin(losses))
    near = [j for j in range(k - 2, k + 3) if 0 <= j < len(logs) and np.isfinite(losses[j])]
    bend, slope, _ = np.polyfit(logs[near], losses[near], 2)
    return -slope / (2 * bend)
