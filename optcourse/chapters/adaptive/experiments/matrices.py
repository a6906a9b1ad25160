"""Claims P13: what Muon makes of the singular values of a gradient."""

import numpy as np

from optcourse.rules import Muon


def evened(values, num_rounds=5, seed=0):
    """The singular values (n,) of Muon's first step on a gradient (n, n) that has `values` (n,).

    In units of the rate, largest first; the directions are drawn. Jordan et al. (2024).
    """
    size, rng = len(values), np.random.default_rng(seed)
    left, right = (np.linalg.qr(rng.standard_normal((size, size)))[0] for _ in range(2))
    rule = Muon((size, size), 1.0, num_rounds=num_rounds)
    grad = ((left * values) @ right).ravel()
    step, _ = rule.direction(grad, rule.remembers(grad), 0, grad)
    return np.linalg.svd(step.reshape(size, size), compute_uv=False)
