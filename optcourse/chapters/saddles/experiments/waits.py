"""Claim D18: how long a network with one hidden layer would wait near zero, were it linear."""

import numpy as np

from optcourse.networks.models import mlp


def waits_near_zero(config, factors, slope):
    """Steps until the loss has fallen by a tenth of that at chance, medians over the seeds: (F,).

    From default weights times each of `factors`, for a `PlateauConfig` of one hidden layer of tanh
    units. The network is taken as linear, its loss as falling with `slope` (10, d + 1), the
    derivative by the products V W at zero weights (the bias is the last input): so each singular
    direction grows or shrinks at its own pace, and the waits are those of all together.
    """
    waits = [[_wait(config, f, seed, slope) for seed in config.seeds] for f in factors]
    return np.median(waits, axis=1)


def _wait(config, factor, seed, slope):
    net = mlp((slope.shape[1] - 1, *config.hidden, len(slope)), "tanh", seed)
    W, b, V, _ = (factor * each.detach().numpy() for each in net.parameters())
    W, steps = np.column_stack([W, b]), 0
    while np.sum(slope * (V @ W)) > -0.1 * np.log(len(slope)):
        W, V = W - config.lr * V.T @ slope, V - config.lr * slope @ W.T
        steps += 1
    return steps
