"""Training an ensemble epoch by epoch, with a look at it before each."""

import numpy as np
import torch

from optcourse.networks.ensembles import batch_indices, cross_entropy
from optcourse.records.sweeps import progress


def by_epoch(ensemble, X, y, rule, batch_size, num_epochs, seeds):
    """Yield 0, 1, … num_epochs, the epochs done; between two the ensemble learns one more.

    X (m, d), y (m,), or (N, m, d), (N, m), a part for each of N networks. Batches without
    replacement, in an order of its own for each of `seeds` (N); the same steps as `train`.
    """
    count, steps = y.shape[-1], y.shape[-1] // batch_size
    rule = rule.of(np.arange(ensemble.size), ensemble.theta)
    state = rule.init(ensemble.theta)
    orders = [batch_indices(count, batch_size, steps * num_epochs, seed) for seed in seeds]
    batches = torch.from_numpy(np.stack(orders, axis=1)).to(X.device)
    rows = torch.arange(ensemble.size, device=X.device)[:, None] if y.ndim == 2 else None
    yield 0
    for epoch in progress(range(num_epochs), "training"):
        for step in range(epoch * steps, (epoch + 1) * steps):
            picked = batches[step] if rows is None else (rows, batches[step])
            _learn(ensemble, X[picked], y[picked], rule, state, step)
        yield epoch + 1


def _learn(ensemble, X, y, rule, state, step):
    grad = gradient(ensemble, X, y)
    with torch.no_grad():
        rule.step(ensemble.theta, grad, state, rule.rate(step), step)


def gradient(ensemble, X, y):
    """The gradient of each network's mean cross-entropy, flat: (N, P)."""
    loss = cross_entropy(ensemble(X), y)
    grads = torch.autograd.grad(loss.sum(), ensemble.params)
    return torch.cat([grad.flatten(1) for grad in grads], dim=1)
