"""Claims R7 and R14: Hoeffding's bound for a finite class, held against what really happens."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.risk.experiments.gaussians import TwoGaussians, ZeroOneRisk
from optcourse.chapters.risk.experiments.samples import shares_between
from optcourse.validation import Checked, between, checked, entries, positive, whole


def hoeffding(num_rules, num_examples, delta):
    """ε such that all |empirical risk − risk| ≤ ε with probability of at least 1 − delta.

    For losses in [0, 1] and `num_rules` rules fixed before the sample is drawn:
    √(ln(2 num_rules / delta) / (2 num_examples)). Hoeffding (1963), theorem 2, and a union bound.
    """
    positive("num_rules", num_rules)
    positive("num_examples", num_examples)
    positive("delta", delta)
    between("delta", delta, 0, 1)
    return np.sqrt(np.log(2 * np.asarray(num_rules) / delta) / (2 * np.asarray(num_examples)))


@dataclass(frozen=True)
class PromisesConfig(Checked):
    """Two kinds of rules, each with `num_rules` members; a class is the first few of them.

    Random lines in a world of two Gaussians, in which class 1 has the probability `prior`: their
    errors go together. And rules that toss a coin for each example, wrong with the probability
    `heads`: their errors have nothing to do with each other.
    """

    seed: int = 0
    prior: float = checked(between, 0.5, 0, 1)
    heads: float = checked(between, 0.5, 0, 1)
    num_rules: tuple = checked(entries(whole), (1, 10, 100, 1000), at_least=1)
    sizes: tuple = checked(entries(whole), (50, 100, 200, 500), at_least=1)
    num_draws: int = checked(whole, 1000, at_least=2)


@dataclass(frozen=True, eq=False)
class Promises:
    """Two kinds of rules (lines, coins), K numbers of rules, M sizes, D draws.

    `num_rules` (K,), `sizes` (M,); `worst` (2, K, M, D), the largest |empirical risk − risk| in
    the class on that sample.
    """

    num_rules: np.ndarray
    sizes: np.ndarray
    worst: np.ndarray

    def bound(self, delta):
        """Hoeffding's bound, (K, M)."""
        return hoeffding(self.num_rules[:, None], self.sizes, delta)

    def failures(self, delta):
        """The share of draws in which some rule is off by more than the bound, (2, K, M)."""
        return np.mean(self.worst > self.bound(delta)[..., None], axis=-1)

    def shares(self, edges):
        """The share of draws whose worst deviation lies between `edges` (B + 1,): (2, K, M, B)."""
        return shares_between(self.worst, edges)

    def needed(self, delta):
        """What would have sufficed: the 1 − delta quantile of the worst deviation, (2, K, M)."""
        return np.quantile(self.worst, 1 - delta, axis=-1)


def promises(config: PromisesConfig) -> Promises:
    """Draw samples, and look how far off the worst rule of each class is."""
    rng = np.random.default_rng(config.seed)
    world, most = TwoGaussians(prior=config.prior), max(config.num_rules)
    lines = np.concatenate([rng.standard_normal((most, 2)), rng.uniform(-2, 2, (most, 1))], axis=1)
    risk = ZeroOneRisk(world).value(lines)
    worst = []
    for size in config.sizes:
        off = [_lines_off(world, lines, risk, size, rng) for _ in range(config.num_draws)]
        tosses = rng.binomial(size, config.heads, (config.num_draws, most)) / size
        both = np.stack([np.array(off), np.abs(tosses - config.heads)])
        worst.append(np.maximum.accumulate(both, axis=-1)[..., np.array(config.num_rules) - 1])
    stacked = np.stack([np.moveaxis(each, -1, 1) for each in worst], axis=2)
    return Promises(np.array(config.num_rules), np.array(config.sizes), stacked)


def _lines_off(world, lines, risk, size, rng):
    """|empirical risk − risk| of every line on one sample, (K,)."""
    X, y = world.sample(size, rng)
    sign = 2 * y - 1
    signed = np.concatenate([sign * X.T, sign[None]]).astype(np.float32)
    wrong = np.count_nonzero(lines.astype(np.float32) @ signed <= 0, axis=1)
    return np.abs(wrong / size - risk)
