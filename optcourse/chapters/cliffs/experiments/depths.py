"""Claim C8: are there cliffs in deep feedforward networks, whose layers all differ?"""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, moment_of
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class DepthsConfig(Checked):
    """Networks of every depth in `depths`, hidden layers, from every start scale, untrained.

    Weights and biases are torch's own start, U(±1/√inputs), times the scale. The loss on
    `num_train` examples of `data` is followed along −g over `num_points` lengths, evenly spaced on
    a logarithmic axis from `shortest` to `longest`.
    """

    depths: tuple = (2, 4, 8, 16, 32)
    scales: tuple = checked(positive, (1.0, 6.0))
    seeds: tuple = tuple(range(8))
    width: int = checked(whole, 32, at_least=1)
    activation: str = "tanh"
    data: str = "digits"
    num_train: int = checked(whole, 200, at_least=1)
    shortest: float = checked(positive, 1e-9)
    longest: float = checked(positive, 10.0)
    num_points: int = checked(whole, 41, at_least=2)

    def __post_init__(self):
        super().__post_init__()
        one_of("data", self.data, tuple(DATA_SETS))


@dataclass(frozen=True, eq=False)
class Depths:
    """G scales, D depths, S seeds.

    `depths` (D,); `scales` (G,); `slope` (G, D, S), ‖g‖ at the start; `trust` (G, D, S), the
    longest of the lengths along −g up to which the loss fell by at least half of what the slope
    promises; 0 if it did so over none.
    """

    depths: np.ndarray
    scales: np.ndarray
    slope: np.ndarray
    trust: np.ndarray


def depths(config: DepthsConfig) -> Depths:
    """Measure the slope at each start, and how far it can be trusted."""
    parts = DATA_SETS[config.data]()
    examples = parts.X_train[: config.num_train], parts.y_train[: config.num_train]
    examples = torch.from_numpy(examples[0]).double(), torch.from_numpy(examples[1])
    examples = [each.to(device()) for each in examples]
    found = [[_at(k, scale, examples, config) for k in config.depths] for scale in config.scales]
    slope, trust = np.moveaxis(np.array(found), 2, 0)
    return Depths(np.array(config.depths), np.array(config.scales), slope, trust)


def _at(depth, scale, examples, config):
    """Slope and trust (2, S) of the networks of one depth from one scale."""
    widths = [examples[0].shape[1], *[config.width] * depth, 10]
    kinds = {"activation": config.activation, "dtype": torch.float64}
    ensemble = Ensemble([mlp(widths, seed=seed, **kinds) for seed in config.seeds], device())
    with torch.no_grad():
        start = scale * ensemble.theta
        ensemble.theta.copy_(start)
    here = moment_of(ensemble, *examples)
    loss, down, slope = here.loss.detach(), -here.grad / here.norm[:, None], here.norm
    far = np.geomspace(config.shortest, config.longest, config.num_points)
    drops = []
    with torch.no_grad():
        for length in far:
            ensemble.theta.copy_(start + length * down)
            drops.append(loss - moment_of(ensemble, *examples).loss)
    drops = torch.stack(drops).cpu().numpy()
    slope = slope.cpu().numpy()
    kept = np.logical_and.accumulate(drops >= 0.5 * far[:, None] * slope, axis=0)
    return slope, np.max(np.where(kept, far[:, None], 0.0), axis=0)
