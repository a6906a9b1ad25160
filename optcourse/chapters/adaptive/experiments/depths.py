"""Claims P14: how far each layer moves in a step, for its size, from the first to the last."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.rules import Adam, Momentum
from optcourse.validation import Checked, checked, one_of, positive, whole

RULES = {"momentum": Momentum, "adam": Adam}


@dataclass(frozen=True)
class DepthsConfig(Checked):
    """`rule` at `lr`, networks of `num_layers` hidden layers of `width`, one for each of `seeds`.

    Their matrices are those of torch's start times `scale`. They learn `data` in batches of
    `batch_size`; the last `looked` of `num_steps` are looked at.
    """

    rule: str = checked(one_of, "adam", tuple(RULES))
    lr: float = checked(positive, 0.001)
    data: str = checked(one_of, "mnist1d", tuple(DATA_SETS))
    seeds: tuple = (0, 1, 2, 3)
    num_layers: int = checked(whole, 6, at_least=1)
    width: int = checked(whole, 32, at_least=1)
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    scale: float = checked(positive, 1.0)
    batch_size: int = checked(whole, 32, at_least=1)
    num_steps: int = checked(whole, 100, at_least=1)
    looked: int = checked(whole, 20, at_least=1)


@dataclass(frozen=True, eq=False)
class Depths:
    """S seeds, L layers: `shares` (S, L), the length of a step of each matrix over its own."""

    shares: np.ndarray

    @property
    def spread(self):
        """The largest share of a layer over the smallest, (S,)."""
        return self.shares.max(axis=1) / self.shares.min(axis=1)


def depths(config: DepthsConfig) -> Depths:
    """Shares in the root mean square over the steps that are looked at."""
    data = DATA_SETS[config.data]()
    widths = data.X_train.shape[1], *[config.width] * config.num_layers, 10
    models = [mlp(widths, config.activation, seed) for seed in config.seeds]
    ensemble, squares, before = Ensemble(models), [], None
    with torch.no_grad():
        for matrix in ensemble.params[::2]:
            matrix.mul_(config.scale)
    rule = RULES[config.rule](config.lr)
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size}
    pair = data.X_train, data.y_train
    for moment in training(ensemble, pair, rule, seeds=config.seeds, **settings):
        if before is not None:
            squares.append(_squares(before, ensemble.params[::2]))
        late = moment.step >= config.num_steps - config.looked
        before = [each.detach().clone() for each in ensemble.params[::2]] if late else None
    return Depths(np.sqrt(np.mean(squares, axis=0)))


def _squares(before, after):
    """(‖new − old‖ / ‖old‖)² of each matrix of each member, (S, L)."""
    pairs = zip(before, after, strict=True)
    found = [((new - old).flatten(1).norm(dim=1) / old.flatten(1).norm(dim=1)) ** 2
             for old, new in pairs]  # fmt: skip
    return torch.stack(found, dim=1).detach().numpy()
