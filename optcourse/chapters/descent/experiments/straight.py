"""Claim A7: SVRG beside SGD and descent on a softmax regression, a convex loss with one minimum."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.descent.experiments.batches import examples
from optcourse.networks.data import DATA_SETS
from optcourse.rules import GradientDescent, Momentum, svrg
from optcourse.validation import Checked, between, checked, one_of, positive, whole

FLOOR = 1e-14  # differences of losses below it are rounding


@dataclass(frozen=True)
class StraightConfig(Checked):
    """Softmax regression on `num_train` examples of `data`, with ½ · `penalty` · ‖W‖².

    Each round of SVRG looks at all examples once, then takes an epoch of batches of `size`: three
    passes. Rivals may look at as many examples. SVRG and SGD try `rates`, SGD also decayed as
    1/(1 + epoch/τ) for `spans` τ, and with its θ averaged over the last `part` of its epochs;
    descent tries `full_rates`, also with each of `momenta`.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    seeds: tuple = (0, 1)
    num_train: int = checked(whole, 1200, at_least=10)
    num_test: int = checked(whole, 10, at_least=1)
    penalty: float = checked(positive, 1e-2)
    size: int = checked(whole, 5, at_least=1)
    num_rounds: int = checked(whole, 10, at_least=1)
    rates: tuple = checked(positive, (0.00625, 0.0125, 0.025, 0.05, 0.1, 0.2, 0.4))
    spans: tuple = checked(positive, (0.3, 1.0, 3.0))
    full_rates: tuple = checked(positive, (0.5, 1.0, 1.4, 2.0, 3.0))
    momenta: tuple = checked(positive, (0.5, 0.6, 0.7, 0.8))
    part: float = checked(between, 0.5, 0, 1)


@dataclass(frozen=True, eq=False)
class Straight:
    """S seeds, T passes. Gaps over the lowest loss, 10⁻¹⁴ where less: `svrg` (rounds + 1, S, R) at
    each of R rates; of its rivals, (T + 1, S, …): `sgd`, `decayed` (spans, R), `full` and `heavy`
    (momenta, rates). `averaged` (1, S, R) is the gap of SGD's averaged θ, at the end only.
    """

    svrg: np.ndarray
    sgd: np.ndarray
    decayed: np.ndarray
    averaged: np.ndarray
    full: np.ndarray
    heavy: np.ndarray

    @property
    def fall(self):
        """SVRG's gap (rounds + 1,) at the rate where it ends lowest, in the geometric mean."""
        return np.exp(np.mean(np.log(self.svrg), axis=1))[:, *self.place("svrg")]

    def ends(self, name):
        """The gap at the end of a method at each of its settings, the geometric mean over seeds;
        infinite where one diverged."""
        with np.errstate(invalid="ignore"):
            means = np.exp(np.mean(np.log(getattr(self, name)[-1]), axis=0))
        return np.where(np.isnan(means), np.inf, means)

    def place(self, name):
        """Where on each axis of its settings a method ends lowest."""
        means = self.ends(name)
        return np.unravel_index(means.argmin(), means.shape)

    def best(self, name):
        """The gap there."""
        return float(self.ends(name).min())

    def inside(self, name):
        """Whether that is at no end of its grid."""
        ends = zip(self.place(name), self.ends(name).shape, strict=True)
        return all(0 < k < num - 1 for k, num in ends)


