"""Claim R4: a network that reads digits also learns labels that mean nothing, by heart."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.data import digits, mnist1d, shuffled_labels
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import Momentum
from optcourse.validation import Checked, between, checked, entries, one_of, positive, whole


@dataclass(frozen=True)
class MemorizingConfig(Checked):
    """One network for each of `seeds` (weights, split, order) and `shares` of shuffled labels.

    All have `depth` hidden layers and the same settings: ReLU, SGD, cross-entropy. `data` are
    "digits", or "signals" of MNIST-1D. Measured every `every` steps.
    """

    seeds: tuple = (0, 1, 2, 3)
    shares: tuple = checked(entries(between), (0.0, 0.25, 0.5, 0.75, 1.0), 0, 1 + 1e-12)
    num_train: int = checked(whole, 500, at_least=1)
    num_test: int = checked(whole, 1000, at_least=1)
    data: str = checked(one_of, "digits", ("digits", "signals"))
    hidden: int = checked(whole, 256, at_least=1)
    depth: int = checked(whole, 1, at_least=1)
    lr: float = checked(positive, 0.1)
    momentum: float = checked(between, 0.9, 0, 1)
    batch_size: int = checked(whole, 100, at_least=1)
    num_steps: int = checked(whole, 500, at_least=1)
    every: int = checked(whole, 25, at_least=1)


@dataclass(frozen=True, eq=False)
class Memorizing:
    """S seeds, K shares, T moments; errors as fractions.

    `shares` (K,), `steps` (T,), 0 first; `train_error` (S, K, T), on the labels that the network
    was given; `test_error` (S, K, T), on true labels; `kept` (S, K), the share of training labels
    that are still the true ones; `diverged_at` (S, K), -1 if never.
    """

    shares: np.ndarray
    steps: np.ndarray
    train_error: np.ndarray
    test_error: np.ndarray
    kept: np.ndarray
    diverged_at: np.ndarray


def memorizing(config: MemorizingConfig) -> Memorizing:
    """Train all networks at once. After Zhang et al. (2017), arXiv 1611.03530."""
    splits = [_split(config, seed) for seed in config.seeds]
    members = [(seed, s) for seed in range(len(splits)) for s in config.shares]
    given = [_labels(splits[k], share, config.seeds[k]) for k, share in members]
    X = np.stack([splits[k].X_train for k, _ in members])
    test = [
        np.stack([getattr(splits[k], part) for k, _ in members]) for part in ("X_test", "y_test")
    ]
    seeds = [config.seeds[k] for k, _ in members]
    shape = (X.shape[-1], *[config.hidden] * config.depth, 10)
    ensemble = Ensemble([mlp(shape, "relu", seed) for seed in seeds], device())
    history = train(
        ensemble,
        (X, np.stack(given)),
        Momentum(config.lr, config.momentum),
        num_steps=config.num_steps,
        batch_size=config.batch_size,
        seeds=seeds,
        record=("error", "val_error"),
        every=config.every,
        measure_on=(X, np.stack(given)),
        validation=test,
    )
    kept = [np.mean(y == splits[k].y_train) for y, (k, _) in zip(given, members, strict=True)]
    return _record(config, history, np.array(kept))


def _split(config, seed):
    num, fresh = config.num_train, config.num_test
    return (
        digits(num, 0, fresh, seed)
        if config.data == "digits"
        else mnist1d(num + fresh, seed, 0, fresh)
    )


def _labels(split, share, seed):
    return shuffled_labels(split.y_train, share, np.random.default_rng(seed))


def _record(config, history, kept):
    grid = len(config.seeds), len(config.shares)
    return Memorizing(
        np.array(config.shares),
        history.steps,
        history.error.reshape(*grid, -1),
        history.val_error.reshape(*grid, -1),
        kept.reshape(grid),
        history.diverged_at.reshape(grid),
    )
