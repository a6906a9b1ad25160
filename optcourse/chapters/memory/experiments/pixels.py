"""Claim T9: handwritten digits read one pixel at a time, by recurrent networks of several kinds."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.memory.experiments.bits import RULES, Method
from optcourse.networks.data import digits
from optcourse.networks.ensembles import (
    Ensemble,
    NormClip,
    batch_indices,
    cross_entropy,
    error_rate,
)
from optcourse.networks.ensembles.rules import Clipping
from optcourse.records.devices import Scale, device
from optcourse.records.sweeps import progress
from optcourse.validation import positive, whole


@dataclass(frozen=True)
class PixelsConfig:
    """Networks of one kind on digits as sequences of 64 pixels, row by row.

    `seeds` decide weights, order of data and split. Measured before training and after each of
    `num_epochs`; `probes` test images carry the measured gradient.
    """

    method: Method
    lr: float
    seeds: tuple = (0, 1, 2)
    hidden: int = 32
    batch_size: int = 32
    num_epochs: int = 10
    probes: int = 100

    def __post_init__(self):
        positive("lr", self.lr)
        for name in ("hidden", "batch_size", "num_epochs", "probes"):
            whole(name, getattr(self, name), at_least=1)

    @classmethod
    def at(cls, scale, method, lr, seed=0):
        """Three networks for ten epochs (quick), or ten of 128 units for a hundred (full)."""
        if scale is Scale.full:
            seeds = tuple(range(seed, seed + 10))
            return cls(method, lr, seeds, hidden=128, num_epochs=100)
        return cls(method, lr, tuple(range(seed, seed + 3)))


@dataclass(frozen=True, eq=False)
class Pixels:
    """S networks at E + 1 moments.

    `epochs` (E + 1,), 0 first; `test_error` (E + 1, S), a fraction of 360 images; `reach`
    (E + 1, S, 64), the mean over images of |∂loss/∂pixel|, the first pixel read first.
    """

    epochs: np.ndarray
    test_error: np.ndarray
    reach: np.ndarray

    @property
    def shares(self):
        """Each pixel's part of the sum of these lengths, (E + 1, S, 64)."""
        return self.reach / self.reach.sum(-1, keepdims=True)


def read_pixels(config: PixelsConfig) -> Pixels:
    """Train and measure. After Le, Jaitly and Hinton (2015), who read MNIST so."""
    splits = [digits(num_val=0, seed=seed) for seed in config.seeds]
    X, X_test = (_stack(splits, name)[..., None] for name in ("X_train", "X_test"))
    y, y_test = (_stack(splits, name) for name in ("y_train", "y_test"))
    models = [config.method.network(1, config.hidden, 10, seed) for seed in config.seeds]
    ensemble = Ensemble(models, device())
    per_epoch = X.shape[1] // config.batch_size
    learning = _learn(ensemble, X, y, config, per_epoch * config.num_epochs)
    moments = []
    for _ in progress(range(config.num_epochs + 1), "reading pixels"):
        moments.append(_measure(ensemble, X_test, y_test, config.probes))
        for _ in range(per_epoch):
            next(learning, None)
    error, reach = (np.stack(part) for part in zip(*moments, strict=True))
    return Pixels(np.arange(config.num_epochs + 1), error, reach)


def _stack(splits, name):
    return torch.tensor(np.stack([getattr(split, name) for split in splits]), device=device())


def _learn(ensemble, X, y, config, num_steps):
    """Minibatch steps of all networks, one for each `next`."""
    method, rows = config.method, torch.arange(ensemble.size)[:, None]
    rule = RULES[method.rule](config.lr).of(range(ensemble.size), ensemble.theta)
    state = rule.init(ensemble.theta)
    clip = Clipping([method.clip and NormClip(method.clip)] * ensemble.size, ensemble.theta)
    each = [batch_indices(X.shape[1], config.batch_size, num_steps, s) for s in config.seeds]
    for step, pick in enumerate(torch.tensor(np.stack(each, axis=1))):
        loss = cross_entropy(ensemble(X[rows, pick]), y[rows, pick])
        grads = torch.autograd.grad(loss.sum(), ensemble.params)
        grad = torch.cat([each.flatten(1) for each in grads], dim=1)
        with torch.no_grad():
            grad = clip(grad, grad.norm(dim=1))
            rule.step(ensemble.theta, grad, state, rule.rate(step), step)
        yield


def _measure(ensemble, X, y, probes):
    """Test error (S,) and mean |∂loss/∂pixel| over the first images (S, 64)."""
    few = X[:, :probes].clone().requires_grad_()
    loss = cross_entropy(ensemble(few), y[:, :probes]) * probes  # the sum over images
    (grad,) = torch.autograd.grad(loss.sum(), few)
    with torch.no_grad():
        error = error_rate(ensemble(X), y)
    return error.cpu().numpy(), grad.abs().mean(1)[..., 0].double().cpu().numpy()
