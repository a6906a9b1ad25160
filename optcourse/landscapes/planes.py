"""Points of the plane (..., 2) and symmetric matrices on it (..., 2, 2)."""

import numpy as np


def coordinates(theta):
    if isinstance(theta, list | tuple):
        theta = np.stack(theta)
    if theta.shape[-1:] != (2,):
        raise ValueError(f"theta must have shape (..., 2), got {theta.shape}")
    return theta[..., 0], theta[..., 1]


def matrix(xx, xy, yx, yy):
    return np.stack([np.stack([xx, xy], axis=-1), np.stack([yx, yy], axis=-1)], axis=-2)
