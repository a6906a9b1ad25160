"""Claims M7 and M3f: what momentum gains in networks, by how much of the data a step sees."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, moment_of, train
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.records.devices import device
from optcourse.rules import Linear, Momentum, Nesterov, Scheduled
from optcourse.validation import Checked, checked, non_negative, one_of, positive, whole

RULES = {"heavy ball": Momentum, "nesterov": Nesterov}


@dataclass(frozen=True)
class GainsConfig(Checked):
    """Networks on `num_train` examples of `data`, `batch_size` of them a step (None: all).

    `rule` at each of `momenta`, at `rates`, which are ε/(1 − α): what a step comes to in the end.
    The rate falls to zero in equal steps if `falls`. Each of `seeds` has examples, weights and
    batches of its own.
    """

    data: str = checked(one_of, "mnist1d", tuple(DATA_SETS))
    rule: str = checked(one_of, "heavy ball", tuple(RULES))
    momenta: tuple = checked(non_negative, (0.0, 0.9))
    rates: tuple = checked(positive, (0.02, 0.04, 0.08, 0.16))
    seeds: tuple = (0, 1, 2, 3)
    num_train: int = checked(whole, 1000, at_least=10)
    num_test: int = checked(whole, 1000, at_least=10)
    hidden: tuple = checked(positive, (64,))
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    batch_size: int | None = 4
    num_steps: int = checked(whole, 3000, at_least=1)
    falls: bool = False


@dataclass(frozen=True, eq=False)
class Gains:
    """A momenta, R rates, S seeds. `momenta` (A,); `rates` (R,), which are ε/(1 − α); the losses
    at the end on what is learnt, `train`, and on new examples, `test` (A, R, S): infinite where
    training diverged.
    """

    momenta: np.ndarray
    rates: np.ndarray
    train: np.ndarray
    test: np.ndarray

    @property
    def best(self):
        """Which rate has the lowest training loss in the geometric mean over the seeds, (A,)."""
        return np.log(self.train).mean(axis=2).argmin(axis=1)

    @property
    def lowest(self):
        """Training losses there, (A, S)."""
        return np.take_along_axis(self.train, self.best[:, None, None], axis=1)[:, 0]


def gains(config: GainsConfig) -> Gains:
    """All momenta, rates and seeds at once."""
    shape = len(config.momenta), len(config.rates), len(config.seeds)
    momenta, rates, seeds = (each.ravel() for each in np.meshgrid(
        config.momenta, config.rates, config.seeds, indexing="ij"))  # fmt: skip
    learnt, new = zip(*(examples(config, seed) for seed in config.seeds), strict=True)
    times = shape[0] * shape[1]
    X, y = stacked(learnt, times)
    widths = X.shape[2], *config.hidden, 10
    nets = Ensemble([mlp(widths, config.activation, int(seed)) for seed in seeds], device())
    history = train(
        nets,
        (X, y),
        _rule(config, rates * (1 - momenta), momenta),
        num_steps=config.num_steps,
        batch_size=config.batch_size,
        seeds=[int(seed) for seed in seeds],
        every=10**9,
    )
    ends = [
        np.where(history.diverged_at < 0, loss_on(nets, *each), np.inf).reshape(shape)
        for each in ((X, y), stacked(new, times))
    ]
    return Gains(np.array(config.momenta), np.array(config.rates), *ends)


def _rule(config, rates, momenta):
    rule = RULES[config.rule](tuple(rates), tuple(momenta))
    return Scheduled(rule, Linear(config.num_steps, 0.0)) if config.falls else rule


def examples(config, seed):
    """X and y to learn, and new ones, which depend on the seed."""
    numbers = {"num_samples": 12_000} if config.data == "mnist1d" else {}
    data = DATA_SETS[config.data](num_val=0, num_test=0, **numbers)
    order = np.random.default_rng(100 + seed).permutation(len(data.y_train))
    new = order[config.num_train : config.num_train + config.num_test]
    return [(data.X_train[rows], data.y_train[rows]) for rows in (order[: config.num_train], new)]


def stacked(pairs, times):
    """X (times · S, m, d) and y: the examples of each seed, once for every setting."""
    X, y = (np.stack(each) for each in zip(*pairs, strict=True))
    return np.tile(X, (times, 1, 1)), np.tile(y, (times, 1))


def loss_on(nets, X, y):
    """The loss of each network on its examples, (N,), infinite where it is no number."""
    X, y = (torch.as_tensor(each, device=nets.theta.device) for each in (X, y))
    loss = moment_of(nets, X, y).loss.detach().double().cpu()
    return torch.where(torch.isfinite(loss), loss, torch.inf).numpy()
