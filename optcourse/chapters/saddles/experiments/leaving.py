"""Claim D8: from beside the saddles of a real network, who goes back and who leaves."""

from dataclasses import dataclass, field, replace

import numpy as np
import torch

from optcourse.chapters.saddles.experiments.critical import (
    CriticalConfig,
    critical_points_of_network,
    search,
)
from optcourse.records.sweeps import cached, progress
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole

METHODS = ("newton", "saddle_free", "descent")


@dataclass(frozen=True)
class LeavingConfig(Checked):
    """Starts `offset` away, in a random direction, from saddles that `critical` finds.

    Newton and saddle-free Newton for the steps of `critical`, gradient descent for `num_steps`.
    """

    critical: CriticalConfig = field(default_factory=CriticalConfig)
    offset: float = checked(positive, 0.01)
    lr: float = checked(positive, 0.5)
    num_steps: int = checked(whole, 1500, at_least=1)


@dataclass(frozen=True, eq=False)
class Leaving:
    """K saddles with `saddle_loss` (K,) and eigenvalues `spectrum` (K, P), ascending.

    Rules in order of METHODS: `distance` (3, K) from the saddle at the end; `loss` (3, K) and
    `lowest` (3, K) eigenvalue of the Hessian there.
    """

    saddle_loss: np.ndarray
    spectrum: np.ndarray
    distance: np.ndarray
    loss: np.ndarray
    lowest: np.ndarray


def saddles_of(config: CriticalConfig):
    """Distinct accepted points with a negative eigenvalue: theta (K, P), and their places."""
    record = cached(critical_points_of_network, config)
    places = record.distinct()
    places = places[record.eigenvalues[places, 0] < 0]
    return torch.tensor(record.theta[places]), record, places


def leaving(config: LeavingConfig) -> Leaving:
    """The same starts for all three rules. Dauphin et al. (2014), section 6."""
    saddles, record, places = saddles_of(config.critical)
    net = config.critical.net
    start = saddles + config.offset * directions(saddles, config.critical.seed)
    ends = [search(net, start, replace(config.critical, rule=rule)) for rule in METHODS[:2]]
    ends.append(descend(net, start, config.lr, config.num_steps))
    loss, lowest = [], []
    for end in ends:
        value, _, hessian = net.all_derivatives(end)
        loss.append(value.numpy())
        lowest.append(torch.linalg.eigvalsh(hessian)[:, 0].numpy())
    distance = [(end - saddles).norm(dim=1).numpy() for end in ends]
    spectrum = record.eigenvalues[places]
    return Leaving(record.loss[places], spectrum, *map(np.stack, (distance, loss, lowest)))


def descend(net, theta, lr, num_steps):
    """Plain gradient descent from each of `theta` (N, P)."""
    rule = GradientDescent(lr)
    state = rule.init(theta)
    for k in progress(range(num_steps), "leaving saddles"):
        state = rule.move(state, net.loss_and_grad(state.theta)[1], k)
    return state.theta


def directions(like, seed):
    """One random direction of length 1 for each row of `like` (N, P)."""
    generator = torch.Generator().manual_seed(seed + 1)
    found = torch.randn(like.shape, generator=generator, dtype=like.dtype)
    return found / found.norm(dim=1, keepdim=True)
