"""Claim A6d: which rate is best at which batch size where mistakes on new examples are counted."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.descent.experiments.batches import RULES, BatchesConfig, examples
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device


@dataclass(frozen=True, eq=False)
class Mistakes:
    """B sizes, K octaves, S seeds. `octaves` (K,), as in `Batches`; `share` (B, K, S) of the new
    examples that are misclassified at the end, one where training diverged.
    """

    octaves: np.ndarray
    share: np.ndarray

    @property
    def best(self):
        """The octave, (B,), at which fewest are mistaken in the mean over the seeds."""
        return self.octaves[np.argmin(self.share.mean(axis=2), axis=1)]


def mistakes(config: BatchesConfig) -> Mistakes:
    """The networks of `batches`, on the same examples and batches, judged by their errors."""
    octaves, parts = np.array(config.octaves), [examples(config, seed) for seed in config.seeds]
    learnt, new = (
        [np.stack([*each] * len(octaves)) for each in zip(*pairs, strict=True)]
        for pairs in zip(*parts, strict=True)
    )
    shares = [_share(config, size, octaves, learnt, new) for size in config.sizes]
    return Mistakes(octaves, np.array(shares).reshape(len(shares), len(octaves), -1))


def _share(config, size, octaves, learnt, new):
    """The share of the new examples that each network misclassifies, (K · S,)."""
    widths, num = (learnt[0].shape[-1], *config.hidden, 10), len(config.seeds)
    models = [mlp(widths, config.activation, seed) for _ in octaves for seed in config.seeds]
    rates, steps = config.unit * size**config.power * 2.0**octaves, config.num_train // size
    history = train(
        Ensemble(models, device()),
        learnt,
        RULES[config.rule](tuple(np.repeat(rates, num))),
        num_steps=config.num_epochs * steps,
        batch_size=size,
        seeds=[*config.seeds] * len(octaves),
        record=("error",),
        every=config.num_epochs * steps,
        measure_on=new,
    )
    return np.where(history.diverged_at < 0, np.nan_to_num(history.error[:, -1], nan=1.0), 1.0)
