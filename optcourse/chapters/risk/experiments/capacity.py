"""Claim R3: what minimizing the empirical risk does to it, and to the risk."""

from dataclasses import dataclass

import numpy as np

from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class CapacityConfig(Checked):
    """Polynomials of degree 0 … `max_degree`, fitted by least squares to `sizes` examples.

    x is uniform on [−1, 1], y = sin(π `waves` x) plus normal noise of standard deviation `noise`.
    ValueError unless every size is above max_degree + 1.
    """

    seed: int = 0
    max_degree: int = checked(whole, 12)
    sizes: tuple = (15, 20, 30, 50, 100, 200, 500, 1000)
    noise: float = checked(positive, 0.3)
    waves: float = checked(positive, 1.0)
    num_draws: int = checked(whole, 300, at_least=2)

    def __post_init__(self):
        super().__post_init__()
        for size in self.sizes:
            whole("sizes", size, at_least=self.max_degree + 2)


@dataclass(frozen=True, eq=False)
class Capacity:
    """P degrees, M sizes, D draws; risks are mean squared errors.

    `degrees` (P,), `sizes` (M,); `empirical` and `risk` (P, M, D) of the fitted polynomial, the
    risk by its coefficients, not by a sample; `best_risk` (P,), the least risk of any polynomial
    of the degree; `empirical_of_best` (P, M, D), the empirical risk of that polynomial; `X` and
    `y` (D, max m), the draws, of which size m takes the first m; `fits` (P, M, D, P), coefficients
    in normalized Legendre polynomials, 0 above the degree.
    """

    degrees: np.ndarray
    sizes: np.ndarray
    empirical: np.ndarray
    risk: np.ndarray
    best_risk: np.ndarray
    empirical_of_best: np.ndarray
    X: np.ndarray
    y: np.ndarray
    fits: np.ndarray

    @property
    def flattery(self):
        """By how much fitting lowers the empirical risk of the best polynomial, (P, M, D)."""
        return self.empirical_of_best - self.empirical

    @property
    def excess(self):
        """By how much the risk of the fit is above that of the best polynomial, (P, M, D)."""
        return self.risk - self.best_risk[:, None, None]

    @property
    def gap(self):
        """Flattery + excess, (P, M, D): on average equal to risk − empirical risk, and steadier."""
        return self.flattery + self.excess


def truth(x, waves=1.0):
    """The mean of y given x."""
    return np.sin(np.pi * waves * x)


def basis(x, max_degree):
    """Legendre polynomials (…, max_degree + 1), orthonormal for x uniform on [−1, 1]."""
    scale = np.sqrt(2 * np.arange(max_degree + 1) + 1)
    return np.polynomial.legendre.legvander(x, max_degree) * scale


def capacity(config: CapacityConfig) -> Capacity:
    """Fit every degree to every size of every draw."""
    rng = np.random.default_rng(config.seed)
    X = rng.uniform(-1, 1, (config.num_draws, max(config.sizes)))
    y = truth(X, config.waves) + config.noise * rng.standard_normal(X.shape)
    B = basis(X, config.max_degree)
    target, floor = _projection(config)
    parts = [_fit_all(B[:, :m], y[:, :m], target, floor) for m in config.sizes]
    empirical, risk, of_best, fits = (np.stack(each, axis=1) for each in zip(*parts, strict=True))
    degrees = np.arange(config.max_degree + 1)
    best = floor + np.array([np.sum(target[p + 1 :] ** 2) for p in degrees])
    return Capacity(degrees, np.array(config.sizes), empirical, risk, best, of_best, X, y, fits)


def _projection(config):
    """Coefficients (P,) of the truth, and the risk that all of them together leave."""
    nodes, weights = np.polynomial.legendre.leggauss(100)
    B, means = basis(nodes, config.max_degree), truth(nodes, config.waves)
    target = B.T @ (0.5 * weights * means)
    left = np.sum(0.5 * weights * (means - B @ target) ** 2)
    return target, config.noise**2 + left


def _fit_all(B, y, target, floor):
    """Empirical risk, risk, empirical risk of the best and coefficients, a row for each degree.

    One QR factorization serves all degrees: the first columns of Q span the lower ones.
    """
    Q, R = np.linalg.qr(B)
    inside = np.einsum("dmp,dm->dp", Q, y)
    rows = []
    for num in range(1, len(target) + 1):
        fit, best = np.zeros_like(inside), np.zeros_like(target)
        fit[:, :num] = np.linalg.solve(R[:, :num, :num], inside[:, :num, None])[..., 0]
        best[:num] = target[:num]
        means = [
            np.mean((y - np.einsum("dmp,dp->dm", B, c)) ** 2, axis=1) for c in (fit, best + 0 * fit)
        ]
        rows.append((means[0], floor + np.sum((fit - target) ** 2, axis=1), means[1], fit))
    return [np.stack(each) for each in zip(*rows, strict=True)]
