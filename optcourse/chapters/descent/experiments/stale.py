"""Claims A7b and A7c: what a snapshot of the gradient is worth in a network as it grows old."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from optcourse.chapters.descent.experiments.batches import examples
from optcourse.networks.data import DATA_SETS
from optcourse.networks.passes import ACTIVATIONS, Mlp
from optcourse.rules import GradientDescent, Snapshot
from optcourse.validation import Checked, checked, non_negative, one_of, positive, whole


@dataclass(frozen=True)
class StaleConfig(Checked):
    """SGD with batches of `size` at `rate`; after `num_epochs` a snapshot, which grows old.

    A network with `hidden` units, and a softmax regression, which has none. `ages` are in epochs.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    seeds: tuple = (0, 1, 2, 3)
    hidden: tuple = checked(positive, (32,))
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    num_train: int = checked(whole, 500, at_least=10)
    num_test: int = checked(whole, 10, at_least=1)
    size: int = checked(whole, 10, at_least=1)
    rate: float = checked(positive, 0.1)
    num_epochs: int = checked(whole, 5)
    ages: tuple = checked(non_negative, (0.02, 0.1, 0.5, 1.0))


@dataclass(frozen=True, eq=False)
class Stale:
    """A ages, S seeds. `ages` (A,); `left` (A, S), the variance of the corrected gradient of one
    example over that of the plain one, in the network; `convex` (A, S), in the regression.
    """

    ages: np.ndarray
    left: np.ndarray
    convex: np.ndarray


def stale(config: StaleConfig) -> Stale:
    """Of each seed's own examples, start and batches."""
    left, convex = (
        np.array([_aged(config, hidden, seed) for seed in config.seeds]).T
        for hidden in (config.hidden, ())
    )
    return Stale(np.array(config.ages), left, convex)


def slopes_of_each(net, theta, X, Y):
    """The gradient (m, P) of each example's loss alone."""
    handed = net.forward(theta, X)[:-1]
    slopes = net.passed(theta, X, Y, weights=np.ones(len(X))).slopes
    parts = [
        part
        for h, d in zip(handed, slopes, strict=True)
        for part in ((h[:, :, None] * d[:, None]).reshape(len(X), -1), d)
    ]
    return np.concatenate(parts, axis=1)


def spread(slopes):
    """The variance of rows (m, P), all entries together."""
    return np.sum((slopes - slopes.mean(axis=0)) ** 2) / len(slopes)


def _aged(config, hidden, seed):
    """The share of the variance that is left at each age, (A,)."""
    X, y = examples(config, seed)[0]
    X, Y = X.astype(float), np.eye(10)[y]
    net, rng = Mlp((X.shape[1], *hidden, 10), config.activation), np.random.default_rng(seed)
    steps = len(X) // config.size
    theta = _walked(config, net, net.start(seed), X, Y, rng, config.num_epochs * steps)
    taken, done, left = slopes_of_each(net, theta, X, Y), 0, []
    for age in config.ages:
        until = round(age * steps)
        theta, done = _walked(config, net, theta, X, Y, rng, until - done), until
        now = slopes_of_each(net, theta, X, Y)
        left.append(spread(now - taken) / spread(now))
    return left


def _walked(config, net, theta, X, Y, rng, num_steps):
    """θ after steps along the mean gradients of batches drawn without replacement."""
    for _ in range(num_steps):
        rows = rng.choice(len(X), config.size, replace=False)
        theta = theta - config.rate * net.gradient(theta, X[rows], Y[rows]).theta
    return theta


@dataclass(frozen=True)
class RaceConfig(Checked):
    """SVRG and SGD on a network, each at `rates`, for 3 · `num_rounds` passes.

    A round of SVRG looks at all examples, then takes an epoch of batches of `size`, two gradients
    each: three passes.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    seeds: tuple = (0, 1, 2)
    hidden: tuple = checked(positive, (32,))
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    num_train: int = checked(whole, 500, at_least=10)
    num_test: int = checked(whole, 10, at_least=1)
    size: int = checked(whole, 10, at_least=1)
    rates: tuple = checked(positive, (0.05, 0.1, 0.2, 0.4, 0.8))
    num_rounds: int = checked(whole, 10, at_least=1)


@dataclass(frozen=True, eq=False)
class Race:
    """The training loss at the end, (R, S) at each of R rates, of `sgd` and of `svrg`."""

    sgd: np.ndarray
    svrg: np.ndarray

    @property
    def means(self):
        """(2, R): SGD's and SVRG's mean over the seeds, infinite where one diverged."""
        means = np.array([self.sgd.mean(axis=1), self.svrg.mean(axis=1)])
        return np.where(np.isfinite(means), means, np.inf)

    @property
    def best(self):
        """The lowest of each (2,)."""
        return self.means.min(axis=1)

    @property
    def inside(self):
        """Whether neither is at an end of the grid."""
        places = self.means.argmin(axis=1)
        return bool(np.all((places > 0) & (places < self.means.shape[1] - 1)))


def race(config: RaceConfig) -> Race:
    """Both see the same batches of a seed."""
    with np.errstate(all="ignore"):  # divergence is a result
        found = np.array([_raced(config, seed) for seed in config.seeds])
    return Race(*found.transpose(2, 1, 0))


def _raced(config, seed):
    """The losses (R, 2) of SGD and SVRG at each rate."""
    X, y = examples(config, seed)[0]
    X, Y = X.astype(float), np.eye(10)[y]
    net, rng = Mlp((X.shape[1], *config.hidden, 10), config.activation), np.random.default_rng(seed)
    shape = len(X) // config.size, config.size
    orders = [rng.permutation(len(X))[: np.prod(shape)].reshape(shape)
              for _ in range(3 * config.num_rounds)]  # fmt: skip

    def gradient(theta, rows):
        some = slice(None) if rows is None else rows
        return net.gradient(theta, X[some], Y[some]).theta

    ends = []
    for rate in config.rates:
        rule, start = GradientDescent(rate), net.start(seed)
        plain = _moved(rule, start, orders, lambda theta: lambda at, rows: gradient(at, rows))
        steady = _moved(rule, start, orders[: config.num_rounds], partial(_corrected, gradient))
        ends.append([net.gradient(theta, X, Y).loss for theta in (plain, steady)])
    return ends


def _corrected(gradient, theta):
    taken = Snapshot.at(theta, gradient)
    return lambda at, rows: taken.corrected(at, gradient, rows)


def _moved(rule, theta, orders, estimate):
    """θ after all epochs; `estimate(θ)` at the beginning of each is what its steps go along."""
    state = rule.init(theta)
    for k, order in enumerate(orders):
        along = estimate(state.theta)
        for rows in order:
            state = rule.move(state, along(state.theta, rows), k)
    return state.theta
