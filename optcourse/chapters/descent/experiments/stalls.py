"""Claims A5: where SGD at a constant rate comes to rest, in a regression that is known exactly."""

from dataclasses import dataclass

import numpy as np

from optcourse.validation import Checked, checked, non_negative, positive, whole


@dataclass(frozen=True)
class StallsConfig(Checked):
    """Linear regression on `num_train` examples of `num_features` normal features.

    y = wᵀx + `noise` · normal. SGD with batches of one takes `time` / rate steps at each of
    `rates`, in whole epochs, on `num_data` data sets; what is left is the mean over the last
    quarter of its epochs, looked at where each ends.
    """

    seed: int = checked(whole, 0, at_least=0)
    num_data: int = checked(whole, 5, at_least=1)
    num_train: int = checked(whole, 200, at_least=2)
    num_features: int = checked(whole, 20, at_least=1)
    noise: float = checked(non_negative, 1.0)
    rates: tuple = checked(positive, (0.0025, 0.005, 0.01, 0.02))
    time: float = checked(positive, 60.0)


@dataclass(frozen=True, eq=False)
class Stalls:
    """R rates, D data sets. `rates` (R,); `drawn` and `shuffled` (R, D), the excess over the
    lowest loss at which SGD comes to rest, with examples drawn anew and reshuffled every epoch;
    `start` (D,), the excess before the first step.
    """

    rates: np.ndarray
    drawn: np.ndarray
    shuffled: np.ndarray
    start: np.ndarray

    def power(self, heights):
        """p of the law height ∝ rateᵖ that fits the means of `heights` (R, D) best."""
        return float(np.polyfit(np.log(self.rates), np.log(heights.mean(axis=1)), 1)[0])


def stalls(config: StallsConfig) -> Stalls:
    """All data sets at once; both orders begin at zero."""
    rng = np.random.default_rng(config.seed)
    shape = config.num_data, config.num_train, config.num_features
    X = rng.standard_normal(shape)
    truth = rng.standard_normal((config.num_data, config.num_features, 1))
    y = (X @ truth)[..., 0] + config.noise * rng.standard_normal(shape[:2])
    found = {shuffled: [_rest(config, rng, X, y, rate, shuffled) for rate in config.rates]
             for shuffled in (False, True)}  # fmt: skip
    begun = _excess(X, y, np.zeros(shape[::2]))
    return Stalls(np.array(config.rates), np.array(found[False]), np.array(found[True]), begun)


def _best(X, y):
    """The least-squares fit of each data set, (D, n)."""
    return np.stack([np.linalg.lstsq(*each, rcond=None)[0] for each in zip(X, y, strict=True)])


def _excess(X, y, theta):
    """Mean of ½ (Xθ − y)² less its lowest value, (D,): half the mean square of X (θ − θ*)."""
    way = theta - _best(X, y)
    return 0.5 * np.mean(np.einsum("dmn,dn->dm", X, way) ** 2, axis=1)


def _rest(config, rng, X, y, rate, shuffled):
    """The mean excess (D,) at the ends of the last quarter of the epochs."""
    count, num = X.shape[:2]
    epochs = max(4, round(config.time / rate / num))
    theta, heights, rows = np.zeros(X.shape[::2]), [], np.arange(count)
    for _ in range(epochs):
        order = rng.random((count, num)).argsort(axis=1)
        order = order if shuffled else rng.integers(num, size=(count, num))
        for k in order.T:
            x = X[rows, k]
            rest = np.einsum("dn,dn->d", x, theta) - y[rows, k]
            theta = theta - rate * rest[:, None] * x
        heights.append(_excess(X, y, theta))
    return np.mean(heights[-(epochs // 4) :], axis=0)
