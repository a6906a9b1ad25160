"""Claim M8: where sharpness stops under full-batch descent, heavy ball and Nesterov's momentum."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.records.devices import device
from optcourse.rules import Momentum, Nesterov
from optcourse.validation import Checked, between, checked, one_of, positive, whole

LIMITS = {
    "heavy ball": lambda momentum: 2 * (1 + momentum),
    "nesterov": lambda momentum: 2 * (1 + momentum) / (1 + 2 * momentum),
}
RULES = {"heavy ball": Momentum, "nesterov": Nesterov}


@dataclass(frozen=True)
class EdgesConfig(Checked):
    """Networks on `num_train` digits, by `loss`, all examples at every step.

    The rate of `rule` at `momentum` (0 is plain descent) is such that it is stable on a bowl up to
    the curvatures `limits` (L,). Sharpness is measured `num_looks` times in the last third.
    """

    rule: str = checked(one_of, "heavy ball", tuple(RULES))
    momentum: float = checked(between, 0.0, 0, 1)
    limits: tuple = checked(positive, (12.0, 15.0))
    seeds: tuple = (0, 1, 2)
    num_train: int = checked(whole, 300, at_least=10)
    hidden: tuple = checked(positive, (24, 24))
    activation: str = checked(one_of, "tanh", tuple(ACTIVATIONS))
    loss: str = checked(one_of, "squared_error", ("squared_error", "cross_entropy"))
    num_steps: int = checked(whole, 600, at_least=3)
    num_looks: int = checked(whole, 8, at_least=1)


@dataclass(frozen=True, eq=False)
class Edges:
    """L limits, S seeds. `limits` (L,); `rates` (L,); `share` (L, S), the mean of the sharpness
    over the last third of the steps as a part of the limit, nan where training diverged; `start`
    (L, S), the same before the first step; `loss` (L, S) at the end.
    """

    limits: np.ndarray
    rates: np.ndarray
    share: np.ndarray
    start: np.ndarray
    loss: np.ndarray


def edges(config: EdgesConfig) -> Edges:
    """All limits and seeds at once."""
    limits, shape = np.array(config.limits), (len(config.limits), len(config.seeds))
    rates = LIMITS[config.rule](config.momentum) / limits
    data = digits(num_train=config.num_train)
    widths = [data.X_train.shape[1], *config.hidden, 10]
    nets = Ensemble(
        [mlp(widths, config.activation, s) for _ in limits for s in config.seeds], device()
    )
    every = max(1, config.num_steps // (3 * config.num_looks))
    history = train(
        nets,
        (data.X_train, data.y_train),
        RULES[config.rule](tuple(np.repeat(rates, shape[1])), config.momentum),
        num_steps=config.num_steps,
        loss=config.loss,
        record=("loss", "sharpness"),
        every=every,
    )
    late = history.steps >= 2 * config.num_steps / 3
    parts = history.sharpness[:, late].mean(axis=1), history.sharpness[:, 0], history.loss[:, -1]
    share, start, loss = (each.reshape(shape) for each in parts)
    return Edges(limits, rates, share / limits[:, None], start / limits[:, None], loss)
