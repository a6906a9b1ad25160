"""Claim A7d: what SVRG's steps are worth where none of them costs more than another's."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.descent.experiments.batches import examples
from optcourse.chapters.descent.experiments.stale import RaceConfig
from optcourse.networks.passes import Mlp

LONGER = 8.0  # without noise the best rates are higher


@dataclass(frozen=True, eq=False)
class Even:
    """R rates, S seeds. The training losses (R, S) after as many steps as SVRG takes, of `sgd` at
    the rates of the race, and of `full`, along the gradient over all examples, at rates eight
    times as high; infinite where one diverged.
    """

    sgd: np.ndarray
    full: np.ndarray

    def best(self, name):
        """The lowest mean of `name` over the seeds, and whether its rate is at no end."""
        means = getattr(self, name).mean(axis=1)
        k = int(np.argmin(means))
        return float(means[k]), 0 < k < len(means) - 1


def even(config: RaceConfig) -> Even:
    """On the examples, starts and batches of the race."""
    with np.errstate(all="ignore"):  # divergence is a result
        ends = np.array([_ended(config, seed) for seed in config.seeds])
    return Even(*np.where(np.isfinite(ends), ends, np.inf).transpose(2, 1, 0))


def _ended(config, seed):
    """The losses (R, 2) at the end."""
    X, y = examples(config, seed)[0]
    X, Y = X.astype(float), np.eye(10)[y]
    net, rng = Mlp((X.shape[1], *config.hidden, 10), config.activation), np.random.default_rng(seed)
    shape = len(X) // config.size, config.size
    orders = [rng.permutation(len(X))[: np.prod(shape)].reshape(shape)
              for _ in range(config.num_rounds)]  # fmt: skip
    batches, everything = np.concatenate(orders), [slice(None)] * (shape[0] * config.num_rounds)

    def loss(rate, looks):
        theta = net.start(seed)
        for rows in looks:
            theta = theta - rate * net.gradient(theta, X[rows], Y[rows]).theta
        return net.gradient(theta, X, Y).loss

    return [[loss(rate, batches), loss(LONGER * rate, everything)] for rate in config.rates]
