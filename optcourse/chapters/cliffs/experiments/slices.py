"""Claims C3 and C6: where the gradient of a recurrent network in training is largest."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import Latch
from optcourse.networks.ensembles import Ensemble, moment_of, training
from optcourse.networks.models import rnn
from optcourse.records.devices import device
from optcourse.rules import GradientDescent, NormClip
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class SliceConfig(Checked):
    """tanh networks that learn to latch a bit, by SGD with norm clipping at `max_norm`.

    Around the weights at the step of the largest minibatch gradient, the loss on `num_fixed`
    sequences is taken at `num_points` points of the line along −g, `reach` to either side.
    """

    seeds: tuple = tuple(range(12))
    length: int = checked(whole, 50, at_least=1)
    hidden: int = checked(whole, 10, at_least=1)
    lr: float = checked(positive, 0.1)
    max_norm: float = checked(positive, 1.0)
    batch_size: int = checked(whole, 16, at_least=1)
    num_steps: int = checked(whole, 600, at_least=1)
    num_fixed: int = checked(whole, 64, at_least=1)
    reach: float = checked(positive, 0.5)
    num_points: int = checked(whole, 201, at_least=1)


@dataclass(frozen=True, eq=False)
class Slices:
    """N networks; losses are (f − y)², targets y = ±1, averaged over sequences.

    `seeds` (N,); `losses`, `norms` (N, num_steps), loss and ‖g‖ of each minibatch before its
    step, not clipped; `peak` (N,), the step of the largest norm; `grad` (N, P), the gradient there
    on the fixed sequences; `distance` (K,) along −g from there, and `slice` (N, K) the losses.
    """

    seeds: np.ndarray
    losses: np.ndarray
    norms: np.ndarray
    peak: np.ndarray
    grad: np.ndarray
    distance: np.ndarray
    slice: np.ndarray

    @property
    def slopes(self):
        """|ΔJ| ÷ distance between neighbouring points of the slice, (N, K − 1)."""
        return np.abs(np.diff(self.slice, axis=1)) / np.diff(self.distance)


def slices(config: SliceConfig) -> Slices:
    """Train, keep the weights of the steepest moment, and cut the loss along −g there."""
    models = [rnn(1, config.hidden, 1, orthogonal=True, seed=seed) for seed in config.seeds]
    ensemble, task = Ensemble(models, device()), Latch(config.length)
    losses, norms, steepest = _train(ensemble, task, config)
    fixed = task.sample(config.num_fixed, np.random.default_rng(10_000))
    fixed = [torch.from_numpy(each).to(device()) for each in fixed]
    grad = _at(ensemble, steepest, fixed).grad
    distance = np.linspace(-config.reach, config.reach, config.num_points)
    down = -grad / grad.norm(dim=1, keepdim=True)
    with torch.no_grad():
        cut = [_at(ensemble, steepest + d * down, fixed).loss for d in distance]
    return Slices(
        seeds=np.array(config.seeds),
        losses=losses,
        norms=norms,
        peak=norms.argmax(axis=1),
        grad=grad.double().cpu().numpy(),
        distance=distance,
        slice=torch.stack(cut, dim=1).double().cpu().numpy(),
    )


def _train(ensemble, task, config):
    """Clipped SGD; minibatch losses and norms (N, steps), and θ (N, P) of the largest norm."""
    steepest, highest = ensemble.theta.clone(), -torch.inf
    losses, norms = [], []
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size, "loss": "squared"}
    settings |= {"clip": NormClip(config.max_norm), "seeds": config.seeds}
    for moment in training(ensemble, task, GradientDescent(config.lr), **settings):
        if moment.step == config.num_steps:
            break
        higher = moment.norm > highest
        steepest = torch.where(higher[:, None], ensemble.theta, steepest)
        highest = torch.where(higher, moment.norm, highest)
        losses.append(moment.loss.detach())
        norms.append(moment.norm)
    losses, norms = (torch.stack(rows, dim=1).double().cpu().numpy() for rows in (losses, norms))
    return losses, norms, steepest


def _at(ensemble, theta, sequences):
    """Where the networks stand on these sequences with parameters `theta` (N, P)."""
    with torch.no_grad():
        ensemble.theta.copy_(theta)
    return moment_of(ensemble, *sequences, loss="squared")
