"""Claims on networks: any rule at several rates, its best rate chosen on validation examples."""

from dataclasses import dataclass

import numpy as np
import torch
from scipy.stats import ortho_group

from optcourse.chapters.adaptive.experiments.coordinates import Turning, _Multiplied, _Turned
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, error_rate, moment_of, train
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.records.devices import device
from optcourse.rules import (
    Adadelta,
    AdaGrad,
    Adam,
    Cosine,
    Decoupled,
    GradientDescent,
    InsideAdam,
    Momentum,
    Muon,
    Nesterov,
    Parted,
    Regularized,
    RMSprop,
    Scheduled,
    UncorrectedAdam,
    Warmup,
)
from optcourse.validation import Checked, between, checked, non_negative, one_of, positive, whole

RULES = {
    "sgd": lambda lr, config: GradientDescent(lr),
    "momentum": lambda lr, config: Momentum(lr, config.beta1),
    "nesterov": lambda lr, config: Nesterov(lr, config.beta1),
    "adagrad": lambda lr, config: AdaGrad(lr),
    "rmsprop": lambda lr, config: RMSprop(lr, config.rho),
    "adadelta": lambda lr, config: Adadelta(lr, eps=config.eps),
    "adam": lambda lr, config: Adam(lr, config.beta1, eps=config.eps),
    "inside": lambda lr, config: InsideAdam(lr, config.beta1, eps=config.eps),
    "uncorrected": lambda lr, config: UncorrectedAdam(lr, config.beta1, eps=config.eps),
    "adamw": lambda lr, config: Decoupled(Adam(lr), config.decay),
    "adam+l2": lambda lr, config: Regularized(Adam(lr), config.decay),
}


@dataclass(frozen=True)
class NetsConfig(Checked):
    """`rule` at each of `rates`, a network of `hidden` units for each of `seeds`.

    `num_train` of the examples of `data` are learnt, in batches of `batch_size` (0: all of them).
    With `falling` the rate falls to zero by a cosine, after it has risen over the first `warming`
    of the steps, a share. `factor` multiplies the loss that is learnt; with `turned` all parameters
    are turned at once, by the rotation of number `rotation`. RMSprop's memory is `rho`. "muon"
    takes matrices; offsets have Adam.
    """

    rule: str = checked(one_of, "adam", (*RULES, "muon"))
    rates: tuple = checked(positive, (0.003, 0.01, 0.03))
    data: str = checked(one_of, "mnist1d", tuple(DATA_SETS))
    seeds: tuple = (0, 1, 2, 3)
    beta1: float = 0.9
    eps: float = checked(positive, 1e-8)
    decay: float = checked(non_negative, 0.0)
    hidden: tuple = checked(positive, (64, 64))
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    num_train: int = checked(whole, 4000, at_least=10)
    batch_size: int = checked(whole, 32, at_least=0)
    num_steps: int = checked(whole, 1000, at_least=1)
    falling: bool = True
    factor: float = checked(positive, 1.0)
    turned: bool = False
    warming: float = checked(between, 0.0, 0, 1)
    rotation: int = checked(whole, 0, at_least=0)
    rho: float = checked(between, 0.99, 0, 1)


@dataclass(frozen=True, eq=False)
class Nets:
    """K rates, S seeds. `rates` (K,); at the end of training (K, S) each: the losses `train` and
    `validation`, infinite where it diverged, and the shares of wrong answers `wrong` on the
    validation examples and `test` on new ones, 1 where it diverged.
    """

    rates: np.ndarray
    train: np.ndarray
    validation: np.ndarray
    wrong: np.ndarray
    test: np.ndarray

    def at(self, measure):
        """The place of the rate whose `measure`, the name of a field, is lowest in the mean."""
        return int(getattr(self, measure).mean(axis=1).argmin())

    def best(self, measure, chosen=None):
        """`measure` (S,) at the rate at which `chosen`, itself if there is none, is lowest."""
        return getattr(self, measure)[self.at(chosen or measure)]

    def inside(self, measure):
        """Whether the best rate has neighbours on both sides in the grid."""
        return 0 < self.at(measure) < len(self.rates) - 1


def nets(config: NetsConfig) -> Nets:
    """All rates and seeds at once."""
    data = examples(config)
    learnt = data.X_train[: config.num_train], data.y_train[: config.num_train]
    widths = (data.X_train.shape[1], *config.hidden, 10)
    models = [mlp(widths, config.activation, seed) for _ in config.rates for seed in config.seeds]
    ensemble = Ensemble(models, device())
    history = train(
        ensemble,
        learnt,
        _rule(config, ensemble),
        num_steps=config.num_steps,
        batch_size=config.batch_size or None,
        seeds=[*config.seeds] * len(config.rates),
        every=10**9,
    )
    lost = history.diverged_at >= 0
    parts = learnt, (data.X_val, data.y_val), (data.X_test, data.y_test)
    (train_loss, _), (validation, wrong), (_, test) = (_measured(ensemble, *p, lost) for p in parts)
    shape = len(config.rates), len(config.seeds)
    found = (each.reshape(shape) for each in (train_loss, validation, wrong, test))
    return Nets(np.array(config.rates), *found)


def examples(config):
    """The data set, with parts for validation and test that are large enough to compare rules."""
    if config.data == "mnist1d":
        return DATA_SETS["mnist1d"](8000, num_val=2000, num_test=2000)
    return DATA_SETS["digits"](num_val=270, num_test=540)


def _rule(config, ensemble):
    """The rule with a rate for each member, in its coordinates and with its schedule."""
    rates = tuple(np.repeat(config.rates, len(config.seeds)))
    if config.rule == "muon":
        rule = _muon(rates, config.beta1, ensemble)
    else:
        rule = RULES[config.rule](rates, config)
    if config.factor != 1:
        rule = _Multiplied(rule, config.factor)
    if config.turned:
        rule = _Turned(rule, Turning(_rotation(config.rotation, ensemble.theta)))
    return Scheduled(rule, _falling(config)) if config.falling else rule


def _rotation(number, theta):
    """An orthogonal matrix (P, P), on the device of `theta` (N, P)."""
    return torch.as_tensor(ortho_group.rvs(theta.shape[1], random_state=number)).to(theta)


def _falling(config):
    first = round(config.warming * config.num_steps)
    falling = Cosine(config.num_steps - first)
    return Warmup(first, falling) if first else falling


def _muon(rates, momentum, ensemble):
    """Muon for the matrices, and Adam, at a tenth of its rate, for the offsets."""
    shapes = [tuple(each.shape[1:]) for each in ensemble.params]
    small = tuple(rate / 10 for rate in rates)
    rules = [Muon(each, rates, momentum) if len(each) == 2 else Adam(small) for each in shapes]
    return Parted(tuple(rules), tuple(int(np.prod(shape)) for shape in shapes[:-1]))


def _measured(ensemble, X, y, lost):
    """The loss and the share of wrong answers on X and y, (N,) each."""
    X = torch.as_tensor(X, device=ensemble.theta.device)
    y = torch.as_tensor(y, device=ensemble.theta.device)
    loss = moment_of(ensemble, X, y).loss.detach().double().cpu().numpy()
    with torch.no_grad():
        wrong = error_rate(ensemble(X), y).cpu().numpy()
    gone = lost | ~np.isfinite(loss)
    return np.where(gone, np.inf, loss), np.where(gone, 1.0, wrong)
