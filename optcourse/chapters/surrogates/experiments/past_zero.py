"""Claim S4: what happens to test error and margins once no training example is wrong."""

from dataclasses import dataclass, replace

import numpy as np
import torch

from optcourse.networks.data import digits
from optcourse.networks.ensembles import Ensemble, training
from optcourse.networks.models import mlp
from optcourse.records.devices import Scale, device
from optcourse.rules import Momentum
from optcourse.validation import Checked, between, checked, positive, whole

EDGES = np.linspace(-10.0, 20.0, 61)  # of the bins of margins


@dataclass(frozen=True)
class AfterZeroConfig(Checked):
    """Networks of `seeds`, each on `num_train` digits of its own, `num_val` held out to watch.

    All other digits are the test. `wrong_labels` is the share of training labels replaced by
    another digit, drawn by chance. Plain SGD unless `momentum` is given.
    """

    wrong_labels: float = checked(between, 0.0, 0, 1)
    seeds: tuple = tuple(range(16))
    num_train: int = checked(whole, 200, at_least=1)
    num_val: int = checked(whole, 300, at_least=1)
    hidden: int = checked(whole, 128, at_least=1)
    lr: float = checked(positive, 0.1)
    momentum: float = 0.0
    batch_size: int = checked(whole, 20, at_least=1)
    num_epochs: int = checked(whole, 160, at_least=1)

    @classmethod
    def at(cls, scale, seed=0, wrong_labels=0.0):
        """Sixteen networks for 160 epochs (quick), or 64 for 1,000 (full)."""
        if scale is Scale.full:
            return cls(wrong_labels, tuple(range(seed, seed + 64)), num_epochs=1000)
        return cls(wrong_labels, tuple(range(seed, seed + 16)))


@dataclass(frozen=True, eq=False)
class AfterZero:
    """S networks after T epochs; losses in nats, errors as fractions, margins in logits.

    `epochs` (T,), 0 first; float64 (S, T): `train_error`, `val_error`, `test_error`, `train_loss`,
    `test_loss`, `param_norm` ‖θ‖; `median_margin`, `least_margin` of training examples, the margin
    being the logit of the label less the largest other. `margins` (T, bins), the share of all
    networks' training examples between EDGES, the outer bins taking what lies beyond.
    """

    epochs: np.ndarray
    train_error: np.ndarray
    val_error: np.ndarray
    test_error: np.ndarray
    train_loss: np.ndarray
    test_loss: np.ndarray
    param_norm: np.ndarray
    median_margin: np.ndarray
    least_margin: np.ndarray
    margins: np.ndarray

    @property
    def first_zero(self):
        """Index of the first epoch without a training mistake, (S,); the last if there is none."""
        clean = self.train_error == 0
        return np.where(clean.any(axis=1), clean.argmax(axis=1), len(self.epochs) - 1)

    def at_zero(self, name):
        """A field of each network, (S,), at its first epoch without a training mistake."""
        return np.take_along_axis(getattr(self, name), self.first_zero[:, None], axis=1)[:, 0]

    def change(self, name):
        """A field at the end less that at the first epoch without a training mistake, (S,)."""
        return getattr(self, name)[:, -1] - self.at_zero(name)


def after_zero(config: AfterZeroConfig) -> AfterZero:
    """Train all networks at once and measure them after every epoch."""
    sets = [_examples(config, seed) for seed in config.seeds]
    X, y = (_stacked(sets, name) for name in ("X_train", "y_train"))
    held_out = [[_stacked(sets, f"{v}_{part}") for v in "Xy"] for part in ("val", "test")]
    models = [mlp((X.shape[-1], config.hidden, 10), "relu", seed) for seed in config.seeds]
    ensemble, per_epoch = Ensemble(models, device()), config.num_train // config.batch_size
    rule = Momentum(config.lr, config.momentum)
    settings = {"num_steps": per_epoch * config.num_epochs, "batch_size": config.batch_size}
    rows = [
        _measure(moment, (X, y), *held_out)
        for moment in training(ensemble, (X, y), rule, seeds=config.seeds, **settings)
        if moment.step % per_epoch == 0
    ]
    columns = {name: np.stack([row[name] for row in rows], axis=-1) for name in rows[0]}
    columns["margins"] = columns["margins"].T
    return AfterZero(np.arange(config.num_epochs + 1), **columns)


def _stacked(sets, name):
    return torch.tensor(np.stack([getattr(each, name) for each in sets]), device=device())


def _examples(config, seed):
    num_test = 1797 - config.num_train - config.num_val
    data = digits(config.num_train, config.num_val, num_test, seed)
    rng, y = np.random.default_rng(seed), data.y_train.copy()
    wrong = rng.choice(len(y), round(config.wrong_labels * len(y)), replace=False)
    y[wrong] = (y[wrong] + rng.integers(1, 10, len(wrong))) % 10
    return replace(data, y_train=y)


@torch.no_grad()
def _measure(moment, *parts):
    learnt, held_out, test = (moment.on(*part) for part in parts)
    margin = label_margins(learnt.outputs, learnt.y)
    counts, _ = np.histogram(np.clip(margin.cpu().numpy(), EDGES[0], EDGES[-1]), EDGES)
    columns = {
        "train_error": learnt.error,
        "val_error": held_out.error,
        "test_error": test.error,
        "train_loss": learnt.loss,
        "test_loss": test.loss,
        "param_norm": moment.ensemble.theta.norm(dim=1),
        "median_margin": margin.median(dim=1).values,
        "least_margin": margin.min(dim=1).values,
    }
    columns = {name: each.double().cpu().numpy() for name, each in columns.items()}
    return columns | {"margins": counts / margin.numel()}


def label_margins(logits, y):
    """The logit of the label less the largest other: (…, m) for logits (…, m, k), y (…, m)."""
    own = logits.gather(-1, y[..., None])
    others = logits.scatter(-1, y[..., None], -torch.inf)
    return own[..., 0] - others.amax(-1)
