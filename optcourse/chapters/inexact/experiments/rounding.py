"""Claim N9: networks whose weights are kept in bfloat16, rounded to the nearest or at random."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.arrays import descend
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, batch_indices, moment_of
from optcourse.networks.models import mlp
from optcourse.records.devices import device
from optcourse.records.sweeps import progress
from optcourse.rules import Adam, GradientDescent
from optcourse.validation import Checked, checked, one_of, positive, whole

KEPT = ("float32", "nearest", "random")
RULES = {"sgd": GradientDescent, "adam": Adam}
BITS = 16  # of the 32 of a float32, which bfloat16 leaves out


@dataclass(frozen=True)
class RoundingConfig(Checked):
    """Networks of one hidden layer, whose weights are rounded after every step of `rule`.

    Every one of `rates` is tried with each of `seeds` and each way to keep the weights.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    num_train: int = checked(whole, 1000, at_least=1)
    hidden: int = checked(whole, 32, at_least=1)
    activation: str = checked(one_of, "tanh", ("tanh", "relu"))
    rule: str = checked(one_of, "sgd", tuple(RULES))
    rates: tuple = checked(positive, (0.001, 0.01, 0.1))
    batch_size: int = checked(whole, 20, at_least=1)
    num_steps: int = checked(whole, 2000, at_least=1)
    seeds: tuple = (0, 1, 2)


@dataclass(frozen=True, eq=False)
class Rounding:
    """K ways to keep weights in the order of KEPT, R rates, S seeds.

    `loss` (K, R, S) over all training examples at the end, in nats; `unchanged` (K, R, S), the
    share of weights that the last step left as they were.
    """

    rates: np.ndarray
    loss: np.ndarray
    unchanged: np.ndarray


def rounding(config: RoundingConfig) -> Rounding:
    """Train all at once, in float32; after Gupta et al. (2015)."""
    data = DATA_SETS[config.data](seed=config.seeds[0])
    X, y = data.X_train[: config.num_train], data.y_train[: config.num_train]
    shape = (len(KEPT), len(config.rates), len(config.seeds))
    nets = [mlp([X.shape[1], config.hidden, 10], config.activation, s) for s in config.seeds]
    ensemble = Ensemble(nets * (shape[0] * shape[1]), device())
    rates = np.tile(np.repeat(config.rates, shape[2]), shape[0])
    theta, rng = ensemble.theta, torch.Generator(device()).manual_seed(config.seeds[0])
    X, y = torch.as_tensor(X).to(theta), torch.as_tensor(y).to(theta.device)
    rule = RULES[config.rule](rates).of(range(len(theta)), theta)
    memory = rule.remembers(theta)
    keep(theta, rng)
    for step, rows in enumerate(progress(_rows(config, len(y)), "rounding")):
        rows = torch.as_tensor(np.tile(rows, (shape[0] * shape[1], 1))).to(theta.device)
        moment, before = moment_of(ensemble, X[rows], y[rows]), theta.clone()
        way, memory = rule.direction(moment.grad, memory, step, theta)
        descend(theta, way, rule.rate(step))
        keep(theta, rng)
    loss, same = moment_of(ensemble, X, y).loss.detach(), (theta == before).double().mean(1)
    ends = (part.cpu().double().numpy().reshape(shape) for part in (loss, same))
    return Rounding(np.array(config.rates), *ends)


def _rows(config, num):
    """The batches of each seed, (num_steps, S, B)."""
    each = [batch_indices(num, config.batch_size, config.num_steps, s) for s in config.seeds]
    return np.stack(each, axis=1)


def keep(theta, rng):
    """Round rows of θ (N, P) in place: the first third not at all, the others as KEPT says."""
    third = len(theta) // 3
    nearest, random = theta[third : 2 * third], theta[2 * third :]
    nearest.copy_(nearest.bfloat16())
    random.copy_(rounded_at_random(random, rng))


def rounded_at_random(x, rng):
    """float32 `x` rounded to bfloat16 at random: 16 random bits are added, and 16 are cut off."""
    noise = torch.randint(2**BITS, x.shape, generator=rng, device=x.device, dtype=torch.int32)
    return ((x.view(torch.int32) + noise) & -(2**BITS)).view(torch.float32)
