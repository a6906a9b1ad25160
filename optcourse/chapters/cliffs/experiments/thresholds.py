"""Claim C9: does it matter where the gradient of a recurrent network is clipped?"""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import Latch
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import rnn
from optcourse.records.devices import device
from optcourse.rules import GradientDescent, NormClip
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class ThresholdsConfig(Checked):
    """Networks of all `seeds` (weights and data), at each rate and each threshold h, and without.

    A network succeeds if it tells the bit of at least 98% of `num_test` fresh sequences. Losses
    are kept every `every` steps.
    """

    seeds: tuple = tuple(range(30))
    rates: tuple = checked(positive, (0.03, 0.1, 0.3))
    thresholds: tuple = checked(positive, (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0))
    length: int = checked(whole, 20, at_least=1)
    hidden: int = checked(whole, 10, at_least=1)
    batch_size: int = checked(whole, 16, at_least=1)
    num_steps: int = checked(whole, 600, at_least=1)
    every: int = checked(whole, 10, at_least=1)
    num_test: int = checked(whole, 500, at_least=1)


@dataclass(frozen=True, eq=False)
class Thresholds:
    """R rates, H thresholds, S seeds, T moments. Losses are (f − y)², y = ±1, of a minibatch.

    `rates` (R,); `thresholds` (H,), the last being inf: no clipping; `steps` (T,); `loss`
    (R, H, S, T), inf once the loss was not finite; `highest` (R, H, S), the largest loss of any
    step, inf likewise; `error` (R, H, S) on fresh sequences, 1 if it was lost.
    """

    rates: np.ndarray
    thresholds: np.ndarray
    steps: np.ndarray
    loss: np.ndarray
    highest: np.ndarray
    error: np.ndarray

    @property
    def success(self):
        """Whether a network tells the bit of at least 98% of fresh sequences, (R, H, S)."""
        return self.error <= 0.02


def thresholds(config: ThresholdsConfig) -> Thresholds:
    """Train every combination, those of one rate together; the same seeds at every one."""
    rows = [_at_rate(lr, config) for lr in config.rates]
    loss, highest, error = (np.stack(each) for each in zip(*rows, strict=True))
    return Thresholds(
        rates=np.array(config.rates),
        thresholds=np.array([*config.thresholds, np.inf]),
        steps=np.arange(0, config.num_steps + 1, config.every),
        loss=loss,
        highest=highest,
        error=error,
    )


def _at_rate(lr, config):
    clips = [*map(NormClip, config.thresholds), None]
    shape = (len(clips), len(config.seeds))
    seeds = list(config.seeds) * len(clips)
    models = [rnn(1, config.hidden, 1, orthogonal=True, seed=seed) for seed in seeds]
    ensemble, task = Ensemble(models, device()), Latch(config.length)
    history = train(
        ensemble,
        task,
        GradientDescent(lr),
        num_steps=config.num_steps,
        batch_size=config.batch_size,
        loss="squared",
        clip=[clip for clip in clips for _ in config.seeds],
        seeds=seeds,
        group_size=128,
    )
    loss = np.nan_to_num(history.loss, nan=np.inf, posinf=np.inf).reshape(*shape, -1)
    error = np.where(history.diverged_at < 0, _error(ensemble, task, config), 1.0)
    return loss[..., :: config.every], loss.max(axis=-1), error.reshape(shape)


@torch.no_grad()
def _error(ensemble, task, config):
    """The share of fresh sequences, the same for all networks, whose bit is told wrongly, (N,)."""
    X, y = task.sample(config.num_test, np.random.default_rng(10_000))
    outputs = ensemble(torch.from_numpy(X).to(ensemble.theta.device))[..., 0].cpu().numpy()
    return np.mean((outputs > 0) != y, axis=1)
