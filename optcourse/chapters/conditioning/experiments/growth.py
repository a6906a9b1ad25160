"""Claims I6, I10: the gradient and its curvature while a convolutional network learns."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import mnist1d
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import conv1d
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class GrowthConfig(Checked):
    """Networks of `seeds` (weights and order of data) trained on MNIST-1D by plain SGD.

    Their weights at the start are torch's times `scale`. Measured every `every` epochs, on the
    first `num_fixed` training examples and on `num_probes` minibatches.
    """

    seeds: tuple = (0, 1, 2)
    num_samples: int = 2500
    channels: int = checked(whole, 25, at_least=1)
    scale: float = checked(positive, 1.0)
    lr: float = checked(positive, 0.05)
    batch_size: int = checked(whole, 32, at_least=1)
    num_epochs: int = checked(whole, 140, at_least=1)
    every: int = checked(whole, 10, at_least=1)
    num_fixed: int = checked(whole, 1000, at_least=1)
    num_probes: int = checked(whole, 16, at_least=1)


@dataclass(frozen=True, eq=False)
class GrowingGradient:
    """S networks at T moments; losses in nats, errors as fractions; float64 (S, T) where not said.

    `seeds` (S,); `epochs` (T,), 0 first; `grad_norm` ‖g‖ and `curvature` gᵀHg of the loss on the
    fixed examples; `minibatch_grad_norm` and `minibatch_curvature`, means of both over the probed
    minibatches (Goodfellow et al., 2016, figure 8.1, shows the former); `train_loss`,
    `train_error`, `val_error`; `diverged_at` (S,), the epoch of the first training loss that is
    not finite, -1 if none. nan after divergence.
    """

    seeds: np.ndarray
    epochs: np.ndarray
    grad_norm: np.ndarray
    curvature: np.ndarray
    minibatch_grad_norm: np.ndarray
    minibatch_curvature: np.ndarray
    train_loss: np.ndarray
    train_error: np.ndarray
    val_error: np.ndarray
    diverged_at: np.ndarray

    @property
    def bend(self):
        """gᵀHg/gᵀg on the fixed examples, (S, T): the curvature of the loss along g."""
        return self.curvature / self.grad_norm**2


def growing_gradient(config: GrowthConfig) -> GrowingGradient:
    """Train all networks at once; measure before the first epoch and every few."""
    data = mnist1d(config.num_samples)
    parts = (data.X_train, data.y_train, data.X_val, data.y_val)
    parts = [torch.tensor(part, device=device()) for part in parts]
    models = [conv1d(channels=config.channels, seed=seed) for seed in config.seeds]
    ensemble = Ensemble(models, device())
    ensemble.theta.mul_(config.scale)
    orders = [torch.Generator().manual_seed(seed) for seed in config.seeds]
    probes = torch.Generator().manual_seed(config.seeds[0])
    per_epoch = -(-len(parts[1]) // config.batch_size)
    epochs = np.array([*range(0, config.num_epochs, config.every), config.num_epochs])
    batches, num_steps = _batches(*parts[:2], orders, config), per_epoch * config.num_epochs
    rows = [
        _measure(moment, parts, probes, config)
        for moment in training(ensemble, batches, GradientDescent(config.lr), num_steps=num_steps)
        if moment.step in per_epoch * epochs
    ]
    columns = {name: np.stack([row[name] for row in rows], axis=1) for name in rows[0]}
    lost = _first_lost(columns["train_loss"], epochs)
    return GrowingGradient(np.array(config.seeds), epochs, diverged_at=lost, **columns)


def _first_lost(loss, epochs):
    lost = ~np.isfinite(loss)
    return np.where(lost.any(1), epochs[lost.argmax(1)], -1)


def _batches(X, y, orders, config):
    """Epoch after epoch in an order of its own for each network; the last batch may be short."""
    while True:
        order = [torch.randperm(len(y), generator=each) for each in orders]
        for batch in torch.stack(order).to(X.device).split(config.batch_size, dim=1):
            yield X[batch], y[batch]


def _measure(moment, parts, generator, config):
    X, y, X_val, y_val = parts
    fixed = slice(config.num_fixed)
    grad_norm, curvature = _gradient(moment.on(X[fixed], y[fixed]))
    picks = torch.randint(len(y), (config.num_probes, config.batch_size), generator=generator)
    probed = [_gradient(moment.on(X[pick], y[pick])) for pick in picks.to(X.device)]
    minibatch_grad_norm, minibatch_curvature = torch.stack(probed).mean(0)
    with torch.no_grad():
        learnt, held_out = moment.on(X, y), moment.on(X_val, y_val)
    columns = {
        "grad_norm": grad_norm,
        "curvature": curvature,
        "minibatch_grad_norm": minibatch_grad_norm,
        "minibatch_curvature": minibatch_curvature,
        "train_loss": learnt.loss,
        "train_error": learnt.error,
        "val_error": held_out.error,
    }
    return {name: moment.known(each).double().cpu().numpy() for name, each in columns.items()}


def _gradient(at):
    """‖g‖ and gᵀHg of each network on the examples of a moment, (2, S) in float64."""
    curvature = at.operator.curvature_along_gradient()
    return torch.stack([at.norm, curvature]).double()
