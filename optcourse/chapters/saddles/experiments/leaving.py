"""Claims D8, D11: from beside the saddles of a real network, who goes back and who leaves, when."""

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
from optcourse.validation import Checked, checked, non_negative, positive, whole

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

    @classmethod
    def at(cls, scale, seed=0):
        """The saddles of one search, quick and full."""
        return cls(CriticalConfig.at(scale, seed))


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
    start = saddles + config.offset * _directions(saddles, config.critical.seed)
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


def _directions(like, seed):
    generator = torch.Generator().manual_seed(seed + 1)
    directions = torch.randn(like.shape, generator=generator, dtype=like.dtype)
    return directions / directions.norm(dim=1, keepdim=True)


@dataclass(frozen=True)
class NoiseConfig(Checked):
    """SGD with batches of `batch_sizes` from `offsets` beside `num_saddles` saddles.

    The full batch comes last, as 0. All take `lr`; a run has left when the loss on all examples,
    looked at every `every` steps, is a fraction `drop` below that of the saddle.
    """

    critical: CriticalConfig = field(default_factory=CriticalConfig)
    num_saddles: int = checked(whole, 10, at_least=1)
    batch_sizes: tuple = (1, 8, 32, 0)
    offsets: tuple = checked(non_negative, (0.0, 1e-6, 1e-2))
    lr: float = checked(positive, 0.1)
    drop: float = checked(positive, 0.02)
    num_steps: int = checked(whole, 3000, at_least=1)
    every: int = checked(whole, 20, at_least=1)

    @classmethod
    def at(cls, scale, seed=0):
        """The saddles of one search, quick and full."""
        return cls(CriticalConfig.at(scale, seed))


@dataclass(frozen=True, eq=False)
class Noise:
    """B batch sizes (0: all examples), D offsets, K saddles.

    `batch_sizes` (B,), `offsets` (D,), `saddle_loss` (K,) and `lowest` (K,), the most negative
    eigenvalue. `steps` (T,); `median_loss` (B, D, T), of loss ÷ saddle loss over the saddles;
    `left` (B, D, K), the step at which each run was first seen to have left; inf if it did not.
    """

    batch_sizes: np.ndarray
    offsets: np.ndarray
    saddle_loss: np.ndarray
    lowest: np.ndarray
    steps: np.ndarray
    median_loss: np.ndarray
    left: np.ndarray


def leaving_by_noise(config: NoiseConfig) -> Noise:
    """The saddles with the most negative curvature first. Batches are drawn with replacement."""
    saddles, record, places = saddles_of(config.critical)
    chosen = np.argsort(record.eigenvalues[places, 0])[: config.num_saddles]
    saddles, places = saddles[chosen], places[chosen]
    net, offsets = config.critical.net, torch.tensor(config.offsets, dtype=torch.float64)
    shift = _directions(saddles, config.critical.seed)
    start = (saddles + offsets[:, None, None] * shift).flatten(0, 1)  # (D K, P)
    steps = np.arange(0, config.num_steps + 1, config.every)
    shape = (len(config.batch_sizes), len(offsets), len(saddles), len(steps))
    losses = np.stack([_losses(net, start, size, config) for size in config.batch_sizes])
    ratio = losses.reshape(shape) / record.loss[places][:, None]
    gone = ratio < 1 - config.drop
    left = np.where(gone.any(axis=3), steps[gone.argmax(axis=3)], np.inf)
    return Noise(
        np.array(config.batch_sizes), np.array(config.offsets), record.loss[places],
        record.eigenvalues[places, 0], steps, np.median(ratio, axis=2), left,
    )  # fmt: skip


def _losses(net, theta, batch_size, config):
    """The loss on all examples every few steps, (N, T)."""
    generator = torch.Generator().manual_seed(config.critical.seed)
    shape, losses = (len(theta), batch_size), []
    rule = GradientDescent(config.lr)
    state = rule.init(theta)
    for step in progress(range(config.num_steps + 1), "leaving by noise"):
        if step % config.every == 0:
            losses.append(net.loss_and_grad(state.theta)[0].numpy())
        picks = torch.randint(len(net.X), shape, generator=generator) if batch_size else None
        state = rule.move(state, net.loss_and_grad(state.theta, picks)[1], step)
    return np.stack(losses, axis=1)
