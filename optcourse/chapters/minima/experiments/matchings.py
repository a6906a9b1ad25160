"""Claim L15: the average of two networks, as they are and with their units matched."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.minima.experiments.levenberg import ACTIVATIONS
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, error_rate, train
from optcourse.networks.matchings import matching, reordered, with_parameters
from optcourse.networks.models import mlp
from optcourse.rules import Adam, Cosine, Scheduled
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class MatchingsConfig(Checked):
    """`num_pairs` pairs of networks of each of `widths`, with `depth` hidden layers.

    Each is trained alone from its own start, `start_scale` times torch's, in its own order of
    batches, by Adam, its rate falling from `lr` to 0. The straight path between the two of a pair
    is measured at `num_stops` places.
    """

    seed: int = 0
    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    widths: tuple = checked(positive, (4, 8, 16, 32, 64, 128))
    depth: int = checked(whole, 1, at_least=1)
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    num_pairs: int = checked(whole, 6, at_least=1)
    start_scale: float = checked(positive, 1.0)
    lr: float = checked(positive, 0.003)
    batch_size: int = checked(whole, 50, at_least=1)
    num_steps: int = checked(whole, 1000, at_least=1)
    num_stops: int = checked(whole, 11, at_least=3)


@dataclass(frozen=True, eq=False)
class Matchings:
    """W widths, K pairs, T stops. `widths` (W,); test errors, fractions: `plain` (W, K, T) on the
    straight path between the two networks of a pair, `matched` (W, K, T) after the units of the
    second are put into the order that suits the first, `copied` (W, K, T) between the first and a
    copy of itself whose units stand in a random order.
    """

    widths: np.ndarray
    plain: np.ndarray
    matched: np.ndarray
    copied: np.ndarray

    @property
    def ends(self):
        """The error of the trained networks, mean of both ends and of all pairs, (W,)."""
        return self.plain[..., [0, -1]].mean(axis=(1, 2))

    def middle(self, paths):
        """The error half-way on `paths` (W, K, T), a mean over the pairs, (W,)."""
        return paths[..., paths.shape[-1] // 2].mean(axis=1)


def matchings(config: MatchingsConfig) -> Matchings:
    """Train, match, average. After Ainsworth, Hayase and Srinivasa (2023), algorithm 1."""
    data = DATA_SETS[config.data](seed=config.seed)
    found = [_paths(config, width, data) for width in config.widths]
    names = ("plain", "matched", "copied")
    parts = {name: np.stack([each[name] for each in found]) for name in names}
    return Matchings(widths=np.array(config.widths), **parts)


def _paths(config, width, data):
    """Test errors on the three kinds of paths, each (K, T)."""
    net = (data.X_train.shape[1], *[width] * config.depth, 10)
    first, second = _trained(config, net, data)
    rng = np.random.default_rng(config.seed)
    ends = {"plain": second}
    ends["matched"] = np.stack(
        [reordered(b, net, matching(a, b, net)) for a, b in zip(first, second, strict=True)]
    )
    orders = [[rng.permutation(width) for _ in range(config.depth)] for _ in first]
    ends["copied"] = np.stack(
        [reordered(a, net, order) for a, order in zip(first, orders, strict=True)]
    )
    model = mlp(net, config.activation)
    share = np.linspace(0, 1, config.num_stops)[:, None]
    return {name: np.stack([_errors(model, a + share * (b - a), data)
                            for a, b in zip(first, end, strict=True)])
            for name, end in ends.items()}  # fmt: skip


def _trained(config, net, data):
    """The parameters of the first and of the second networks of all pairs, each (K, p)."""
    seeds = [2 * config.num_pairs * config.seed + k for k in range(2 * config.num_pairs)]
    ensemble = Ensemble([mlp(net, config.activation, seed) for seed in seeds])
    ensemble.theta.mul_(config.start_scale)
    rule = Scheduled(Adam(config.lr), Cosine(config.num_steps))
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size, "seeds": seeds}
    train(ensemble, (data.X_train, data.y_train), rule, record=(), **settings)
    theta = ensemble.theta.double().numpy()
    return theta[::2], theta[1::2]


def _errors(model, thetas, data):
    nets = with_parameters(model, torch.tensor(thetas).float())
    with torch.no_grad():
        return error_rate(nets(torch.tensor(data.X_test)), torch.tensor(data.y_test)).numpy()
