"""Claim A3: four gradients worked out by hand, beside those of automatic differentiation."""

import numpy as np
import torch

from optcourse.chapters.descent.experiments.lines import LineLoss
from optcourse.landscapes import GaborLoss


def line(rng):
    """Problem 6.1: the loss of a straight line, Prince (2023), equations 6.5 and 6.7."""
    x, y, phi = rng.uniform(-3, 3, (12,)), rng.uniform(-2, 2, (12,)), rng.uniform(-2, 2, 2)
    loss = lambda p: ((p[0] + p[1] * torch.as_tensor(x) - torch.as_tensor(y)) ** 2).sum()  # noqa: E731
    return LineLoss(x, y).grad(phi), loss, phi


def wave(rng):
    """Problem 6.3: the Gabor loss, equations 6.8 and 6.9."""
    land = GaborLoss.generated(seed=int(rng.integers(1000)))
    phi = rng.uniform((-10, 2.5), (10, 22.5))

    def loss(p):
        u = p[0] + 0.06 * p[1] * torch.as_tensor(land.x)
        return ((torch.sin(u) * torch.exp(-u * u / 32) - torch.as_tensor(land.y)) ** 2).sum()

    return land.grad(phi), loss, phi


def logit(rng):
    """Problem 6.4: minus the log-likelihood of a logistic regression, equation 6.21."""
    y = np.repeat([0.0, 1.0], 10)
    x, phi = rng.standard_normal(20) + 2 * y - 1, rng.uniform(-4, 4, 2)
    rest = 1 / (1 + np.exp(-(phi[0] + phi[1] * x))) - y

    def loss(p):
        z = p[0] + p[1] * torch.as_tensor(x)
        kind = torch.nn.functional.binary_cross_entropy_with_logits
        return kind(z, torch.as_tensor(y), reduction="sum")

    return np.array([rest.sum(), (x * rest).sum()]), loss, phi


def units(rng):
    """Problem 6.5: ten slopes of three ReLU units on one example, equation 6.23."""
    x, y, phi = rng.uniform(-2, 2), rng.uniform(-2, 2), rng.uniform(-2, 2, 10)
    outer, inner = phi[:4], phi[4:].reshape(3, 2)
    sums = inner[:, 0] + inner[:, 1] * x
    h, back = np.maximum(sums, 0), outer[1:] * (sums > 0)
    rest = outer[0] + outer[1:] @ h - y
    below = np.stack([back, back * x], axis=1).ravel()

    def loss(p):
        hidden = torch.relu(p[4::2] + p[5::2] * x)
        return (p[0] + p[1:4] @ hidden - y) ** 2

    return 2 * rest * np.concatenate([[1.0], h, below]), loss, phi


PROBLEMS = {"6.1": line, "6.3": wave, "6.4": logit, "6.5": units}


def by_hand(problem, num_draws=200, seed=0):
    """The largest difference between the two, over the largest entry of the gradient."""
    rng, worst = np.random.default_rng(seed), 0.0
    for _ in range(num_draws):
        mine, loss, phi = PROBLEMS[problem](rng)
        place = torch.tensor(phi, requires_grad=True)
        theirs = torch.autograd.grad(loss(place), place)[0].numpy()
        worst = max(worst, np.abs(mine - theirs).max() / (np.abs(theirs).max() + 1e-300))
    return float(worst)
