"""Claim I11: all eigenvalues of the Hessian of a real network, while it learns."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.curvature import hessian
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class SpectrumConfig(Checked):
    """Networks of `seeds`, trained by minibatch SGD and looked at at `moments` (steps).

    `data` is "digits" or "mnist1d"; weights at the start are torch's times `scale`.
    """

    seeds: tuple = (0, 1, 2)
    data: str = "digits"
    hidden: tuple = (16,)
    activation: str = "tanh"
    scale: float = checked(positive, 1.0)
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 32, at_least=1)
    moments: tuple = (0, 10, 30, 100, 300, 1000)

    def __post_init__(self):
        super().__post_init__()
        one_of("data", self.data, tuple(DATA_SETS))


@dataclass(frozen=True, eq=False)
class Spectra:
    """S networks at T moments; P parameters; the loss is the mean over all training examples.

    `moments` (T,), steps taken before; `loss` (S, T), in nats; `eigenvalues` (S, T, P) of the
    Hessian, ascending, float64; `parts` (S, T, P), the squares of the parts of the gradient along
    their eigenvectors, which sum to 1.
    """

    moments: np.ndarray
    loss: np.ndarray
    eigenvalues: np.ndarray
    parts: np.ndarray

    @property
    def relative(self):
        """Eigenvalues as parts of the largest of all in size, (S, T, P)."""
        return self.eigenvalues / np.abs(self.eigenvalues).max(axis=2, keepdims=True)


def spectra(config: SpectrumConfig) -> Spectra:
    """The whole Hessian at each moment. Sagun, Bottou and LeCun (2016), arXiv 1611.07476."""
    data = DATA_SETS[config.data](seed=0)
    X, y = torch.tensor(data.X_train, device=device()), torch.tensor(data.y_train, device=device())
    widths = [X.shape[1], *config.hidden, 10]
    models = [mlp(widths, config.activation, seed) for seed in config.seeds]
    ensemble = Ensemble(models, device())
    ensemble.theta.mul_(config.scale)
    settings = {"num_steps": max(1, config.moments[-1]), "batch_size": config.batch_size}
    settings["seeds"] = config.seeds
    seen = [
        [_look(moment, k, X, y) for k in range(len(models))]
        for moment in training(ensemble, (X, y), GradientDescent(config.lr), **settings)
        if moment.step in config.moments
    ]
    loss, eigenvalues, parts = (np.moveaxis(np.array(e), 0, 1) for e in _apart(seen))
    return Spectra(np.array(config.moments), loss, eigenvalues, parts)


def _apart(seen):
    """T lists of S triples as three lists of T lists."""
    return ([[each[k] for each in row] for row in seen] for k in range(3))


def _look(moment, which, X, y):
    """Loss, eigenvalues (P,) and the shares (P,) of the gradient, of one network in float64."""
    model = moment.ensemble.model(which).to(X.device).double()
    with torch.enable_grad():
        loss = torch.nn.functional.cross_entropy(model(X.double()), y)
        grads = torch.autograd.grad(loss, list(model.parameters()))
    grad = torch.cat([each.flatten() for each in grads])
    values, vectors = torch.linalg.eigh(hessian(model, X.double(), y))
    parts = (vectors.T @ grad) ** 2 / (grad @ grad)
    return loss.item(), values.cpu().numpy(), parts.cpu().numpy()