class Regression:
    """The loss of S data sets, its gradient and its minimum; θ is (S, …, n), n = inputs · classes.

    `gradient` is as `optcourse.rules.snapshots` asks; `rows` are (S, size).
    """

    def __init__(self, config):
        parts = [examples(config, seed)[0] for seed in config.seeds]
        X, y = (np.stack(each) for each in zip(*parts, strict=True))
        self.X = np.concatenate([X, np.ones((*X.shape[:2], 1))], axis=2).astype(float)
        self.Y, self.penalty = np.eye(10)[y], config.penalty

    def _logs(self, theta, X):
        """ln Pr of each class, (S, …, m, 10)."""
        weights = theta.reshape(*theta.shape[:-1], X.shape[-1], 10)
        z = _wide(X, theta.ndim - 2) @ weights
        z = z - z.max(axis=-1, keepdims=True)
        return z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))

    def value(self, theta):
        """(S, …)."""
        right = self._logs(theta, self.X) * _wide(self.Y, theta.ndim - 2)
        fit = -np.sum(right, axis=(-1, -2)) / self.X.shape[1]
        return fit + 0.5 * self.penalty * np.sum(theta * theta, axis=-1)

    def gradient(self, theta, rows):
        """(S, …, n), the mean over `rows` of each data set, or over all of it."""
        X, Y = self.X, self.Y
        if rows is not None:
            which = np.arange(len(X))[:, None], rows
            X, Y = X[which], Y[which]
        rest = np.exp(self._logs(theta, X)) - _wide(Y, theta.ndim - 2)
        across = _wide(np.swapaxes(X, 1, 2), theta.ndim - 2) @ rest
        return across.reshape(theta.shape) / X.shape[1] + self.penalty * theta

    def lowest(self, num_steps=8):
        """(S,), by Newton's method."""
        theta = np.zeros((len(self.X), self.X.shape[2] * 10))
        for _ in range(num_steps):
            pairs = zip(self._bends(theta), self.gradient(theta, None), strict=True)
            theta = theta - np.stack([np.linalg.solve(*each) for each in pairs])
        return self.value(theta)

    def _bends(self, theta):
        """The Hessian (n, n) of each data set."""
        for X, p in zip(self.X, np.exp(self._logs(theta, self.X)), strict=True):
            inner = p[:, :, None] * (np.eye(10) - p[:, None, :])  # (m, 10, 10)
            spread = (X[:, :, None, None] * inner[:, None]).reshape(len(X), -1)
            found = (X.T @ spread).reshape(X.shape[1], X.shape[1], 10, 10).transpose(0, 2, 1, 3)
            size = theta.shape[-1]
            yield found.reshape(size, size) / len(X) + self.penalty * np.eye(size)


def straight(config: StraightConfig) -> Straight:
    """All seeds and rates of one method at once, from θ = 0; all see the same batches."""
    loss, rows = Regression(config), _batches(config)
    lowest, inputs = loss.lowest(), 10 * loss.X.shape[2]

    def gap(theta):
        return np.maximum(loss.value(theta) - _wide(lowest, theta.ndim - 2), FLOOR)

    def start(*shape):
        return np.zeros((len(config.seeds), *shape, inputs))

    rates, spans = np.array(config.rates)[:, None], np.array(config.spans)[:, None, None]
    full, momenta = np.array(config.full_rates)[:, None], np.array(config.momenta)[:, None, None]
    rule, begin = GradientDescent(rates), start(len(rates))
    late = min(round(len(rows) * (1 - config.part)), len(rows) - 1)
    sgd, averaged = _walked(loss, gap, begin, rows, lambda t: rates, late)
    slower = start(len(spans), len(rates))
    states = svrg(rule, loss.gradient, begin, rows[: config.num_rounds]).theta
    heavy, wide = Momentum(full, momenta), start(len(momenta), len(full))
    return Straight(
        svrg=np.array([gap(theta) for theta in states]),
        sgd=sgd,
        decayed=_walked(loss, gap, slower, rows, lambda t: rates / (1 + t / spans), late)[0],
        averaged=averaged[None],
        full=_descended(GradientDescent(full), loss, gap, start(len(full)), len(rows)),
        heavy=_descended(heavy, loss, gap, wide, len(rows)),
    )


def _batches(config):
    """The examples (T, steps, S, size) of T epochs, each reshuffled."""
    steps, rng = config.num_train // config.size, np.random.default_rng(0)
    shape = 3 * config.num_rounds, len(config.seeds), config.num_train
    orders = rng.random(shape).argsort(axis=2)[..., : steps * config.size]
    return orders.reshape(*shape[:2], steps, config.size).swapaxes(1, 2)


def _wide(array, num):
    """`array` (S, …) with `num` axes of length one after the first."""
    return array.reshape(len(array), *(1,) * num, *array.shape[1:])


def _walked(loss, gap, theta, rows, rate, late):
    """The gap after each epoch, and that of the mean of θ over the steps from epoch `late` on."""
    gaps, added, num = [gap(theta)], np.zeros_like(theta), 0
    for t, epoch in enumerate(rows):
        for k, batch in enumerate(epoch):
            theta = theta - rate(t + k / len(epoch)) * loss.gradient(theta, batch)
            if t >= late:
                added, num = added + theta, num + 1
        gaps.append(gap(theta))
    return np.array(gaps), gap(added / num)


def _descended(rule, loss, gap, theta, num):
    state, gaps = rule.init(theta), [gap(theta)]
    for k in range(num):
        state = rule.move(state, loss.gradient(state.theta, None), k)
        gaps.append(gap(state.theta))
    return np.array(gaps)
