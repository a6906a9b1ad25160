"""A world whose distribution is known: two Gaussian classes in the plane, and the risks in it."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtr

from optcourse.networks.losses import logistic, zero_one
from optcourse.validation import Checked, between, checked, finite_array, positive, whole

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(100)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


@dataclass(frozen=True)
class TwoGaussians(Checked):
    """y is 1 with probability `prior`, else 0; x given y is normal with `means[y]` and `cov`.

    A linear classifier is θ = (w₁, w₂, b), or (…, 3) many of them: its score is f = wᵀx + b, and
    it answers 1 where f > 0. ValueError unless 0 < prior < 1 and `cov` is positive definite.
    """

    means: tuple = checked(finite_array, ((-1.0, 0.0), (1.0, 0.0)), (2, 2))
    cov: tuple = ((1.0, 0.6), (0.6, 1.0))
    prior: float = checked(positive, 0.5)

    def __post_init__(self):
        super().__post_init__()
        positive("eigenvalues of cov", np.linalg.eigvalsh(finite_array("cov", self.cov, (2, 2))))
        between("prior", self.prior, 0, 1)

    @property
    def bayes_rule(self):
        """θ (3,) whose score is the log-odds of class 1 given x, so that no rule errs less.

        Hastie, Tibshirani and Friedman (2009), section 4.3.
        """
        mean0, mean1 = np.array(self.means)
        w = np.linalg.solve(self.cov, mean1 - mean0)
        b = np.log(self.prior / (1 - self.prior)) - 0.5 * w @ (mean0 + mean1)
        return np.array([*w, b])

    @property
    def bayes_risk(self):
        """The 0-1 risk of the Bayes rule, from the Mahalanobis distance of the means."""
        delta = np.diff(self.means, axis=0)[0]
        distance = np.sqrt(delta @ np.linalg.solve(self.cov, delta))
        log_odds = np.log(self.prior / (1 - self.prior)) / distance
        missed = self.prior * ndtr(-0.5 * distance - log_odds)
        return missed + (1 - self.prior) * ndtr(-0.5 * distance + log_odds)

    def sample(self, num, rng):
        """`num` examples X (num, 2) and y (num,), drawn independently by the NumPy generator."""
        y = (rng.random(whole("num", num, at_least=1)) < self.prior).astype(np.int64)
        noise = rng.standard_normal((num, 2)) @ np.linalg.cholesky(self.cov).T
        return np.array(self.means)[y] + noise, y

    def contour(self, y, radius, num=41):
        """The ellipse (num, 2) of class y on which the distance from its mean is `radius`."""
        turn = np.linspace(0, 2 * np.pi, num)
        circle = radius * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
        return np.array(self.means)[y] + circle @ np.linalg.cholesky(self.cov).T

    def scores(self, theta):
        """Means (2, …) of the score in each class, and its standard deviation (…)."""
        theta = np.asarray(theta, float)
        w, b = theta[..., :2], theta[..., 2]
        mean = np.stack([w @ mean + b for mean in np.array(self.means)])
        return mean, np.sqrt(np.sum(w * (w @ np.array(self.cov)), axis=-1))


@dataclass(frozen=True)
class ZeroOneRisk:
    """The probability that a linear classifier errs, exactly: `value`, and `grad` by θ."""

    world: TwoGaussians = TwoGaussians()

    def value(self, theta):
        """The risk (…) of θ (…, 3)."""
        mean, sd = self.world.scores(theta)
        miss, alarm = ndtr(-mean[1] / sd), ndtr(mean[0] / sd)
        return self.world.prior * miss + (1 - self.world.prior) * alarm

    def variance(self, theta):
        """The variance (…) of the loss of one example."""
        risk = self.value(theta)
        return risk * (1 - risk)

    def grad(self, theta):
        """The gradient (…, 3): not 0, though each example's 0-1 loss has slope 0."""
        mean, sd = self.world.scores(theta)
        spread = theta[..., :2] @ np.array(self.world.cov) / sd[..., None] ** 2
        total = np.zeros(np.shape(theta))
        for y, share in enumerate((1 - self.world.prior, -self.world.prior)):
            z = mean[y] / sd
            towards = np.array(self.world.means)[y] / sd[..., None] - z[..., None] * spread
            density = share * np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
            total += density[..., None] * np.concatenate([towards, 1 / sd[..., None]], axis=-1)
        return total

    def losses(self, theta, X, y):
        """The loss of each example, (…, m)."""
        return zero_one(_margins(theta, X, y))


@dataclass(frozen=True)
class LogisticRisk:
    """The mean of log(1 + e^(−margin)), by Gauss–Hermite quadrature of 100 nodes, and its gradient.

    In each class the score is normal, so the mean is an integral over one number.
    """

    world: TwoGaussians = TwoGaussians()

    def value(self, theta):
        """The risk (…) of θ (…, 3), in nats."""
        return self._mean(theta, logistic)

    def variance(self, theta):
        """The variance (…) of the loss of one example."""
        return self._mean(theta, lambda margin: logistic(margin) ** 2) - self.value(theta) ** 2

    def _mean(self, theta, loss):
        mean, sd = self.world.scores(theta)
        scores = mean[..., None] + sd[..., None] * NODES
        each = loss(np.stack([-scores[0], scores[1]])) @ WEIGHTS
        return (1 - self.world.prior) * each[0] + self.world.prior * each[1]

    def grad(self, theta):
        """The gradient (…, 3)."""
        mean, sd = self.world.scores(theta)
        spread = theta[..., :2] @ np.array(self.world.cov) / sd[..., None]
        total = np.zeros(np.shape(theta))
        for y, share in enumerate((1 - self.world.prior, self.world.prior)):
            slope = share * (expit(mean[y][..., None] + sd[..., None] * NODES) - y)
            plain, tilted = slope @ WEIGHTS, (slope * NODES) @ WEIGHTS
            along = plain[..., None] * np.array(self.world.means)[y] + tilted[..., None] * spread
            total += np.concatenate([along, plain[..., None]], axis=-1)
        return total

    def losses(self, theta, X, y):
        """The loss of each example, (…, m)."""
        return logistic(_margins(theta, X, y))


def _margins(theta, X, y):
    """y f(x) with y as −1 and 1, (…, m)."""
    theta = np.asarray(theta, float)
    return (2 * y - 1) * (theta[..., :2] @ X.T + theta[..., 2:])
