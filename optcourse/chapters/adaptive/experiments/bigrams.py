"""Claims P12: a language of two-word sentences, whose words are not equally frequent."""

from dataclasses import dataclass

import numpy as np

from optcourse.rules import Adam, GradientDescent, Linear, Momentum, Scheduled, Signed
from optcourse.validation import Checked, checked, non_negative, one_of, positive, whole

RULES = {
    "sgd": GradientDescent,
    "momentum": lambda lr, momentum=0.9: Momentum(lr, momentum),
    "sign": lambda lr: Signed(GradientDescent(lr)),
    "adam": Adam,
}


def language(num_words, exponent, rng):
    """Chances of a first word (V,), ∝ rank^−exponent, and of each next one (V, V), rows of sum 1.

    After each word the chances are ∝ 1 / rank, the ranks in an order of its own.
    """
    ranks = np.arange(1.0, num_words + 1)
    first, after = ranks**-exponent, 1 / ranks
    shares = after / after.sum()
    return first / first.sum(), np.stack([rng.permutation(shares) for _ in range(num_words)])


@dataclass(frozen=True)
class BigramsConfig(Checked):
    """A table of logits is learnt from 0 by `rule`, at rates `unit` · 2^k, k in `octaves`.

    The language has `num_words` words with Zipf's `exponent` (0: all alike). Every step has the
    exact gradient, or that of `num_tokens` drawn pairs; with `falling` the rate falls to zero.
    """

    rule: str = checked(one_of, "sgd", tuple(RULES))
    seeds: tuple = (0, 1)
    num_words: int = checked(whole, 64, at_least=4)
    exponent: float = checked(non_negative, 1.0)
    unit: float = checked(positive, 1.0)
    octaves: tuple = tuple(range(-4, 10))
    num_tokens: int = checked(whole, 0, at_least=0)
    falling: bool = False
    num_steps: int = checked(whole, 300, at_least=1)


@dataclass(frozen=True, eq=False)
class Bigrams:
    """S languages, K rates, V words. `rates` (K,); `start` (S, V) and `left` (S, K, V), by rank
    of the first word what its pairs add to the loss above the lowest, before and after.
    """

    rates: np.ndarray
    start: np.ndarray
    left: np.ndarray

    @property
    def share(self):
        """The part of the excess of the loss that is left, (S, K), infinite if it diverged."""
        share = self.left.sum(axis=2) / self.start.sum(axis=1)[:, None]
        return np.where(np.isfinite(share), share, np.inf)

    @property
    def best(self):
        """The share left at the rate that is best in the mean over languages, (S,)."""
        return self.share[:, self.best_at]

    @property
    def best_at(self):
        return int(self.share.mean(axis=0).argmin())

    def rare(self, num_common):
        """The part left of the excess of all but the `num_common` first words, (S,), there."""
        left, start = self.left[:, self.best_at, num_common:], self.start[:, num_common:]
        return left.sum(axis=1) / start.sum(axis=1)

    @property
    def inside(self):
        """Whether the best rate has neighbours on both sides in the grid."""
        return 0 < self.best_at < len(self.rates) - 1


def bigrams(config: BigramsConfig) -> Bigrams:
    """All rates of one language at once."""
    rates = config.unit * 2.0 ** np.array(config.octaves)
    found = [_learnt(config, seed, rates) for seed in config.seeds]
    return Bigrams(rates, *(np.array(each) for each in zip(*found, strict=True)))


def _learnt(config, seed, rates):
    """The excess by first word before (V,) and after (K, V)."""
    rng = np.random.default_rng(seed)
    first, after = language(config.num_words, config.exponent, rng)
    rule = RULES[config.rule](rates[:, None])
    rule = Scheduled(rule, Linear(config.num_steps)) if config.falling else rule
    shape = len(rates), *after.shape
    state = rule.init(np.zeros((len(rates), after.size)))
    with np.errstate(all="ignore"):
        for k in range(config.num_steps):
            targets, weights = _sampled(config, first, after, rng)
            slope = weights[:, None] * (_softmax(state.theta.reshape(shape)) - targets)
            state = rule.move(state, slope.reshape(len(rates), -1), k)
        left = _excess(first, after, state.theta.reshape(shape))
    return _excess(first, after, np.zeros(after.shape)), left


def _sampled(config, first, after, rng):
    """Targets (V, V) and weights (V,) of a step: `after` and `first`, or what drawn pairs say."""
    if not config.num_tokens:
        return after, first
    pairs = first[:, None] * after
    counts = rng.multinomial(config.num_tokens, pairs.ravel() / pairs.sum()).reshape(pairs.shape)
    total = counts.sum(axis=1)
    return counts / np.maximum(total, 1)[:, None], total / config.num_tokens


def _softmax(logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _excess(first, after, logits):
    """Σ over next words of first · after · log(after / softmax), (…, V)."""
    top = logits.max(axis=-1, keepdims=True)
    logs = logits - top - np.log(np.exp(logits - top).sum(axis=-1, keepdims=True))
    return first * (after * (np.log(after) - logs)).sum(axis=-1)
