"""The loss of a network on a plane through zero weights and the path of its training."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import mlp
from optcourse.networks.surfaces import loss_slice
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class ValleyConfig(Checked):
    """A tanh network trained on digits by SGD from default weights times `factor`.

    Its weights are kept every `every` steps; the plane is looked at in `points`² places.
    """

    seed: int = 0
    hidden: tuple = (32, 32)
    factor: float = checked(positive, 0.03)
    num_train: int = 300
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 32, at_least=1)
    num_steps: int = checked(whole, 2500, at_least=2)
    every: int = checked(whole, 50, at_least=1)
    points: int = checked(whole, 45, at_least=2)


@dataclass(frozen=True, eq=False)
class Valley:
    """T moments of a path, and the loss on the plane that holds zero, its end and its widest bend.

    `steps` (T,); `loss` (T,) on all training examples; `path` (T, 2), coordinates in the plane, of
    which the first points to the end of the path; `beside` (T,), the distance from the plane.
    `xs` (n,) and `ys` (n,); `losses` (n, n) on the plane, a row a y.
    """

    steps: np.ndarray
    loss: np.ndarray
    path: np.ndarray
    beside: np.ndarray
    xs: np.ndarray
    ys: np.ndarray
    losses: np.ndarray


def valley(config: ValleyConfig) -> Valley:
    """Goodfellow, Vinyals and Saxe (2015) draw such pictures, with the distance as second axis."""
    data = digits(num_train=config.num_train)
    model = mlp((data.X_train.shape[1], *config.hidden, 10), "tanh", config.seed)
    ensemble = Ensemble([model])
    ensemble.theta.mul_(config.factor)
    rule, examples = GradientDescent(config.lr), (data.X_train, data.y_train)
    plan = {"num_steps": config.num_steps, "batch_size": config.batch_size, "seeds": [config.seed]}
    thetas = [
        ensemble.theta[0].clone()
        for moment in training(ensemble, examples, rule, **plan)
        if moment.step % config.every == 0
    ]
    thetas = torch.stack(thetas)
    directions = _plane(thetas)
    path = thetas @ directions.T
    beside = (thetas - path @ directions).norm(dim=1)
    axes = [_reach(path[:, k].numpy(), config.points) for k in (0, 1)]
    X, y = map(torch.as_tensor, examples)
    along = dict(xs=axes[0], ys=axes[1])
    seen = loss_slice(model, torch.zeros_like(thetas[0]), directions, X, y, **along)
    loss = _losses(model, thetas, X, y)
    steps = config.every * np.arange(len(thetas))
    return Valley(steps, loss, path.numpy(), beside.numpy(), *axes, seen.losses)


def _plane(thetas):
    """Two orthonormal directions (2, P): to the end, and to the bend farthest from that line."""
    u = thetas[-1] / thetas[-1].norm()
    bends = thetas - (thetas @ u)[:, None] * u
    v = bends[bends.norm(dim=1).argmax()]
    return torch.stack([u, v / v.norm()])


def _reach(values, points):
    """Evenly spaced numbers (points,) some way beyond the lowest and highest of `values` and 0."""
    low, high = min(0.0, values.min()), values.max()
    room = 0.35 * (high - low)
    return np.linspace(low - room, high + room, points)


def _losses(model, thetas, X, y):
    """The cross-entropy at each of `thetas` (T, P): (T,)."""
    away = thetas - thetas[-1]
    lines = [loss_slice(model, thetas[-1], torch.stack([each, each]), X, y, xs=[1.0], ys=[0.0])
             for each in away]  # fmt: skip
    return np.array([float(line.losses[0, 0]) for line in lines])
