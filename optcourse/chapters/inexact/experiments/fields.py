"""Claim N4: is a field of steps the slope of something?"""

import numpy as np

from optcourse.networks.energies.patterns import all_patterns
from optcourse.networks.energies.rbm import Rbm

PAIR = Rbm(2, 1)  # two pixels and one hidden unit, of which the two weights are free
PAIR_DATA = np.array([0.0, 0.03, 0.95, 0.02])  # how often 00, 01, 10, 11 are seen
PAIR_BIASES = np.array([-1.0, 3.0, -2.0])


def jacobian(step, theta, width=1e-4):
    """∂step/∂θ (P, P) by central differences; column j belongs to θ_j."""
    ways = width * np.eye(len(theta))
    columns = [(step(theta + d) - step(theta - d)) / (2 * width) for d in ways]
    return np.stack(columns, axis=1)


def asymmetry(matrix):
    """‖J − Jᵀ‖ over ‖J + Jᵀ‖: 0 for the Hessian of a function."""
    return np.linalg.norm(matrix - matrix.T) / np.linalg.norm(matrix + matrix.T)


def pair_step(weights, num_gibbs):
    """The step (…, 2) that PAIR's two `weights` (…, 2) are asked to take.

    The gradient of the log-likelihood if `num_gibbs` is 0, else the expected step of contrastive
    divergence with so many steps of Gibbs sampling.
    """
    biases = np.broadcast_to(PAIR_BIASES, (*np.shape(weights)[:-1], 3))
    theta, seen = np.concatenate([weights, biases], axis=-1), all_patterns(2)
    if num_gibbs == 0:
        return PAIR.gradient(theta, seen, PAIR_DATA)[..., :2]
    return PAIR.expected_cd(theta, seen, PAIR_DATA, num_gibbs)[..., :2]


def pair_log_likelihood(weights):
    """The log-likelihood (…,) of PAIR's data, in nats."""
    biases = np.broadcast_to(PAIR_BIASES, (*np.shape(weights)[:-1], 3))
    theta = np.concatenate([weights, biases], axis=-1)
    return PAIR.log_likelihood(theta, all_patterns(2), PAIR_DATA)


def loop_work(step, centre, radius, count=64):
    """The work of the field `step` along a circle: after each of `count` chords, (count + 1,).

    By the midpoint rule, whose error on a whole circle falls faster than any power of `count`.
    """
    turn = 2 * np.pi * (np.arange(count) + 0.5) / count
    out = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    along = np.stack([-np.sin(turn), np.cos(turn)], axis=1)
    pieces = np.sum(step(centre + radius * out) * along, axis=1) * (2 * np.pi * radius / count)
    return np.concatenate([np.zeros(1), np.cumsum(pieces)])
