"""Claims G6 and G23: networks that are to learn parity, from starts near a solution or not."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import torch

from optcourse.intervals import wilson
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.models import mlp
from optcourse.rules import Adam, GradientDescent, Momentum
from optcourse.validation import Checked, checked, non_negative, one_of, positive, whole

RULES = {"adam": Adam, "sgd": GradientDescent, "momentum": lambda lr: Momentum(lr, 0.9)}
LOSSES = ("logistic", "squared")


@dataclass(frozen=True)
class ParitiesConfig(Checked):
    """ReLU networks with one hidden layer learn the parity of `bits` bits from all 2ⁿ inputs.

    `num_starts` begin at a written-down solution with normal noise of each of `noises` on every
    weight; as many at `start_scale` times torch's start, with each of `widths` hidden units, at
    each of the rates `lrs`. `num_steps` steps of `rule`, on all inputs or on batches.
    """

    seed: int = 0
    bits: int = checked(whole, 6, at_least=2)
    noises: tuple = checked(non_negative, (0.1, 0.2, 0.3, 0.5, 1.0))
    widths: tuple = checked(positive, (6, 12, 24, 48))
    num_starts: int = checked(whole, 20, at_least=2)
    start_scale: float = checked(positive, 1.0)
    rule: str = checked(one_of, "adam", tuple(RULES))
    loss: str = checked(one_of, "squared", LOSSES)
    lrs: tuple = checked(positive, (0.003, 0.01, 0.03))
    lr: float = checked(positive, 0.01)
    zero: float = 0.0  # how the bit 0 is written: 0 or −1
    num_steps: int = checked(whole, 1500, at_least=1)
    batch_size: int | None = None


@dataclass(frozen=True, eq=False)
class Parities:
    """B noises, W widths, R rates, S starts; errors are shares of all inputs told wrongly.

    `noises` (B,), `before` and `after` (B, S), the errors of the starts near the solution and of
    what they become; `widths` (W,), `lrs` (R,), `random` (W, R, S), the errors in the end of random
    starts.
    """

    noises: np.ndarray
    before: np.ndarray
    after: np.ndarray
    widths: np.ndarray
    lrs: np.ndarray
    random: np.ndarray

    @property
    def near(self):
        """How many starts near the solution end without an error, (B,)."""
        return (self.after == 0).sum(-1)

    @property
    def far(self):
        """How many random starts do, (W, R)."""
        return (self.random == 0).sum(-1)

    def interval(self, counts):
        """The 95% intervals of shares from counts of starts: low and high, shaped like them."""
        return wilson(counts, self.after.shape[1])


def parities(config: ParitiesConfig) -> Parities:
    """Train all. Goodfellow, Bengio and Courville (2016), 8.2.7: the right region is enough."""
    X, y = all_inputs(config)
    near = [solved(config.bits, noise, config.num_starts, config.seed) for noise in config.noises]
    before = [_errors(_ensemble(config.bits, theta), X, y) for theta in near]
    far = [_anywhere(config, int(width)) for width in config.widths]
    rates = np.full(config.num_starts, config.lr), np.repeat(config.lrs, config.num_starts)
    starts = [*((theta, rates[0]) for theta in near), *((theta, rates[1]) for theta in far)]
    ends = _ends(config, starts, X, y)
    return Parities(
        noises=np.array(config.noises),
        before=np.stack(before),
        after=np.stack(ends[: len(near)]),
        widths=np.array(config.widths),
        lrs=np.array(config.lrs),
        random=np.stack(ends[len(near) :]).reshape(len(far), len(config.lrs), -1),
    )


def all_inputs(config):
    """All inputs X (2ⁿ, n), and their parity (2ⁿ,), 0 or 1."""
    bits = np.array(list(product((0, 1), repeat=config.bits)))
    return np.where(bits == 0, config.zero, 1.0).astype(np.float32), bits.sum(1) % 2


def solution(bits):
    """Parameters (p,) of a ReLU network of `bits` hidden units that tells parity without an error.

    Unit j answers relu(Σx − j); the sum with weights 2, −4, 4, −4, … goes up and down between 0
    and 2 with the number of bits that are 1. The output is that less 1: −1 or 1, a loss of 0.
    """
    out = 4.0 * (-1.0) ** np.arange(bits)
    out[0] = 2.0
    parts = np.ones(bits * bits), -np.arange(float(bits)), out, [-1.0]
    return np.concatenate(parts)


def solved(bits, noise, num_starts, seed):
    """The solution with normal noise on every weight, (num_starts, p)."""
    rng = np.random.default_rng(seed)
    theta = solution(bits)
    return torch.tensor(theta + noise * rng.standard_normal((num_starts, len(theta)))).float()


def _ensemble(bits, thetas):
    width = (thetas.shape[1] - 1) // (bits + 2)
    ensemble = Ensemble([mlp((bits, width, 1), "relu")] * len(thetas))
    ensemble.theta.copy_(thetas)
    return ensemble


def _anywhere(config, width):
    """Random starts with `width` units, (R · S, p): the same S for each rate."""
    seeds = [config.seed * config.num_starts + k for k in range(config.num_starts)]
    models = [mlp((config.bits, width, 1), "relu", seed) for seed in seeds]
    return Ensemble(models * len(config.lrs)).theta * config.start_scale


def _ends(config, starts, X, y):
    """The errors in the end of each part of `starts`, thetas (n, p) and their rates (n,).

    Parts of networks of one width are trained together: a step costs a few more hardly more.
    """
    sizes, found = [theta.shape[1] for theta, _ in starts], [None] * len(starts)
    for size in dict.fromkeys(sizes):
        which = [k for k, each in enumerate(sizes) if each == size]
        thetas, rates = zip(*(starts[k] for k in which), strict=True)
        ensemble = _ensemble(config.bits, torch.cat(thetas))
        errors = _trained(ensemble, X, y, config, np.concatenate(rates))
        parts = np.split(errors, np.cumsum([len(each) for each in thetas])[:-1])
        for k, part in zip(which, parts, strict=True):
            found[k] = part
    return found


def _trained(ensemble, X, y, config, lrs):
    settings = {"num_steps": config.num_steps, "batch_size": config.batch_size}
    settings |= {"group_size": ensemble.size, "loss": config.loss, "record": ()}
    train(ensemble, (X, y), RULES[config.rule](lrs), **settings)
    return _errors(ensemble, X, y)


def _errors(ensemble, X, y):
    """The share of inputs told wrongly by each network, (S,)."""
    with torch.no_grad():
        answers = ensemble(torch.tensor(X))[..., 0].double().numpy()
    return (~(answers * (2 * y - 1) > 0)).mean(-1)
