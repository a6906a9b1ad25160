"""Claims S4, S11, S12, S14: errors, margins and robustness once no training example is wrong."""

from dataclasses import dataclass, replace

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS, Dataset, digits, mnist1d
from optcourse.networks.ensembles import Ensemble, error_rate, moment_of, training
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.rules import Momentum
from optcourse.validation import (
    Checked,
    between,
    checked,
    non_negative,
    one_of,
    positive,
    whole,
)

EDGES = np.linspace(-10.0, 20.0, 61)  # of the bins of margins


@dataclass(frozen=True)
class AfterZeroConfig(Checked):
    """Networks of `seeds`, each on `num_train` examples of its own, `num_val` held out to watch.

    All others are the test, at most 1,297. `wrong_labels` is the share of training labels that are
    replaced by another class, drawn by chance. Plain SGD unless `momentum` is given. `noise` are
    standard deviations of normal noise on the test's inputs, whose own is 1.
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
    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    noise: tuple = checked(non_negative, (0.3, 0.6, 1.0))


@dataclass(frozen=True, eq=False)
class AfterZero:
    """S networks after T epochs; losses in nats, errors as fractions, margins in logits.

    `epochs` (T,), 0 first; float64 (S, T): `train_error`, `val_error`, `test_error`, `train_loss`,
    `test_loss`, `param_norm` ‖θ‖; `noisy_val_error`, on validation labels of which as many are
    wrong as of those for training; `median_margin`, `least_margin` of training examples, the
    margin being the logit of the label less the largest other. `margins` (T, bins), the share of
    all networks' training examples between EDGES, the outer bins taking what lies beyond.
    `blurred_error` (K, 2, S), test errors under K strengths of input noise, at the first epoch
    without a training mistake (0 if there is none) and after the last.
    """

    epochs: np.ndarray
    train_error: np.ndarray
    val_error: np.ndarray
    noisy_val_error: np.ndarray
    test_error: np.ndarray
    train_loss: np.ndarray
    test_loss: np.ndarray
    param_norm: np.ndarray
    median_margin: np.ndarray
    least_margin: np.ndarray
    margins: np.ndarray
    blurred_error: np.ndarray

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
    parts = _parts([_examples(config, seed) for seed in config.seeds], config)
    X, y = parts["train"]
    models = [mlp((X.shape[-1], config.hidden, 10), "relu", seed) for seed in config.seeds]
    ensemble, per_epoch = Ensemble(models, device()), config.num_train // config.batch_size
    rule, rows = Momentum(config.lr, config.momentum), []
    clean, thetas = np.zeros(len(models), bool), ensemble.theta.clone()
    settings = {"num_steps": per_epoch * config.num_epochs, "batch_size": config.batch_size}
    for moment in training(ensemble, (X, y), rule, seeds=config.seeds, **settings):
        if moment.step % per_epoch == 0:
            rows.append(_measure(moment, parts))
            new = (rows[-1]["train_error"] == 0) & ~clean
            thetas[new], clean = ensemble.theta[new], clean | new
    columns = {name: np.stack([row[name] for row in rows], axis=-1) for name in rows[0]}
    columns["margins"] = columns["margins"].T
    blurred = _blurred(ensemble, (thetas, ensemble.theta.clone()), parts["test"], config.noise)
    return AfterZero(np.arange(config.num_epochs + 1), **columns, blurred_error=blurred)


def _parts(sets, config):
    """Name -> X (S, m, d), y (S, m); `watched` are validation examples with wrong labels."""
    pairs = {
        part: [_stacked([getattr(each, f"{v}_{part}") for each in sets]) for v in "Xy"]
        for part in ("train", "val", "test")
    }
    noisy = [
        with_wrong(each.y_val, config.wrong_labels, seed + 1)
        for each, seed in zip(sets, config.seeds, strict=True)
    ]
    return pairs | {"watched": [pairs["val"][0], _stacked(noisy)]}


def _stacked(arrays):
    return torch.tensor(np.stack(arrays), device=device())


def _examples(config, seed):
    made = (digits if config.data == "digits" else _signals)(
        config.num_train, config.num_val, 1797 - max(500, config.num_train + config.num_val), seed
    )
    return replace(made, y_train=with_wrong(made.y_train, config.wrong_labels, seed))


def _signals(num_train, num_val, num_test, seed):
    """Signals of MNIST-1D, drawn from 5,000 by a seed, as `digits` draws digits."""
    every = mnist1d(5000, num_val=0, num_test=0)
    order = np.random.default_rng(seed).permutation(len(every.y_train))
    ends = np.cumsum([num_train, num_val, num_test])
    X, y = (np.split(each[order], ends)[:3] for each in (every.X_train, every.y_train))
    return Dataset(X[0], y[0], X[1], y[1], X[2], y[2])


def with_wrong(y, share, seed):
    """A copy of labels y (m,), 0 … 9, of which a `share`, drawn by chance, are another one."""
    rng, y = np.random.default_rng(seed), y.copy()
    wrong = rng.choice(len(y), round(share * len(y)), replace=False)
    y[wrong] = (y[wrong] + rng.integers(1, 10, len(wrong))) % 10
    return y


@torch.no_grad()
def _blurred(ensemble, thetas, test, strengths):
    """Test errors (K, 2, S) under the same noise at two places; the ensemble stays at the last."""
    X, y = test
    noise = torch.randn(X.shape, generator=torch.Generator().manual_seed(0)).to(X.device)
    found = []
    for theta in thetas:
        ensemble.theta.copy_(theta)
        found.append([moment_of(ensemble, X + k * noise, y).error.cpu() for k in strengths])
    return np.array(found).transpose(1, 0, 2)


@torch.no_grad()
def _measure(moment, parts):
    learnt, held_out, test = (moment.on(*parts[name]) for name in ("train", "val", "test"))
    margin = label_margins(learnt.outputs, learnt.y)
    counts, _ = np.histogram(np.clip(margin.cpu().numpy(), EDGES[0], EDGES[-1]), EDGES)
    columns = {
        "train_error": learnt.error,
        "val_error": held_out.error,
        "noisy_val_error": error_rate(held_out.outputs, parts["watched"][1]),
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
