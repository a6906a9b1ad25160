"""Claims C3 and C6: where the gradient of a recurrent network in training is largest."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import Latch
from optcourse.networks.ensembles import Ensemble
from optcourse.networks.losses import MARGIN_LOSSES
from optcourse.networks.models import rnn
from optcourse.records.devices import Scale, device
from optcourse.records.sweeps import progress
from optcourse.validation import positive, whole


@dataclass(frozen=True)
class SliceConfig:
    """tanh networks that learn to latch a bit, by SGD with norm clipping at `max_norm`.

    Around the weights at the step of the largest minibatch gradient, the loss on `num_fixed`
    sequences is taken at `num_points` points of the line along −g, `reach` to either side.
    """

    seeds: tuple = tuple(range(12))
    length: int = 50
    hidden: int = 10
    lr: float = 0.1
    max_norm: float = 1.0
    batch_size: int = 16
    num_steps: int = 600
    num_fixed: int = 64
    reach: float = 0.5
    num_points: int = 201

    def __post_init__(self):
        for name in ("lr", "max_norm", "reach"):
            positive(name, getattr(self, name))
        for name in ("length", "hidden", "batch_size", "num_steps", "num_fixed", "num_points"):
            whole(name, getattr(self, name), at_least=1)

    @classmethod
    def at(cls, scale, seed=0):
        """Twelve networks (quick) or 64, with longer sequences and training (full)."""
        if scale is Scale.full:
            return cls(tuple(range(seed, seed + 64)), length=100, num_steps=3000)
        return cls(tuple(range(seed, seed + 12)))


@dataclass(frozen=True, eq=False)
class Slices:
    """N networks; losses are (f − y)², targets y = ±1, averaged over sequences.

    `seeds` (N,); `losses`, `norms` (N, num_steps), loss and ‖g‖ of each minibatch before its
    step, not clipped; `peak` (N,), the step of the largest norm; `grad` (N, P), the gradient there
    on the fixed sequences; `distance` (K,) along −g from there, and `slice` (N, K) the losses.
    """

    seeds: np.ndarray
    losses: np.ndarray
    norms: np.ndarray
    peak: np.ndarray
    grad: np.ndarray
    distance: np.ndarray
    slice: np.ndarray

    @property
    def slopes(self):
        """|ΔJ| ÷ distance between neighbouring points of the slice, (N, K − 1)."""
        return np.abs(np.diff(self.slice, axis=1)) / np.diff(self.distance)


def slices(config: SliceConfig) -> Slices:
    """Train, keep the weights of the steepest moment, and cut the loss along −g there."""
    models = [rnn(1, config.hidden, 1, orthogonal=True, seed=seed) for seed in config.seeds]
    ensemble, task = Ensemble(models, device()), Latch(config.length)
    losses, norms, steepest = _train(ensemble, task, config)
    fixed = _batch(task, config.num_fixed, [np.random.default_rng(10_000)], ensemble)
    X, y = (part[0] for part in fixed)
    ensemble.theta.copy_(steepest)
    _, grad = _loss_and_grad(ensemble, X, y)
    distance = np.linspace(-config.reach, config.reach, config.num_points)
    down = -grad / grad.norm(dim=1, keepdim=True)
    cut = [_loss_at(ensemble, steepest + d * down, X, y) for d in distance]
    return Slices(
        seeds=np.array(config.seeds),
        losses=losses,
        norms=norms,
        peak=norms.argmax(axis=1),
        grad=grad.double().cpu().numpy(),
        distance=distance,
        slice=np.stack(cut, axis=1),
    )


def _train(ensemble, task, config):
    """Clipped SGD; minibatch losses and norms (N, steps), and θ (N, P) of the largest norm."""
    rngs = [np.random.default_rng(seed) for seed in config.seeds]
    steepest, highest = ensemble.theta.clone(), None
    losses, norms = [], []
    for _ in progress(range(config.num_steps), "a real cliff"):
        X, y = _batch(task, config.batch_size, rngs, ensemble)
        loss, grad = _loss_and_grad(ensemble, X, y)
        norm = grad.norm(dim=1)
        higher = torch.ones_like(norm, dtype=torch.bool) if highest is None else norm > highest
        steepest[higher] = ensemble.theta[higher]
        highest = norm if highest is None else torch.maximum(highest, norm)
        losses.append(loss)
        norms.append(norm)
        shrink = (config.max_norm / (norm + 1e-6)).clamp(max=1)
        ensemble.theta.sub_(config.lr * shrink[:, None] * grad)
    losses, norms = (torch.stack(rows, dim=1).double().cpu().numpy() for rows in (losses, norms))
    return losses, norms, steepest


def _batch(task, size, rngs, ensemble):
    """Fresh sequences X (N, size, length, 1) and targets ±1, (N, size), one network a generator."""
    parts = [task.sample(size, rng) for rng in rngs]
    X, y = (np.stack(each) for each in zip(*parts, strict=True))
    X, y = (torch.from_numpy(each).to(ensemble.theta.device) for each in (X, y))
    return X, 2.0 * y - 1


def _loss(ensemble, X, y):
    return MARGIN_LOSSES["squared"](y * ensemble(X)[..., 0]).mean(-1)


def _loss_and_grad(ensemble, X, y):
    loss = _loss(ensemble, X, y)
    grads = torch.autograd.grad(loss.sum(), ensemble.params)
    return loss.detach(), torch.cat([grad.flatten(1) for grad in grads], dim=1)


@torch.no_grad()
def _loss_at(ensemble, theta, X, y):
    ensemble.theta.copy_(theta)
    return _loss(ensemble, X, y).double().cpu().numpy()
