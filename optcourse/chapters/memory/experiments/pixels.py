"""Claim T9: handwritten digits read one pixel at a time, by recurrent networks of several kinds."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.memory.experiments.bits import RULES, Method
from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, cross_entropy, error_rate, training
from optcourse.records.devices import device
from optcourse.rules import NormClip
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class PixelsConfig(Checked):
    """Networks of one kind on digits as sequences of 64 pixels, row by row.

    `seeds` decide weights, order of data and split. Measured before training and after each of
    `num_epochs`; `probes` test images carry the measured gradient.
    """

    method: Method
    lr: float = checked(positive)
    seeds: tuple = (0, 1, 2)
    hidden: int = checked(whole, 32, at_least=1)
    batch_size: int = checked(whole, 32, at_least=1)
    num_epochs: int = checked(whole, 10, at_least=1)
    probes: int = checked(whole, 100, at_least=1)


@dataclass(frozen=True, eq=False)
class Pixels:
    """S networks at E + 1 moments.

    `epochs` (E + 1,), 0 first; `test_error` (E + 1, S), a fraction of 360 images; `val_error`
    (E + 1, S), of 180 others, by which rates are chosen; `reach` (E + 1, S, 64), the mean over
    test images of |∂loss/∂pixel|, the first pixel read first.
    """

    epochs: np.ndarray
    test_error: np.ndarray
    val_error: np.ndarray
    reach: np.ndarray

    @property
    def shares(self):
        """Each pixel's part of the sum of these lengths, (E + 1, S, 64)."""
        return self.reach / self.reach.sum(-1, keepdims=True)


def read_pixels(config: PixelsConfig) -> Pixels:
    """Train and measure. After Le, Jaitly and Hinton (2015), who read MNIST so."""
    splits = [digits(seed=seed) for seed in config.seeds]
    (X, y), test, val = (_pair(splits, part) for part in ("train", "test", "val"))
    models = [config.method.network(1, config.hidden, 10, seed) for seed in config.seeds]
    ensemble = Ensemble(models, device())
    per_epoch = X.shape[1] // config.batch_size
    settings = {"num_steps": per_epoch * config.num_epochs, "batch_size": config.batch_size}
    settings |= {"clip": config.method.clip and NormClip(config.method.clip), "seeds": config.seeds}
    rule = RULES[config.method.rule](config.lr)
    moments = [
        _measure(ensemble, test, val, config.probes)
        for moment in training(ensemble, (X, y), rule, **settings)
        if moment.step % per_epoch == 0
    ]
    columns = (np.stack(part) for part in zip(*moments, strict=True))
    return Pixels(np.arange(config.num_epochs + 1), *columns)


def _pair(splits, part):
    """Sequences (S, m, 64, 1) and labels (S, m) of one part of each split."""
    names = f"X_{part}", f"y_{part}"
    X, y = (np.stack([getattr(split, name) for split in splits]) for name in names)
    return torch.tensor(X[..., None], device=device()), torch.tensor(y, device=device())


def _measure(ensemble, test, val, probes):
    """Errors on both parts (S,), and mean |∂loss/∂pixel| over the first test images (S, 64)."""
    few = test[0][:, :probes].clone().requires_grad_()
    loss = cross_entropy(ensemble(few), test[1][:, :probes]) * probes  # the sum over images
    (grad,) = torch.autograd.grad(loss.sum(), few)
    with torch.no_grad():
        errors = [error_rate(ensemble(X), y).cpu().numpy() for X, y in (test, val)]
    return *errors, grad.abs().mean(1)[..., 0].double().cpu().numpy()
