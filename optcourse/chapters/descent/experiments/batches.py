"""Claims A6: which rate is best at which batch size, for SGD and for Adam."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, moment_of, train
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.records.devices import device
from optcourse.rules import Adam, GradientDescent
from optcourse.validation import Checked, checked, one_of, positive, whole

RULES = {"sgd": GradientDescent, "adam": Adam}


@dataclass(frozen=True)
class BatchesConfig(Checked):
    """Networks of `hidden` units on `num_train` examples of `data`, for `num_epochs` epochs.

    For each of `sizes` (batch sizes) the rates are `unit` · size^`power` · 2^k for k in `octaves`.
    Each of `seeds` has examples, weights and batches of its own.
    """

    data: str = checked(one_of, "mnist1d", tuple(DATA_SETS))
    rule: str = checked(one_of, "sgd", tuple(RULES))
    seeds: tuple = (0, 1, 2)
    sizes: tuple = checked(positive, (4, 16, 64))
    unit: float = checked(positive, 0.02)
    power: float = 1.0
    octaves: tuple = (-5, -4, -3, -2, -1, 0, 1, 2)
    hidden: tuple = checked(positive, (64,))
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    num_train: int = checked(whole, 500, at_least=10)
    num_test: int = checked(whole, 1000, at_least=10)
    num_epochs: int = checked(whole, 10, at_least=1)

    @classmethod
    def for_adam(cls, **changes):
        """Adam, whose rates are compared at equal ε/√B."""
        return cls(**{"rule": "adam", "unit": 0.003, "power": 0.5} | changes)


@dataclass(frozen=True, eq=False)
class Batches:
    """B sizes, K octaves, S seeds. `sizes` (B,); `octaves` (K,); `rates` (B, K); the losses at the
    end `train` and `test` (B, K, S), infinite where training diverged.
    """

    sizes: np.ndarray
    octaves: np.ndarray
    rates: np.ndarray
    train: np.ndarray
    test: np.ndarray

    def best(self, losses):
        """The octave, (B, S), at which each size's `losses` (B, K, S) are lowest."""
        return self.octaves[np.argmin(losses, axis=1)]

    def best_mean(self, losses):
        """The octave, (B,), of the lowest loss in the mean over the seeds."""
        return self.octaves[np.argmin(losses.mean(axis=2), axis=1)]


def batches(config: BatchesConfig) -> Batches:
    """All rates and seeds of one size at once."""
    sizes, octaves = np.array(config.sizes), np.array(config.octaves)
    rates = config.unit * (sizes**config.power)[:, None] * 2.0**octaves
    parts = [examples(config, seed) for seed in config.seeds]
    found = [
        _trained(config, int(size), row, parts) for size, row in zip(sizes, rates, strict=True)
    ]
    train_losses, test_losses = (np.array(each) for each in zip(*found, strict=True))
    return Batches(sizes, octaves, rates, train_losses, test_losses)


def examples(config, seed):
    """X and y to learn, and new ones, which depend on the seed."""
    if config.data == "mnist1d":
        data = DATA_SETS[config.data](5000, seed=0, num_val=0, num_test=0)
    else:
        data = DATA_SETS[config.data](num_val=0, num_test=0)
    order = np.random.default_rng(100 + seed).permutation(len(data.y_train))
    new = order[config.num_train : config.num_train + config.num_test]
    return [(data.X_train[rows], data.y_train[rows]) for rows in (order[: config.num_train], new)]


def _trained(config, size, rates, parts):
    """Loss on what is learnt and on new examples, (K, S) each, at the end of all epochs."""
    num = len(parts)
    widths = (parts[0][0][0].shape[1], *config.hidden, 10)
    models = [mlp(widths, config.activation, seed) for _ in rates for seed in config.seeds]
    nets = Ensemble(models, device())
    X, y = _stacked([learnt for learnt, _ in parts], len(rates))
    history = train(
        nets,
        (X, y),
        RULES[config.rule](tuple(np.repeat(rates, num))),
        num_steps=config.num_epochs * (config.num_train // size),
        batch_size=size,
        seeds=[*config.seeds] * len(rates),
        every=10**9,
    )
    lost = torch.as_tensor(history.diverged_at >= 0)
    losses = [_loss(nets, *_stacked(each, len(rates)), lost) for each in zip(*parts, strict=True)]
    return [each.reshape(len(rates), num) for each in losses]


def _stacked(pairs, times):
    """X (times · S, m, d) and y, the examples of each seed once for every rate."""
    X, y = (np.stack(each) for each in zip(*pairs, strict=True))
    return np.tile(X, (times, 1, 1)), np.tile(y, (times, 1))


def _loss(nets, X, y, lost):
    where = nets.theta.device
    X, y = torch.as_tensor(X, device=where), torch.as_tensor(y, device=where)
    loss = moment_of(nets, X, y).loss.detach().double().cpu()
    loss = torch.where(lost | ~torch.isfinite(loss), torch.inf, loss)
    return loss.numpy()
