"""Claim N28: networks whose rate is cut to a tenth, early, late or never."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, moment_of, training
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, entries, one_of, positive, whole

CUT = 0.1


@dataclass(frozen=True)
class CutsConfig(Checked):
    """Networks of one hidden layer by SGD at the rate `lr`, which is cut to a tenth once.

    `cuts` are the steps from which on the rate is lower, a run of each of `seeds` for each; the
    last is best left out of reach, `num_steps`, so that there the rate stays. The loss is looked at
    `every` few steps.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    num_train: int = checked(whole, 1000, at_least=1)
    hidden: int = checked(whole, 64, at_least=1)
    activation: str = checked(one_of, "tanh", ("tanh", "relu"))
    lr: float = checked(positive, 0.5)
    batch_size: int = checked(whole, 10, at_least=1)
    num_steps: int = checked(whole, 2000, at_least=1)
    cuts: tuple = checked(entries(whole), (200, 1500, 2000), at_least=0)
    every: int = checked(whole, 40, at_least=1)
    seeds: tuple = (0, 1, 2)


@dataclass(frozen=True, eq=False)
class Cuts:
    """T looks, C cuts, S seeds: `steps` (T,) and `loss` (T, C, S) over all training examples."""

    steps: np.ndarray
    cuts: np.ndarray
    loss: np.ndarray


def cuts(config: CutsConfig) -> Cuts:
    """Train all at once: until their cut the networks of a seed go the same way."""
    data = DATA_SETS[config.data](seed=config.seeds[0])
    X, y = data.X_train[: config.num_train], data.y_train[: config.num_train]
    shape = (len(config.cuts), len(config.seeds))
    nets = [mlp([X.shape[1], config.hidden, 10], config.activation, s) for s in config.seeds]
    ensemble = Ensemble(nets * shape[0], device())
    run = training(ensemble, (X, y), GradientDescent(config.lr), num_steps=config.num_steps,
                   seeds=np.tile(config.seeds, shape[0]), batch_size=config.batch_size)  # fmt: skip
    like, looks = ensemble.theta, []
    X, y = torch.as_tensor(X).to(like), torch.as_tensor(y).to(like.device)
    first = torch.as_tensor(np.repeat(config.cuts, shape[1]), device=like.device)
    for moment in run:
        if moment.step % config.every == 0:
            looks.append(moment_of(ensemble, X, y).loss.detach().double().cpu().numpy())
        moment.grad[first <= moment.step] *= CUT
    steps = config.every * np.arange(len(looks))
    return Cuts(steps, np.array(config.cuts), np.reshape(looks, (-1, *shape)))
