"""Claims D11 to D13: which saddles of a real network minibatches leave, and when."""

from dataclasses import dataclass, field

import numpy as np
import torch

from optcourse.chapters.saddles.experiments.critical import CriticalConfig
from optcourse.chapters.saddles.experiments.leaving import directions, saddles_of
from optcourse.chapters.saddles.experiments.symmetry import made_symmetric, noise_along_steepest
from optcourse.records.sweeps import progress
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, non_negative, positive, whole


@dataclass(frozen=True)
class NoiseConfig(Checked):
    """SGD with batches of `batch_sizes` from `offsets` beside `num_saddles` saddles of each kind.

    Two kinds: symmetric saddles, with units that are zero or equal up to sign, and the others. The
    full batch comes last, as 0. All take `lr`; a run has left when the loss on all examples, looked
    at every `every` steps, is a fraction `drop` below that of the saddle.
    """

    critical: CriticalConfig = field(default_factory=CriticalConfig)
    num_saddles: int = checked(whole, 10, at_least=1)
    batch_sizes: tuple = (1, 8, 32, 0)
    offsets: tuple = checked(non_negative, (0.0, 1e-6, 1e-2))
    lr: float = checked(positive, 0.1)
    drop: float = checked(positive, 0.02)
    num_steps: int = checked(whole, 3000, at_least=1)
    every: int = checked(whole, 20, at_least=1)


@dataclass(frozen=True, eq=False)
class Noise:
    """B batch sizes (0: all examples), D offsets, K saddles, the symmetric ones first.

    `batch_sizes` (B,), `offsets` (D,). Of the saddles, (K,): `saddle_loss`; `lowest`, the most
    negative eigenvalue; `units` that differ; `along`, the noise of single examples along the lowest
    eigenvector, as a multiple of that along an average direction; `symmetric`, booleans. `steps`
    (T,); `ratio` (B, D, K, T) of loss to saddle loss; `left` (B, D, K), the step at which each run
    was first seen to have left, inf if it did not; `units_after` (B, D, K), of the end.
    """

    batch_sizes: np.ndarray
    offsets: np.ndarray
    saddle_loss: np.ndarray
    lowest: np.ndarray
    units: np.ndarray
    along: np.ndarray
    symmetric: np.ndarray
    steps: np.ndarray
    ratio: np.ndarray
    left: np.ndarray
    units_after: np.ndarray


def leaving_by_noise(config: NoiseConfig) -> Noise:
    """The steepest saddles of both kinds; batches with replacement; symmetry made exact first."""
    saddles, units, record, places = _chosen(config)
    net, offsets = config.critical.net, torch.tensor(config.offsets, dtype=torch.float64)
    shift = directions(saddles, config.critical.seed)
    start = (saddles + offsets[:, None, None] * shift).flatten(0, 1)  # (D K, P)
    runs = [_run(net, start, size, config) for size in config.batch_sizes]
    shape = (len(runs), len(offsets), len(saddles), -1)
    ratio = np.stack([losses for losses, _ in runs]).reshape(shape)
    ratio = ratio / record.loss[places][:, None]
    gone, steps = ratio < 1 - config.drop, np.arange(0, config.num_steps + 1, config.every)
    left = np.where(gone.any(axis=3), steps[gone.argmax(axis=3)], np.inf)
    after = np.stack([made_symmetric(net, end, 1e-9)[1].numpy() for _, end in runs])
    return Noise(
        np.array(config.batch_sizes), np.array(config.offsets), record.loss[places],
        record.eigenvalues[places, 0], units.numpy(), noise_along_steepest(net, saddles).numpy(),
        (units < net.hidden).numpy(), steps, ratio, left, after.reshape(shape[:3]),
    )  # fmt: skip


def _chosen(config):
    """The steepest saddles of each kind, made exact (K, P); their units (K,), record and places."""
    saddles, record, places = saddles_of(config.critical)
    saddles, units = made_symmetric(config.critical.net, saddles)
    order = np.argsort(record.eigenvalues[places, 0])
    symmetric = (units < config.critical.hidden).numpy()[order]
    kinds = [order[symmetric], order[~symmetric]]
    chosen = np.concatenate([kind[: config.num_saddles] for kind in kinds])
    return saddles[chosen], units[chosen], record, places[chosen]


def _run(net, theta, batch_size, config):
    """The loss on all examples every few steps, (N, T), and where the runs end, (N, P)."""
    generator = torch.Generator().manual_seed(config.critical.seed)
    shape, losses = (len(theta), batch_size), []
    rule = GradientDescent(config.lr)
    state = rule.init(theta)
    for step in progress(range(config.num_steps + 1), "leaving by noise"):
        if step % config.every == 0:
            losses.append(net.loss_and_grad(state.theta)[0].numpy())
        picks = torch.randint(len(net.X), shape, generator=generator) if batch_size else None
        state = rule.move(state, net.loss_and_grad(state.theta, picks)[1], step)
    return np.stack(losses, axis=1), state.theta
