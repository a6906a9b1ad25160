"""Curves between networks whose loss is low all along."""

import numpy as np
import torch

from optcourse.networks.ensembles import Ensemble, batch_indices, moment_of


def on_curve(first, middle, second, share):
    """The point at `share` t of quadratic Bézier curves: (1 − t)² a + 2t(1 − t) m + t² b.

    `first` a, `middle` m and `second` b (…, p), arrays or tensors. Garipov, Izmailov, Podoprikhin,
    Vetrov and Wilson (2018), section 3.2.
    """
    back = 1 - share
    return back**2 * first + 2 * share * back * middle + share**2 * second


def bridges(model, first, second, data, rule, num_steps, batch_size, seed=0):
    """The middle points (K, p) of curves from `first` to `second`, tensors (K, p), trained.

    They begin half-way, and lower the mean loss along the curve: at each step that of one batch of
    `data`, X and y, at one random place, the same for all. Garipov et al. (2018), equation 2.
    """
    X, y = (torch.as_tensor(part) for part in data)
    shares = np.random.default_rng(seed).uniform(size=num_steps)
    batches = batch_indices(len(X), batch_size, num_steps, seed)
    networks = Ensemble([model] * len(first))
    state = rule.init((first + second) / 2)
    for k, (share, batch) in enumerate(zip(shares, batches, strict=True)):
        networks.theta.copy_(on_curve(first, state.theta, second, share))
        slope = moment_of(networks, X[batch], y[batch]).grad
        state = rule.move(state, 2 * share * (1 - share) * slope, k)
    return state.theta
