"""What a check asks with: enough inputs that only a right answer passes."""

import numpy as np


def cases(*fixed, draw, count=30, seed=0):
    """The inputs that a check asks with: these, then `count` that `draw(rng)` draws.

    They are the same each time, so that a verdict repeats.
    """
    rng = np.random.default_rng(seed)
    return [*fixed, *(draw(rng) for _ in range(count))]


def signed(rng, low, high, digits=2):
    """A number of either sign, its size between these, with few digits, as a message shows it."""
    return float(rng.choice([-1.0, 1.0]) * round(rng.uniform(low, high), digits))


def spread_out(rng, low, high, digits=2):
    """A positive number whose logarithm is uniform, with so many digits that count."""
    return float(f"{np.exp(rng.uniform(np.log(low), np.log(high))):.{digits}g}")
