"""Claim R5: full-batch steps that lower the empirical risk, and from some point raise the risk."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from optcourse.networks.data import mnist1d
from optcourse.networks.ensembles import Ensemble, error_rate, training
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class PartingConfig(Checked):
    """One network for each of `seeds`, each with `num_train` signals of MNIST-1D of its own.

    `depth` hidden layers of ReLU; full-batch gradient descent on the cross-entropy. Every `every`
    steps the risk is measured on `num_fresh` signals that no network learns from.
    """

    seeds: tuple = (0, 1, 2, 3)
    num_train: int = checked(whole, 1000, at_least=1)
    num_fresh: int = checked(whole, 10_000, at_least=1)
    hidden: int = checked(whole, 100, at_least=1)
    depth: int = checked(whole, 1, at_least=1)
    lr: float = checked(positive, 0.3)
    num_steps: int = checked(whole, 900, at_least=1)
    every: int = checked(whole, 25, at_least=1)


@dataclass(frozen=True, eq=False)
class Parting:
    """S networks at T moments; losses in nats, errors as fractions.

    `steps` (T,), 0 first; `empirical` (S, num_steps + 2), the training loss after 0, 1, … steps,
    one more than there are to `steps[-1]`; `risk` and `risk_error` (S, T), mean cross-entropy and
    0-1 error of the fresh signals; `certainty` (S, T), the mean probability that the network gives
    its answer where this is wrong; `train_error` (S, T); `change` (S, T), by how much the one step
    taken from there changes the risk, and `change_se` (S, T) the standard error of that, over the
    fresh signals. nan after divergence.
    """

    steps: np.ndarray
    empirical: np.ndarray
    risk: np.ndarray
    risk_error: np.ndarray
    certainty: np.ndarray
    train_error: np.ndarray
    change: np.ndarray
    change_se: np.ndarray

    @property
    def lowest(self):
        """Index of the moment with the least risk, (S,)."""
        return np.argmin(self.risk, axis=1)

    @property
    def lowest_error(self):
        """Index of the moment with the least 0-1 risk, (S,)."""
        return np.argmin(self.risk_error, axis=1)


def parting(config: PartingConfig) -> Parting:
    """Descend with all networks at once, and look at the fresh signals every few steps."""
    ensemble, train, fresh = _prepare(config)
    empirical, rows, before = [], [], None
    for moment in training(
        ensemble, train, GradientDescent(config.lr), num_steps=config.num_steps + 1
    ):
        empirical.append(moment.known(moment.loss.detach()))
        if before is not None:
            moved = moment.known(_look(ensemble, *fresh)[0]) - before
            rows[-1] += [moved.mean(1), moved.std(1) / config.num_fresh**0.5]
            before = None
        if moment.step % config.every == 0 and moment.step <= config.num_steps:
            before, *shown = (moment.known(each) for each in _look(ensemble, *fresh))
            rows.append([before.mean(1), *shown, moment.known(moment.error)])
    columns = [np.stack([_numpy(row[k]) for row in rows], axis=1) for k in range(6)]
    steps = np.arange(0, config.num_steps + 1, config.every)
    return Parting(steps, _numpy(torch.stack(empirical, dim=1)), *columns)


def _prepare(config):
    """The networks, their training signals (S, m, 40) and (S, m), and the fresh ones they share."""
    num, size = len(config.seeds), config.num_train
    data = mnist1d(num * size + config.num_fresh, config.seeds[0], 0, config.num_fresh)
    X, y = data.X_train.reshape(num, size, 40), data.y_train.reshape(num, size)
    shape = (40, *[config.hidden] * config.depth, 10)
    networks = [mlp(shape, "relu", seed) for seed in config.seeds]
    parts = [torch.tensor(each, device=device()) for each in (X, y, data.X_test, data.y_test)]
    return Ensemble(networks, device()), parts[:2], parts[2:]


@torch.no_grad()
def _look(ensemble, X, y):
    """The loss of each fresh signal (S, m) in float64, error rates and certainty of errors (S,)."""
    logits = ensemble(X).double()
    top, answer = logits.softmax(-1).max(-1)
    wrong = answer != y
    certainty = (top * wrong).sum(1) / wrong.sum(1)
    return _losses(logits, y), error_rate(logits, y), certainty


def _losses(logits, y):
    """Cross-entropy of each example, (S, m), for logits (S, m, 10) and y (S, m) or (m,)."""
    each = F.cross_entropy(
        logits.flatten(0, 1), y.expand(logits.shape[:2]).flatten(), reduction="none"
    )
    return each.unflatten(0, logits.shape[:2])


def _numpy(tensor):
    return tensor.detach().double().cpu().numpy()
