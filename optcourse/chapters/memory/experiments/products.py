"""Claims T1 to T4 and T10: powers of one matrix, and products of random factors."""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, ndtr

from optcourse.loops import scan
from optcourse.validation import Checked, checked, non_negative, one_of, positive, whole

FACTORS = ("uniform", "gaussian", "rare", "wild")


def directions(x, W, num_steps):
    """The unit vectors along xᵀ, xᵀW, … xᵀWᵗ: (num_steps + 1, n). Golub and Van Loan, 7.3.1."""

    def step(direction, _):
        after = direction @ W
        return after / np.sqrt(np.sum(after * after))

    return scan(step, x / np.sqrt(np.sum(x * x)), num_steps)


@dataclass(frozen=True)
class FactorsConfig(Checked):
    """`num_draws` products of up to `num_factors` independent positive factors.

    `kind`: "uniform" between 1/2 and 3/2; "gaussian", the absolute value of a standard normal
    number; "rare", 2 with probability 0.1, else 0.9; "wild", the exponential of a Cauchy
    number over 10,000, whose variance is infinite.
    """

    kind: str = checked(one_of, "uniform", FACTORS)
    num_factors: int = checked(whole, 256, at_least=2)
    num_draws: int = checked(whole, 4000, at_least=2)
    seed: int = 0

    def draw(self):
        """The factors, (num_draws, num_factors)."""
        rng = np.random.default_rng(self.seed)
        shape = self.num_draws, self.num_factors
        if self.kind == "uniform":
            return rng.uniform(0.5, 1.5, shape)
        if self.kind == "gaussian":
            return np.abs(rng.standard_normal(shape))
        if self.kind == "wild":
            return np.exp(rng.standard_cauchy(shape) / 10_000)
        return np.where(rng.random(shape) < 0.1, 2.0, 0.9)


@dataclass(frozen=True, eq=False)
class LogProducts:
    """Logarithms of products of T = 1, 2, 4 … factors.

    `counts` (k,), those T; `mean` and `spread` (k,), mean and standard deviation of the natural
    logarithm over the draws; `distance` (k,), the largest gap between the distribution of the
    logarithm and the normal one of that mean and spread.
    """

    counts: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    distance: np.ndarray

    @property
    def power(self):
        """p in spread ∝ Tᵖ."""
        return float(np.polyfit(np.log(self.counts), np.log(self.spread), 1)[0])


def log_products(config: FactorsConfig) -> LogProducts:
    """Multiply. The logarithm is a sum, so the central limit theorem speaks about it."""
    logs = np.cumsum(np.log(config.draw()), axis=1)
    counts = 2 ** np.arange(int(np.log2(config.num_factors)) + 1)
    logs = logs[:, counts - 1]
    distance = np.array([normal_distance(column) for column in logs.T])
    return LogProducts(counts, logs.mean(0), logs.std(0), distance)


def normal_distance(values):
    """The largest gap between the distribution of `values` (m,) and a normal one fitted to it."""
    ordered = np.sort(values)
    fitted = ndtr((ordered - ordered.mean()) / ordered.std())
    below = np.arange(len(ordered)) / len(ordered)
    return float(max(np.max(fitted - below), np.max(below + 1 / len(ordered) - fitted)))


@dataclass(frozen=True)
class MatricesConfig(Checked):
    """Products of `num_steps` matrices of independent entries of variance 1/size: scale 1.

    `entries`: "normal", or "signs", ±1/√size with equal chances.
    """

    entries: str = checked(one_of, "normal", ("normal", "signs"))
    size: int = checked(whole, 16, at_least=1)
    num_steps: int = checked(whole, 400, at_least=1)
    num_draws: int = checked(whole, 400, at_least=1)
    seed: int = 0

    def draw(self, rng):
        """One matrix for each draw, (num_draws, size, size)."""
        normal = rng.standard_normal((self.num_draws, self.size, self.size))
        return (np.sign(normal) if self.entries == "signs" else normal) / np.sqrt(self.size)


@dataclass(frozen=True, eq=False)
class MatrixProducts:
    """D draws. Natural logarithms of ‖product‖ ÷ ‖I‖ (Frobenius), (D, num_steps + 1), at scale 1.

    `same`: powers of one matrix; `fresh`: a new matrix at every step; `log_radius` (D,), log ρ of
    the repeated matrices; `size` of the matrices. A matrix of scale g adds t log g.
    """

    same: np.ndarray
    fresh: np.ndarray
    log_radius: np.ndarray
    size: int

    @property
    def drift(self):
        """The Lyapunov exponent of fresh matrices at scale 1: drift of log ‖product‖ a step."""
        return lyapunov(self.size)

    @property
    def zero_drift(self):
        """The scale at which fresh matrices do not drift."""
        return float(np.exp(-self.drift))


def lyapunov(size, scale=1.0):
    """E log ‖Wx‖ for ‖x‖ = 1 and entries N(0, scale²/size).

    Cohen and Newman (1984), theorem 2.5: it is the drift of the product of independent W.
    """
    size, scale = whole("size", size, at_least=1), positive("scale", scale)
    return 0.5 * (np.log(2 / size) + digamma(size / 2)) + np.log(scale)


def matrix_products(config: MatricesConfig) -> MatrixProducts:
    """Powers of one matrix against products of fresh ones, at the same scale."""
    rng = np.random.default_rng(config.seed)
    shape = config.num_draws, config.size, config.size
    repeated = config.draw(rng)
    logs = np.zeros((2, config.num_draws, config.num_steps + 1))
    products = [np.broadcast_to(np.eye(config.size), shape)] * 2
    for t in range(config.num_steps):
        fresh = config.draw(rng)
        for k, W in enumerate((repeated, fresh)):
            after = products[k] @ W
            growth = np.linalg.norm(after, axis=(1, 2)) / np.sqrt(config.size)
            logs[k, :, t + 1] = logs[k, :, t] + np.log(growth)
            products[k] = after / growth[:, None, None]
    radius = np.abs(np.linalg.eigvals(repeated)).max(-1)
    return MatrixProducts(*logs, np.log(radius), config.size)


def steps_to_vanish(magnitude, factor):
    """Steps until a component with this |eigenvalue| < 1 has shrunk by `factor` > 1."""
    return np.log(positive("factor", factor)) / -np.log(non_negative("magnitude", magnitude))
