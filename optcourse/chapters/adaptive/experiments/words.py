"""Claims P10: a tiny transformer that learns a language, by any of several rules."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.ensembles import train
from optcourse.networks.transformers import Transformers, transformer
from optcourse.records.devices import device
from optcourse.rules import Adam, Cosine, Momentum, NormClip, Scheduled, Warmup
from optcourse.validation import Checked, between, checked, non_negative, one_of, positive, whole

RULES = {
    "momentum": lambda lr, config: Momentum(lr, config.beta1),
    "adam": lambda lr, config: Adam(lr, config.beta1),
}
BLOCK = 50  # steps whose sequences are drawn at one time
SPREAD = 1.5  # of the logarithms of chances, beside Zipf's law
JUDGED = 64  # sequences


@dataclass(frozen=True)
class WordsConfig(Checked):
    """`rule` at each of `rates`, a transformer and a language of its own for each of `seeds`.

    Words follow the word *before* the last one, with chances about as rank^−`exponent`. A step
    has `batch_size` fresh sequences of `length` words. The rate rises over the first `warming` of
    `num_steps`, a share, and then falls to zero by a cosine; gradients longer than `clip` are cut
    to it (0: none is).
    """

    rule: str = checked(one_of, "adam", tuple(RULES))
    rates: tuple = checked(positive, (0.004, 0.008, 0.016))
    seeds: tuple = (0, 1, 2, 3)
    beta1: float = 0.9
    num_words: int = checked(whole, 32, at_least=4)
    exponent: float = checked(non_negative, 1.0)
    length: int = checked(whole, 8, at_least=2)
    width: int = checked(whole, 16, at_least=2)
    batch_size: int = checked(whole, 16, at_least=1)
    num_steps: int = checked(whole, 400, at_least=1)
    warming: float = checked(between, 0.0, 0, 1)
    clip: float = checked(non_negative, 0.0)


@dataclass(frozen=True, eq=False)
class Words:
    """K rates, S seeds. `rates` (K,); `excess` (K, S), nats a word above the lowest loss that there
    is, at the end of training, infinite where it diverged.
    """

    rates: np.ndarray
    excess: np.ndarray

    @property
    def at(self):
        """The place of the rate that is best in the mean."""
        return int(self.excess.mean(axis=1).argmin())

    @property
    def best(self):
        """The excess there, (S,)."""
        return self.excess[self.at]

    @property
    def inside(self):
        """Whether the best rate has neighbours on both sides in the grid."""
        return 0 < self.at < len(self.rates) - 1


def words(config: WordsConfig) -> Words:
    """All rates and seeds at once, the same sequences at every rate."""
    count, seeds = len(config.rates), config.seeds
    models = [
        transformer(config.num_words, config.length, config.width, seed=seed)
        for _ in config.rates
        for seed in seeds
    ]
    ensemble, tongue = Transformers(models, device()), Tongue(config)
    history = train(
        ensemble,
        _batches(tongue, config, count, ensemble.theta.device),
        _rule(config),
        num_steps=config.num_steps,
        clip=NormClip(config.clip) if config.clip else None,
        every=10**9,
    )
    excess = tongue.excess(ensemble, count).reshape(count, len(seeds))
    lost = (history.diverged_at >= 0).reshape(excess.shape) | ~np.isfinite(excess)
    return Words(np.array(config.rates), np.where(lost, np.inf, excess))


def _rule(config):
    rates = tuple(np.repeat(config.rates, len(config.seeds)))
    first = round(config.warming * config.num_steps)
    falling = Cosine(config.num_steps - first)
    rule = RULES[config.rule](rates, config)
    return Scheduled(rule, Warmup(first, falling) if first else falling)


def _batches(tongue, config, count, place):
    """Sequences of every step for all members, and the words that follow: (N, m, T), (N, m · T)."""
    while True:
        block = tongue.drawn(BLOCK * config.batch_size)
        for part in np.split(block, BLOCK, axis=1):
            part = torch.as_tensor(np.tile(part, (count, 1, 1)), device=place)
            yield part[..., :-1], part[..., 1:].flatten(1)


class Tongue:
    """The languages of all seeds: `first` (V,), `after` (S, V, V), chances of sum 1."""

    def __init__(self, config):
        self.length = config.length
        self.rngs = [np.random.default_rng(seed) for seed in config.seeds]
        size = config.num_words
        heavy = np.arange(1.0, size + 1) ** -config.exponent
        drawn = [np.exp(SPREAD * rng.standard_normal((size, size))) for rng in self.rngs]
        self.first = heavy / heavy.sum()
        self.after = np.stack([heavy * each for each in drawn])
        self.after /= self.after.sum(axis=2, keepdims=True)
        self.judged = self.drawn(JUDGED)

    def drawn(self, num):
        """`num` sequences of each language and the word that follows them, (S, num, T + 1)."""
        chance = np.stack([rng.random((num, self.length + 1)) for rng in self.rngs])
        ends, each = self.after.cumsum(axis=2), np.arange(len(self.rngs))[:, None]
        found = np.empty(chance.shape, int)
        found[..., :2] = self._found(self.first.cumsum(), chance[..., :2, None])
        for t in range(2, self.length + 1):
            found[..., t] = self._found(ends[each, found[..., t - 2]], chance[..., t, None])
        return found

    def _found(self, ends, chance):
        return np.minimum((ends < chance).sum(axis=-1), len(self.first) - 1)

    @torch.no_grad()
    def excess(self, ensemble, count):
        """Nats from the chances to the members' forecasts, (N,), from the second word on."""
        judged = np.tile(self.judged, (count, 1, 1))
        logits = ensemble(torch.as_tensor(judged[..., :-1], device=ensemble.theta.device))
        told = logits.double().log_softmax(-1).unflatten(1, (JUDGED, -1))[:, :, 1:].cpu().numpy()
        each = np.tile(np.arange(len(self.rngs)), count)[:, None, None]
        truth = self.after[each, judged[..., :-2]]  # the word before the last one
        return (truth * (np.log(truth) - told)).sum(axis=-1).mean(axis=(1, 2))
