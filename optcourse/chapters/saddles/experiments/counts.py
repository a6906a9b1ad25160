"""Claim D16: how many saddles a search finds to one minimum, in networks of several sizes."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.saddles.experiments.critical import (
    CriticalConfig,
    critical_points_of_network,
)
from optcourse.records.sweeps import cached
from optcourse.validation import Checked, checked, whole


@dataclass(frozen=True)
class CountsConfig(Checked):
    """The search of `critical` in networks of `sizes` hidden units, once for each of `seeds`."""

    seeds: tuple = (0, 1, 2)
    sizes: tuple = (1, 2, 3, 4)
    num_starts: int = checked(whole, 120, at_least=1)
    num_train: int | None = 100
    decay: float = 1e-3
    noise: float = 0.1


@dataclass(frozen=True, eq=False)
class Counts:
    """Z sizes, S seeds: `num_params` (Z,); how many points were found, (Z, S).

    `saddles` and `minima` count relabelled copies once; `failed` searches ended nowhere.
    """

    num_params: np.ndarray
    saddles: np.ndarray
    minima: np.ndarray
    failed: np.ndarray

    @property
    def per_minimum(self):
        """Saddles to one minimum, (Z,), of all searches together; inf if none is a minimum."""
        minima = self.minima.sum(axis=1)
        return np.where(minima > 0, self.saddles.sum(axis=1) / np.maximum(minima, 1), np.inf)


def counts(config: CountsConfig) -> Counts:
    """Choromanska et al. (2015) and Dauphin et al. (2014) tell why there should be many."""
    shape = (len(config.sizes), len(config.seeds), 3)
    found = np.array([_count(size, seed, config) for size in config.sizes for seed in config.seeds])
    nets = [CriticalConfig(hidden=size, num_train=10).net for size in config.sizes]
    return Counts(
        np.array([net.num_params for net in nets]), *np.moveaxis(found.reshape(shape), 2, 0)
    )


def _count(size, seed, config):
    """Saddles, minima, failures of one search."""
    shared = {name: getattr(config, name) for name in ("num_starts", "num_train", "decay", "noise")}
    record = cached(critical_points_of_network, CriticalConfig(seed, hidden=size, **shared))
    minima = int(np.sum(record.index[record.distinct()] == 0))
    return len(record.distinct()) - minima, minima, int(np.sum(~record.accepted))
