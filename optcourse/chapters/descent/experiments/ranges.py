"""Claims A8: what a learning-rate range test finds, beside the best rate of a long run."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

from optcourse.chapters.descent.experiments.batches import RULES, examples
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, moment_of, train
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.records.devices import device
from optcourse.rules import Scheduled
from optcourse.validation import Checked, between, checked, one_of, positive, whole


@dataclass(frozen=True)
class RangesConfig(Checked):
    """Networks of `hidden` units on `num_train` examples of `data`, batches of `size`.

    The test lets the rate grow from `low` to `high` in `num_tested` equal factors, and averages
    the losses with a weight of `memory` on the past. The long runs of `num_steps` have the rates
    `unit` · 2^k for k in `octaves`.
    """

    data: str = checked(one_of, "mnist1d", tuple(DATA_SETS))
    rule: str = checked(one_of, "sgd", tuple(RULES))
    seeds: tuple = (0, 1, 2)
    hidden: tuple = checked(positive, (64,))
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    num_train: int = checked(whole, 1000, at_least=10)
    num_test: int = checked(whole, 10, at_least=1)
    size: int = checked(whole, 16, at_least=1)
    low: float = checked(positive, 1e-3)
    high: float = checked(positive, 30.0)
    num_tested: int = checked(whole, 150, at_least=2)
    memory: float = checked(between, 0.9, 0, 1)
    num_steps: int = checked(whole, 1000, at_least=1)
    unit: float = checked(positive, 0.02)
    octaves: tuple = (0, 1, 2, 3, 4, 5, 6)

    @classmethod
    def for_adam(cls, **changes):
        """Adam, whose rates are lower."""
        return cls(**{"rule": "adam", "low": 1e-5, "high": 1.0, "unit": 0.0005} | changes)


@dataclass(frozen=True, eq=False)
class Ranges:
    """S seeds, T steps of the test, K rates. `tested` (T,), the rate of each step; `seen` (S, T),
    the averaged loss, infinite once training has diverged; `rates` (K,); `ends` (K, S), the
    training loss at the end of a long run, infinite where it diverged.
    """

    tested: np.ndarray
    seen: np.ndarray
    rates: np.ndarray
    ends: np.ndarray

    @property
    def lowest(self):
        """The rate at which the averaged loss was lowest, (S,)."""
        return self.tested[np.argmin(self.seen, axis=1)]

    @property
    def best(self):
        """The rate whose long runs end lowest in the mean of their logarithms, and its place."""
        k = int(np.argmin(np.log(self.ends).mean(axis=1)))
        return self.rates[k], k

    @property
    def times(self):
        """What the test says over the best rate, (S,)."""
        return self.lowest / self.best[0]


def ranges(config: RangesConfig) -> Ranges:
    """One test for each seed, and all long runs at once."""
    parts = [examples(config, seed)[0] for seed in config.seeds]
    growth = (config.high / config.low) ** (1 / (config.num_tested - 1))
    tested = config.low * growth ** np.arange(config.num_tested)
    rates = config.unit * 2.0 ** np.array(config.octaves)
    return Ranges(tested, _tested(config, parts, growth), rates, _ends(config, parts, rates))


def averaged(losses, memory):
    """Averages (…, T) of the losses so far, `memory` being the weight of the past, corrected."""
    mean, found = np.zeros(losses.shape[:-1]), []
    for k in range(losses.shape[-1]):
        mean = memory * mean + (1 - memory) * losses[..., k]
        found.append(mean / (1 - memory ** (k + 1)))
    found = np.stack(found, axis=-1)
    return np.where(np.isfinite(found), found, np.inf)


def _nets(config, X, times):
    widths = (X.shape[-1], *config.hidden, 10)
    models = [mlp(widths, config.activation, seed) for _ in range(times) for seed in config.seeds]
    return Ensemble(models, device())


def _settings(config, times, num_steps):
    return {"num_steps": num_steps, "batch_size": config.size, "seeds": [*config.seeds] * times}


def _tested(config, parts, growth):
    X, y = (np.stack(each) for each in zip(*parts, strict=True))
    rule = Scheduled(RULES[config.rule](config.low), partial(pow, growth))
    history = train(
        _nets(config, X, 1), (X, y), rule, **_settings(config, 1, config.num_tested), every=1
    )
    return averaged(history.loss[:, : config.num_tested], config.memory)


def _ends(config, parts, rates):
    """The training loss of all examples at the end, (K, S)."""
    X, y = (np.stack([*each] * len(rates)) for each in zip(*parts, strict=True))
    nets = _nets(config, X, len(rates))
    rule = RULES[config.rule](tuple(np.repeat(rates, len(parts))))
    settings = _settings(config, len(rates), config.num_steps)
    history = train(nets, (X, y), rule, **settings, every=10**9)
    X, y = torch.as_tensor(X, device=device()), torch.as_tensor(y, device=device())
    loss = moment_of(nets, X, y).loss.detach().double().cpu().numpy()
    lost = (history.diverged_at >= 0) | ~np.isfinite(loss)
    return np.where(lost, np.inf, loss).reshape(len(rates), -1)
