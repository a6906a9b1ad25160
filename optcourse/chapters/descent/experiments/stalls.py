"""Claims A5: where SGD at a constant rate comes to rest, in a regression that is known exactly."""

from dataclasses import dataclass

import numpy as np

from optcourse.validation import Checked, checked, non_negative, positive, whole


@dataclass(frozen=True)
class StallsConfig(Checked):
    """Linear regression on `num_train` examples of `num_features` normal features.

    y = wᵀx + `noise` · normal. SGD with batches of one takes `time` / rate steps at each of
    `rates`, in whole epochs, on `num_data` data sets; what is left is the mean over the last
    quarter of its epochs, looked at where each ends, and at `num_looks` moments of each.
    """

    seed: int = checked(whole, 0, at_least=0)
    num_data: int = checked(whole, 5, at_least=1)
    num_train: int = checked(whole, 200, at_least=2)
    num_features: int = checked(whole, 20, at_least=1)
    noise: float = checked(non_negative, 1.0)
    rates: tuple = checked(positive, (0.0025, 0.005, 0.01, 0.02))
    time: float = checked(positive, 60.0)
    num_looks: int = checked(whole, 20, at_least=1)


@dataclass(frozen=True, eq=False)
class Stalls:
    """R rates, D data sets. `rates` (R,); `drawn` and `shuffled` (R, D), the excess over the
    lowest loss at which SGD comes to rest, with examples drawn anew and reshuffled every epoch, at
    the ends of epochs; `throughout` (R, D), that of reshuffled ones in the mean over all moments;
    `start` (D,), the excess before the first step.
    """

    rates: np.ndarray
    drawn: np.ndarray
    shuffled: np.ndarray
    throughout: np.ndarray
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
    best = _best(X, y)
    drawn, shuffled = (
        np.array([_rest(config, rng, (X, y, best), rate, order) for rate in config.rates])
        for order in (False, True)
    )
    begun = _excess(X, best, np.zeros(shape[::2]))
    return Stalls(np.array(config.rates), drawn[:, 0], *shuffled.swapaxes(0, 1), begun)


def _best(X, y):
    """The least-squares fit of each data set, (D, n)."""
    return np.stack([np.linalg.lstsq(*each, rcond=None)[0] for each in zip(X, y, strict=True)])


def _excess(X, best, theta):
    """Mean of ½ (Xθ − y)² less its lowest value, (D,): half the mean square of X (θ − `best`)."""
    return 0.5 * np.mean(np.einsum("dmn,dn->dm", X, theta - best) ** 2, axis=1)


def _rest(config, rng, data, rate, shuffled):
    """The mean excess in the last quarter of the epochs, at their ends and throughout, (2, D)."""
    X, y, best = data
    (count, num), rows = X.shape[:2], np.arange(len(X))
    epochs, every = max(4, round(config.time / rate / num)), max(1, num // config.num_looks)
    theta, ends, looks = np.zeros(X.shape[::2]), [], []
    for epoch in range(epochs):
        order = rng.random((count, num)).argsort(axis=1)
        order = order if shuffled else rng.integers(num, size=(count, num))
        late = epoch >= epochs - epochs // 4
        for place, k in enumerate(order.T, 1):
            x = X[rows, k]
            rest = np.einsum("dn,dn->d", x, theta) - y[rows, k]
            theta = theta - rate * rest[:, None] * x
            if late and place % every == 0:
                looks.append(_excess(X, best, theta))
        ends.append(_excess(X, best, theta))
    return np.mean(ends[-(epochs // 4) :], axis=0), np.mean(looks, axis=0)
