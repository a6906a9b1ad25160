"""Claim B12: on the Gabor model, minibatches can leave a valley that gradient descent cannot."""

from dataclasses import dataclass

import numpy as np

from optcourse.landscapes import GaborLoss
from optcourse.networks.ensembles import batch_indices
from optcourse.records.sweeps import progress
from optcourse.rules import GradientDescent, endpoint
from optcourse.validation import Checked, checked, finite_array, positive, whole

SETTLING_RATE = 3.0  # of the full batch: small enough to stay in a valley of the mean loss


@dataclass(frozen=True)
class ValleysConfig(Checked):
    """Starts on the Gabor loss, rates, and `num_seeds` orders of the data, from `seed` on.

    The first three starts lie in wrong valleys, the last in the best one. The loss is the mean
    over the 28 points, so that a rate is 28 times one for their sum.
    """

    starts: tuple = checked(
        finite_array, ((-5.5, 14.5), (6.0, 17.5), (1.1, 9.7), (0.1, 17.5)), shape=(None, 2)
    )
    rates: tuple = checked(positive, (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0))
    batch_size: int = checked(whole, 3, at_least=1)
    num_seeds: int = checked(whole, 60, at_least=1)
    num_steps: int = checked(whole, 300, at_least=1)
    seed: int = 0
    data_seed: int = 0
    num_settling: int = checked(whole, 300, at_least=1)


@dataclass(frozen=True, eq=False)
class Valleys:
    """S starts, K rates, R seeds. Losses are means over all points.

    `rates` (K,); `floor` (S, 2), the bottom of the valley of each start; `floor_loss` (S,), the
    loss there; `descent_loss` (S, K), where full-batch descent ends; `sgd_loss` (S, K, R), where
    each minibatch run ends. Ends are settled: brought to the floor of the valley they lie in.
    """

    rates: np.ndarray
    floor: np.ndarray
    floor_loss: np.ndarray
    descent_loss: np.ndarray
    sgd_loss: np.ndarray

    @property
    def arrived(self):
        """The share of minibatch runs that end in the best valley, (S, K)."""
        return np.mean(self.sgd_loss < self.floor_loss.min() + 1e-3, axis=2)


def minibatches_of(gabor, rows):
    """The mean loss over some of the points of `gabor`, for `rows` (…, n) of their numbers."""
    weights = np.zeros((*rows.shape[:-1], len(gabor.x)))
    np.put_along_axis(weights, rows, 1 / rows.shape[-1], axis=-1)
    return GaborLoss(gabor.x, gabor.y, weights)


def leave_the_valley(config: ValleysConfig) -> Valleys:
    """Descend from each start by the full batch and by minibatches, then settle by the full batch.

    Prince (2023), figures 6.4 and 6.5; his loss is the sum.
    """
    loss, shape = mean_gabor(config.data_seed), (len(config.starts), len(config.rates))
    starts, rates = np.array(config.starts), np.tile(config.rates, len(config.starts))
    theta = np.repeat(starts, len(config.rates), axis=0)
    floor = _settle(loss, starts, config)
    descent = GradientDescent(rates[:, None])
    by_all = _settle(loss, endpoint(descent, loss, theta, config.num_steps), config)
    by_few = _settle(loss, _stochastic(loss, theta, rates[:, None, None], config), config)
    return Valleys(
        rates=np.array(config.rates),
        floor=floor,
        floor_loss=loss.value(floor),
        descent_loss=loss.value(by_all).reshape(shape),
        sgd_loss=loss.value(by_few).reshape(*shape, -1),
    )


def mean_gabor(seed=0):
    """The Gabor loss of the generated points as their mean, not their sum."""
    data = GaborLoss.generated(seed=seed)
    return GaborLoss(data.x, data.y, 1 / len(data.x))


def _settle(loss, theta, config):
    return endpoint(GradientDescent(SETTLING_RATE), loss, theta, config.num_settling)


def _stochastic(loss, theta, rates, config):
    """All runs of minibatch descent at once: (S K, R, 2)."""
    points, size = len(loss.x), config.batch_size
    seeds = range(config.seed, config.seed + config.num_seeds)
    rows = [batch_indices(points, size, config.num_steps, seed) for seed in seeds]
    rule = GradientDescent(rates)
    state = rule.init(np.repeat(theta[:, None], config.num_seeds, axis=1))
    for k, batch in enumerate(progress(np.stack(rows, axis=1), "valleys")):
        state = rule.step(state, minibatches_of(loss, batch), k)
    return state.theta
