"""Find minima of landscapes of two parameters, and prove that they are minima."""

import numpy as np

from optcourse.validation import finite_array, positive, whole


def settle(landscape, theta, num_steps=60, longest=0.3):
    """`theta` (m, 2) after steps |H|⁻¹g of length at most `longest`: Newton's, but never uphill.

    |H| is H with the absolute values of its eigenvalues. From near a minimum it converges to
    rounding. Dauphin et al. (2014), section 6, without the damping of their algorithm 1.
    """
    theta = finite_array("theta", theta, (None, 2))
    for _ in range(whole("num_steps", num_steps)):
        hessians = np.broadcast_to(landscape.hessian(theta), (len(theta), 2, 2))
        eigenvalues, vectors = np.linalg.eigh(hessians)
        along = np.einsum("mij,mi->mj", vectors, landscape.grad(theta))
        step = np.einsum("mij,mj->mi", vectors, along / np.maximum(np.abs(eigenvalues), 1e-2))
        length = np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-300)
        theta = theta - step * np.minimum(1, longest / length)
    return theta


def strict_minima(landscape, starts, tolerance=1e-9, least_curvature=1e-3):
    """The distinct strict minima (k, 2) that `settle` reaches from `starts` (m, 2), lowest first.

    A point counts if its gradient is shorter than `tolerance` and both eigenvalues of its
    Hessian exceed `least_curvature`; points within 1e-4 of each other are one.
    """
    ends = settle(landscape, starts)
    flat = np.linalg.norm(landscape.grad(ends), axis=1) < positive("tolerance", tolerance)
    curved = np.linalg.eigvalsh(landscape.hessian(ends))[..., 0] > least_curvature
    ends = ends[flat & curved]
    ends = ends[np.argsort(landscape.value(ends), kind="stable")]
    kept = []
    for end in ends:
        if all(np.linalg.norm(end - other) > 1e-4 for other in kept):
            kept.append(end)
    return np.array(kept).reshape(-1, 2)


def rise_at_rim(landscape, centre, radius, steepest, num_points=100_000):
    """A lower bound on how much higher the loss is on the circle around `centre` (2,) than there.

    The least of `num_points` values on the circle, less what it can fall between two of them: at
    most half their distance times `steepest`, which the slope exceeds nowhere in the disc. Where
    the bound is positive by more than rounding, the disc holds a local minimum of the loss, since
    the lowest point of the disc is not on its rim.
    """
    centre, radius = finite_array("centre", centre, (2,)), positive("radius", radius)
    turn = 2 * np.pi * np.arange(whole("num_points", num_points, at_least=8)) / num_points
    rim = centre + radius * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    between = np.pi * radius / num_points
    fall = positive("steepest", steepest) * between
    return float(landscape.value(rim).min() - fall - landscape.value(centre))
