"""The two functions that bits with energies are made of, safe at any size of the argument."""

import numpy as np


def sigmoid(a):
    """1/(1 + e^−a), the probability of a bit with log odds `a`."""
    return 0.5 * (1 + np.tanh(0.5 * a))


def softplus(a):
    """log(1 + e^a), the log of what a bit with log odds `a` adds up to."""
    return np.maximum(a, 0.0) + np.log1p(np.exp(-np.abs(a)))


def log_sum(a):
    """log Σ exp(a) over the last axis."""
    top = np.max(a, axis=-1, keepdims=True)
    return np.log(np.sum(np.exp(a - top), axis=-1)) + top[..., 0]
