"""Claim I16: with a warm-up descent bears rates at which it fails without."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent, Scheduled, Warmup
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class WarmConfig(Checked):
    """Networks of `seeds` trained full-batch on digits at each of `rates`.

    Once at that rate from the start, and once with a warm-up of `warmup` steps.
    """

    seeds: tuple = (0, 1)
    rates: tuple = checked(positive, (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0))
    warmup: int = checked(whole, 200, at_least=1)
    num_steps: int = checked(whole, 400, at_least=1)
    num_train: int = 500
    hidden: tuple = (32, 32, 32)
    activation: str = "tanh"
    loss: str = "cross_entropy"


@dataclass(frozen=True, eq=False)
class Warmed:
    """S seeds, R rates. `rates` (R,); `start` (S,), the training loss before the first step;
    `plain` and `warm` (S, R), its mean over the last tenth of the steps; nan if it diverged.
    """

    rates: np.ndarray
    start: np.ndarray
    plain: np.ndarray
    warm: np.ndarray

    def largest(self, which):
        """The largest rate (S,) up to which the loss ends below a tenth of its start.

        `which` is "plain" or "warm"; 0 where even the smallest fails.
        """
        fails = ~(getattr(self, which) < 0.1 * self.start[:, None])
        first = np.where(fails.any(axis=1), fails.argmax(axis=1), len(self.rates))
        return np.concatenate([[0.0], self.rates])[first]


def warm_up(config: WarmConfig) -> Warmed:
    """All seeds and rates at once. Gilmer et al. (2022), arXiv 2110.04369."""
    count = len(config.seeds)
    rule = GradientDescent(config.rates * count)
    plain, warm = (_losses(config, each) for each in (rule, Scheduled(rule, Warmup(config.warmup))))
    late = slice(-max(1, config.num_steps // 10), None)
    ends = (each[:, late].mean(axis=1).reshape(count, -1) for each in (plain, warm))
    start = plain[:: len(config.rates), 0]
    return Warmed(np.array(config.rates), start, *ends)


def _losses(config, rule):
    data = digits(num_train=config.num_train, seed=0)
    widths = [64, *config.hidden, 10]
    models = [mlp(widths, config.activation, seed) for seed in config.seeds for _ in config.rates]
    pair, settings = (data.X_train, data.y_train), {"num_steps": config.num_steps}
    history = train(Ensemble(models, device()), pair, rule, loss=config.loss, **settings)
    return np.asarray(history.loss, float)
