"""Claims G2, G13, G14 and G15: the way that training walks, and the straight line beside it."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.networks.surfaces import interpolate, loss_slice
from optcourse.records.devices import device
from optcourse.rules import Adam, GradientDescent, Momentum
from optcourse.validation import Checked, checked, one_of, positive, whole

RULES = {"descent": GradientDescent, "momentum": Momentum, "adam": Adam}


@dataclass(frozen=True)
class WalkConfig(Checked):
    """Networks of `hidden` units, one for each of `seeds`, on `num_train` examples of `data`.

    They begin at `start_scale` times torch's start. `batch_size` 0 stands for all examples. What
    is measured is measured before the first step and every `every` steps.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    seeds: tuple = (0, 1, 2)
    hidden: tuple = checked(positive, (32,))
    activation: str = checked(one_of, "tanh", tuple(ACTIVATIONS))
    start_scale: float = checked(positive, 1.0)
    num_train: int = checked(whole, 500, at_least=2)
    rule: str = checked(one_of, "descent", tuple(RULES))
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 0, at_least=0)
    num_steps: int = checked(whole, 1000, at_least=20)
    every: int = checked(whole, 20, at_least=1)
    points: int = checked(whole, 33, at_least=2)

    @classmethod
    def on_signals(cls, **changes):
        """MNIST-1D, two layers of 64 ReLU units, twice the steps."""
        mine = {"data": "mnist1d", "hidden": (64, 64), "activation": "relu", "num_train": 500}
        return cls(**mine | {"num_steps": 2000, "every": 40} | changes)


@dataclass(frozen=True, eq=False)
class Walk:
    """T moments, S networks. `steps` (T,); `loss` (T, S) on all examples; `length` (T, S), what
    was walked so far, step by step; `distance` (T, S) from the start; `seen` (S,), the length of
    the way from moment to moment; `bow` (S,), how far it strays from the straight line at most;
    `straight` (C, S), the loss at even places of the straight line from start to end.

    Of the first network: `path` (T, 2) in the plane of start, end and the farthest moment from
    their line, the first axis to the end; `beside` (T,), its distance from the plane; `xs`, `ys`
    (n,) and `losses` (n, n) on the plane, a row a y.
    """

    steps: np.ndarray
    loss: np.ndarray
    length: np.ndarray
    distance: np.ndarray
    seen: np.ndarray
    bow: np.ndarray
    straight: np.ndarray
    path: np.ndarray
    beside: np.ndarray
    xs: np.ndarray
    ys: np.ndarray
    losses: np.ndarray

    @property
    def winding(self):
        """The length of the way over the distance between its ends, (S,)."""
        return self.length[-1] / self.distance[-1]

    @property
    def winding_seen(self):
        """The same for the way from moment to moment, (S,)."""
        return self.seen / self.distance[-1]

    def at_fall(self, share):
        """The first moment, (S,), at which a `share` of the whole fall of the loss is done."""
        fall = self.loss[0] - self.loss
        return np.argmax(fall >= share * fall[-1], axis=0)


def walk_of(config: WalkConfig) -> Walk:
    """Train and measure. The plane follows Goodfellow, Vinyals and Saxe (2015)."""
    data = DATA_SETS[config.data]()
    X = torch.as_tensor(data.X_train[: config.num_train])
    y = torch.as_tensor(data.y_train[: config.num_train])
    widths = (X.shape[1], *config.hidden, 10)
    models = [mlp(widths, config.activation, seed) for seed in config.seeds]
    steps, thetas, length, loss = _followed(config, models, X, y)
    way = thetas - thetas[0]
    towards = way[-1] / way[-1].norm(dim=1, keepdim=True)
    aside = way - (way * towards).sum(2, keepdim=True) * towards
    ends = zip(models, thetas[0], thetas[-1], strict=True)
    shares = np.linspace(0, 1, 21)
    lines = [interpolate(*each, X, y, ts=shares).losses for each in ends]
    distance = way.norm(dim=2)
    return Walk(
        steps=steps,
        loss=loss,
        length=length.numpy(),
        distance=distance.numpy(),
        seen=thetas.diff(dim=0).norm(dim=2).sum(0).numpy(),
        bow=(aside.norm(dim=2).max(0).values / distance[-1]).numpy(),
        straight=np.stack(lines, axis=1),
        **_plane(models[0], thetas[0, 0], way[:, 0], aside[:, 0], X, y, config.points),
    )


def _followed(config, models, X, y):
    """The moments (T,), where the networks are then (T, S, P), and length and loss (T, S)."""
    ensemble = Ensemble(models, device())
    ensemble.theta.mul_(config.start_scale)
    length, before = torch.zeros(len(models)), ensemble.theta.clone()
    kept = []
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size or None}
    rule, seeds = RULES[config.rule](config.lr), list(config.seeds)
    for moment in training(ensemble, (X, y), rule, seeds=seeds, **settings):
        length = length + (ensemble.theta - before).norm(dim=1).cpu()
        before = ensemble.theta.clone()
        if moment.step % config.every == 0:
            loss = moment.on(X.to(before), y.to(before.device)).loss.detach()
            kept.append((moment.step, before.cpu(), length, loss.double().cpu()))
    steps, thetas, lengths, losses = zip(*kept, strict=True)
    thetas = torch.stack(thetas).double()
    return np.array(steps), thetas, torch.stack(lengths).double(), np.stack(losses)


def _plane(model, start, way, aside, X, y, points):
    """The way (T, P) of one network in its plane, and the loss there."""
    far = aside[aside.norm(dim=1).argmax()]
    directions = torch.stack([way[-1] / way[-1].norm(), far / far.norm()])
    path = way @ directions.T
    axes = [_reach(path[:, k].numpy(), points) for k in (0, 1)]
    seen = loss_slice(model, start, directions, X, y, xs=axes[0], ys=axes[1])
    beside = (way - path @ directions).norm(dim=1)
    return dict(
        path=path.numpy(), beside=beside.numpy(), xs=axes[0], ys=axes[1], losses=seen.losses
    )


def _reach(values, points):
    """Evenly spaced numbers (points,) some way beyond the lowest and highest of `values`."""
    low, high = values.min(), values.max()
    room = 0.25 * (high - low)
    return np.linspace(low - room, high + room, points)
