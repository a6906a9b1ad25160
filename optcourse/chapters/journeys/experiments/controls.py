"""Controls of claims G13, G24 and G29: how steps of small batches turn, whether speed alone goes on
from where training stops, and how alike matched units are.
"""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.journeys.experiments.connections import RULES, ConnectionsConfig, matched
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, train, training
from optcourse.networks.matchings import layers
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.records.devices import device
from optcourse.rules import Cosine, GradientDescent, Momentum, Scheduled
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class RivalsConfig(Checked):
    """Networks of `hidden` units, one for each of `seeds`, on `num_train` examples of `data`.

    They learn for `num_steps` steps at the rate `lr` in batches of `batch_size`. From there copies
    go on for `num_more` steps of momentum on all examples, at rates that fall from each of
    `rival_lrs` to 0, with the part of `rival_momenta` beside it.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    seeds: tuple = (0, 1)
    hidden: tuple = checked(positive, (32,))
    activation: str = checked(one_of, "tanh", tuple(ACTIVATIONS))
    start_scale: float = checked(positive, 1.0)
    num_train: int = checked(whole, 500, at_least=2)
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 20, at_least=1)
    num_steps: int = checked(whole, 2000, at_least=2)
    rival_lrs: tuple = checked(positive, (0.1, 1.0))
    rival_momenta: tuple = (0.0, 0.9)
    num_more: int = checked(whole, 1000, at_least=1)


@dataclass(frozen=True, eq=False)
class Rivals:
    """S networks, R rivals. `cosine` (S,), the mean of the cosines between a step and the next in
    training; length of the gradient of all examples, `norm` (S,) where training stops, and
    `norm_after` (R, S) where the rivals end.
    """

    cosine: np.ndarray
    norm: np.ndarray
    norm_after: np.ndarray

    @property
    def factor(self):
        """How many times shorter each rival makes the gradient, (R, S)."""
        return self.norm / self.norm_after


def rivals(config: RivalsConfig) -> Rivals:
    """Train, and go on from there by each rival."""
    data = DATA_SETS[config.data]()
    pair = tuple(torch.as_tensor(each[: config.num_train]) for each in (data.X_train, data.y_train))
    widths = (pair[0].shape[1], *config.hidden, 10)
    models = [mlp(widths, config.activation, seed) for seed in config.seeds]
    ensemble = Ensemble(models, device())
    ensemble.theta.mul_(config.start_scale)
    cosine = _turning(config, ensemble, pair)
    copies = Ensemble(models * len(config.rival_lrs), device())
    copies.theta.copy_(ensemble.theta.repeat(len(config.rival_lrs), 1))
    lrs, parts = (np.repeat(x, len(models)) for x in (config.rival_lrs, config.rival_momenta))
    rule = Scheduled(Momentum(tuple(lrs), tuple(parts)), Cosine(config.num_more))
    norms = [
        moment.norm.double().cpu().numpy()
        for moment in training(copies, pair, rule, num_steps=config.num_more)
        if moment.step in (0, config.num_more)
    ]
    first, last = (each.reshape(-1, len(models)) for each in norms)
    return Rivals(cosine, first[0], last)


def _turning(config, ensemble, pair):
    """Train; the mean cosine between a step and the next, (S,)."""
    cosines, last, before = [], None, ensemble.theta.clone()
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size}
    rule = GradientDescent(config.lr)
    for moment in training(ensemble, pair, rule, seeds=list(config.seeds), **settings):
        step, before = ensemble.theta - before, ensemble.theta.clone()
        if moment.step > 1:
            cosines.append(torch.cosine_similarity(step, last, dim=1).cpu())
        last = step
    return torch.stack(cosines).double().mean(0).numpy()


@dataclass(frozen=True, eq=False)
class Likeness:
    """K pairs of networks of the largest width. `alike` (K,), the mean cosine of the weights into
    matched units after training, and `before` (K,), of the same networks at their starts.
    """

    alike: np.ndarray
    before: np.ndarray


def likeness(config: ConnectionsConfig) -> Likeness:
    """Train pairs as `connections` does, and compare the units that are matched."""
    data = DATA_SETS[config.data](seed=config.seed)
    train_on = data.X_train[: config.num_train], data.y_train[: config.num_train]
    net = (data.X_train.shape[1], *[int(config.widths[-1])] * config.depth, 10)
    seeds = [2 * config.num_pairs * config.seed + k for k in range(2 * config.num_pairs)]
    ensemble = Ensemble([mlp(net, config.activation, seed) for seed in seeds])
    start = ensemble.theta.clone()
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size, "seeds": seeds}
    train(ensemble, train_on, RULES[config.rule](config.lr), record=(), **settings)
    before, alike = (_alike(theta, net) for theta in (start, ensemble.theta))
    return Likeness(alike, before)


def _alike(theta, net):
    """The mean cosine of the weights into matched units of each pair of `theta` (2K, p), (K,)."""
    first, second = theta[::2], matched(theta[::2], theta[1::2], net)
    both = zip(layers(first, net)[:-1], layers(second, net)[:-1], strict=True)
    each = [torch.cosine_similarity(a, b, dim=-1) for (a, _), (b, _) in both]
    return torch.cat(each, dim=1).double().mean(dim=1).numpy()
