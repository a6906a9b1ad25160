"""Claim N10: two estimates of the gradient of an average, their variances in closed form.

The average is E f(μ + sξ) with f(z) = ½‖z‖² and ξ of d standard normal numbers; its gradient with
respect to μ is μ. Here μ has a 1 in each coordinate.
"""

import numpy as np


def reparameterized(mean, spread, xi):
    """∇f(μ + sξ), an estimate for each row ξ of `xi` (…, d).

    Goodfellow et al. (2016), section 20.9.
    """
    return mean + spread * xi


def score_function(mean, spread, xi, baseline=0.0):
    """(f(μ + sξ) − baseline) ξ/s for each row of `xi` (…, d).

    The slope of the log-density of a normal number is (z − μ)/s² = ξ/s: REINFORCE, Williams
    (1992), with a baseline; Goodfellow et al. (2016), section 20.9.1.
    """
    value = 0.5 * np.sum((mean + spread * xi) ** 2, axis=-1, keepdims=True)
    return (value - baseline) * xi / spread


def variances(dimensions, spread):
    """Variance of one estimate, per coordinate: reparameterized, score function, with baseline.

    For each d of `dimensions` (n,); each (n,). They follow from E‖ξ‖² = d, E‖ξ‖⁴ = d(d + 2),
    E‖ξ‖⁶ = d(d + 2)(d + 4). The baseline is E f = ½ d (1 + s²).
    """
    d, square = 1.0 * dimensions, spread**2
    plain = d * d / square + 4 * (d + 2) + square * (d + 2) * (d + 4) + 2 * d * (d + 2)
    based = (d + 2) + 0.5 * square * (d + 4) - 1
    return square + 0.0 * d, plain / 4 - 1, based
