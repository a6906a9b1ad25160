"""What clipping mends in a recurrent network: its recurrent part alone clipped, or its output."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from optcourse.networks.data import Latch
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import rnn
from optcourse.records.devices import device
from optcourse.rules import Clip, Clipped, GradientDescent, clip_by_norm
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class PartsConfig(Checked):
    """The networks of `ThresholdsConfig` at one rate, each part clipped at every threshold."""

    seeds: tuple = tuple(range(30))
    lr: float = checked(positive, 0.3)
    thresholds: tuple = checked(positive, (0.1, 0.3, 1.0))
    length: int = checked(whole, 20, at_least=1)
    hidden: int = checked(whole, 10, at_least=1)
    batch_size: int = checked(whole, 16, at_least=1)
    num_steps: int = checked(whole, 600, at_least=1)
    num_test: int = checked(whole, 500, at_least=1)


@dataclass(frozen=True, eq=False)
class Parts:
    """Two parts, H thresholds, S seeds. First the recurrent part is clipped, then the output.

    `thresholds` (H,); `highest` (2, H, S), the largest loss of any step, inf if one was not
    finite; `error` (2, H, S) on fresh sequences, 1 if the network was lost.
    """

    thresholds: np.ndarray
    highest: np.ndarray
    error: np.ndarray

    @property
    def success(self):
        """Whether a network tells the bit of at least 98% of fresh sequences, (2, H, S)."""
        return self.error <= 0.02


def parts(config: PartsConfig) -> Parts:
    """Train them all at once, the same seeds for every part and threshold."""
    num, shape = len(config.seeds), (2, len(config.thresholds), len(config.seeds))
    seeds = np.resize(config.seeds, 2 * len(config.thresholds) * num)
    models = [rnn(1, config.hidden, 1, orthogonal=True, seed=int(seed)) for seed in seeds]
    h, none = np.repeat(config.thresholds, num), np.full(seeds.size // 2, np.inf)
    clip = _PartClip(np.append(h, none), np.append(none, h), config.hidden + 1)
    ensemble, task = Ensemble(models, device()), Latch(config.length)
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size}
    settings |= {"loss": "squared", "seeds": tuple(seeds.tolist())}
    history = train(ensemble, task, Clipped(GradientDescent(config.lr), clip), **settings)
    loss = np.nan_to_num(history.loss, nan=np.inf, posinf=np.inf)
    error = np.where(history.diverged_at < 0, _error(ensemble, task, config), 1.0)
    highest = loss.max(axis=-1).reshape(shape)
    return Parts(np.array(config.thresholds), highest, error.reshape(shape))


@dataclass(frozen=True)
class _PartClip(Clip):
    """Norm clipping of all but the last `num_last` parameters at `first`, of these at `last`."""

    first: Any
    last: Any
    num_last: int

    def __call__(self, grad):
        first, last = grad.tensor_split([grad.shape[-1] - int(self.num_last)], dim=-1)
        return torch.cat([clip_by_norm(first, self.first), clip_by_norm(last, self.last)], dim=-1)


@torch.no_grad()
def _error(ensemble, task, config):
    """The share of fresh sequences, the same for all networks, whose bit is told wrongly, (N,)."""
    X, y = task.sample(config.num_test, np.random.default_rng(10_000))
    outputs = ensemble(torch.from_numpy(X).to(ensemble.theta.device))[..., 0].cpu().numpy()
    return np.mean((outputs > 0) != y, axis=1)
