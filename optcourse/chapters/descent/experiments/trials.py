"""Claim A8c: a rate and a penalty for a network, sought on a grid and at random places."""

from dataclasses import dataclass

import numpy as np
import torch
from scipy.special import comb

from optcourse.chapters.descent.experiments.batches import examples
from optcourse.chapters.descent.experiments.dice import grid_places
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, moment_of, train
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.records.devices import device
from optcourse.rules import GradientDescent, Regularized
from optcourse.validation import Checked, checked, one_of, positive, whole

GUESSING = float(np.log(10))  # what a run that diverged counts as


@dataclass(frozen=True)
class TrialsConfig(Checked):
    """Networks on `num_train` examples of `data`, SGD with weight decay, `num_steps` steps.

    The rate lies between the two of `rates`, the decay between those of `decays`, both by a log
    scale. A grid has `side`² runs; `num_grids` of them begin at random places of their first cell.
    Sets of `side`² random runs are drawn from `num_dice`. A set chooses the run with the lowest
    loss on half of `num_test` new examples; it is judged on the other half.
    """

    data: str = checked(one_of, "mnist1d", tuple(DATA_SETS))
    seeds: tuple = (0, 1, 2, 3)
    side: int = checked(whole, 4, at_least=1)
    num_grids: int = checked(whole, 3, at_least=1)
    num_dice: int = checked(whole, 48, at_least=1)
    rates: tuple = checked(positive, (0.004, 2.0))
    decays: tuple = checked(positive, (1e-5, 0.1))
    hidden: tuple = checked(positive, (32,))
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    num_train: int = checked(whole, 500, at_least=10)
    num_test: int = checked(whole, 1000, at_least=10)
    size: int = checked(whole, 16, at_least=1)
    num_steps: int = checked(whole, 600, at_least=1)


@dataclass(frozen=True, eq=False)
class Trials:
    """S seeds. The loss on new examples of the run that is chosen, in the mean over grids, `grid`
    (S,), and over sets of as many random runs, `random` (S,); of each of R random runs,
    `all_random` (S, R).
    """

    grid: np.ndarray
    random: np.ndarray
    all_random: np.ndarray


def trials(config: TrialsConfig) -> Trials:
    """All runs of one seed at once."""
    found = [_of_seed(config, seed) for seed in config.seeds]
    return Trials(*(np.array(each) for each in zip(*found, strict=True)))


def _of_seed(config, seed):
    rng, per = np.random.default_rng(seed), config.side**2
    cells = grid_places(config.side, 2) - 0.5 / config.side
    grids = cells + rng.random((config.num_grids, 1, 2)) / config.side
    places = np.concatenate([grids.reshape(-1, 2), rng.random((config.num_dice, 2))])
    chosen, judged = _losses(config, seed, places)
    num = config.num_grids * per
    best = chosen[:num].reshape(-1, per).argmin(axis=1)
    of_grids = np.take_along_axis(judged[:num].reshape(-1, per), best[:, None], axis=1)
    dice = judged[num:][np.argsort(chosen[num:])]
    return of_grids.mean(), dice @ chances(config.num_dice, per), dice


def chances(num, per):
    """How often each of `num` runs, from the best on, is the best of `per` drawn ones, (num,)."""
    return comb(np.arange(num)[::-1], per - 1) / comb(num, per)


def _losses(config, seed, places):
    """The losses (P,) on either half of the new examples after runs at `places` (P, 2)."""
    learnt, new = examples(config, seed)
    widths = learnt[0].shape[1], *config.hidden, 10
    nets = Ensemble([mlp(widths, config.activation, seed) for _ in places], device())
    history = train(
        nets,
        _for_each(places, learnt),
        _rule(config, places),
        num_steps=config.num_steps,
        batch_size=config.size,
        seeds=[seed] * len(places),
        every=10**9,
    )
    half = len(new[1]) // 2
    for part in (slice(half), slice(half, None)):
        loss = _loss(nets, *_for_each(places, [each[part] for each in new]))
        yield np.where(np.isfinite(loss) & (history.diverged_at < 0), loss, GUESSING)


def _rule(config, places):
    rate, decay = (
        low * (high / low) ** part
        for (low, high), part in zip((config.rates, config.decays), places.T, strict=True)
    )
    return Regularized(GradientDescent(tuple(rate)), tuple(decay))


def _for_each(places, pair):
    """The same examples for the network of each place."""
    return [np.tile(each, (len(places),) + (1,) * each.ndim) for each in pair]


def _loss(nets, X, y):
    X, y = (torch.as_tensor(each, device=nets.theta.device) for each in (X, y))
    return moment_of(nets, X, y).loss.detach().double().cpu().numpy()
