"""Claim R1: how the empirical risk of a fixed classifier scatters about its risk."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.risk.experiments.gaussians import LogisticRisk, TwoGaussians, ZeroOneRisk
from optcourse.validation import Checked, between, checked, entries, whole

RISKS = {"zero_one": ZeroOneRisk, "logistic": LogisticRisk}


@dataclass(frozen=True)
class SamplesConfig(Checked):
    """Classifiers turned away from the Bayes rule by `degrees`; `num_draws` samples of each size.

    Class 1 has the probability `prior`; at ½ all lines pass through the origin, halfway between
    the means.
    """

    seed: int = 0
    prior: float = checked(between, 0.5, 0, 1)
    sizes: tuple = checked(entries(whole), (10, 20, 50, 100, 200, 500, 1000), at_least=1)
    degrees: tuple = (0, 20, 40, 60, 80)
    num_draws: int = checked(whole, 1000, at_least=2)


@dataclass(frozen=True, eq=False)
class RiskSamples:
    """A classifiers, M sample sizes, D draws; the 0-1 loss first, then the logistic loss.

    `degrees` (A,), `theta` (A, 3), `sizes` (M,); `risk` and `sigma` (2, A), the mean and the
    standard deviation of one example's loss, computed; `empirical` (2, A, M, D), the mean loss
    on each sample.
    """

    degrees: np.ndarray
    theta: np.ndarray
    sizes: np.ndarray
    risk: np.ndarray
    sigma: np.ndarray
    empirical: np.ndarray

    @property
    def standard_error(self):
        """σ/√m, (2, A, M): what the theory says."""
        return self.sigma[..., None] / np.sqrt(self.sizes)

    @property
    def scatter(self):
        """The standard deviation of the empirical risk over the draws, (2, A, M)."""
        return self.empirical.std(axis=-1, ddof=1)

    @property
    def bias(self):
        """Mean empirical risk − risk, in standard errors of that mean, (2, A, M)."""
        off = self.empirical.mean(axis=-1) - self.risk[..., None]
        return off / (self.standard_error / np.sqrt(self.empirical.shape[-1]))

    def shares(self, edges):
        """The share of draws between successive `edges` (B + 1,): (2, A, M, B)."""
        return shares_between(self.empirical, edges)


def shares_between(values, edges):
    """The share of the last axis of `values` (…, D) between successive `edges` (B + 1,): (…, B).

    Edges belong to the bin above them, with room for rounding.
    """
    bins = np.searchsorted(edges, values + 1e-9, side="right")
    return np.stack([np.mean(bins == k, axis=-1) for k in range(1, len(edges))], axis=-1)


def samples_of_risk(config: SamplesConfig) -> RiskSamples:
    """Draw samples of two Gaussians, and take the mean loss of every classifier on each."""
    world = TwoGaussians(prior=config.prior)
    theta = _turned(world.bayes_rule, np.radians(config.degrees))
    risks = [risk(world) for risk in RISKS.values()]
    rng = np.random.default_rng(config.seed)
    empirical = [_means(world, risks, theta, size, config.num_draws, rng) for size in config.sizes]
    return RiskSamples(
        np.array(config.degrees),
        theta,
        np.array(config.sizes),
        np.array([risk.value(theta) for risk in risks]),
        np.sqrt([risk.variance(theta) for risk in risks]),
        np.stack(empirical, axis=2),
    )


def _turned(rule, angles):
    """The rule with its weights turned by each angle, (A, 3)."""
    c, s = np.cos(angles), np.sin(angles)
    turned = np.stack([c * rule[0] - s * rule[1], s * rule[0] + c * rule[1]], axis=-1)
    return np.concatenate([turned, np.full((len(angles), 1), rule[2])], axis=1)


def _means(world, risks, theta, size, num_draws, rng):
    """Mean losses (2, A, D) of all classifiers on `num_draws` samples of `size` examples."""
    X, y = world.sample(size * num_draws, rng)
    each = np.stack([risk.losses(theta, X, y) for risk in risks])
    return each.reshape(*each.shape[:2], num_draws, size).mean(axis=-1)
