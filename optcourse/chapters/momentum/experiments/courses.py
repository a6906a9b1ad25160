"""Claims M6: constant rates, rates that fall, and the average of a constant run's last quarter."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.momentum.experiments.gains import loss_on, stacked
from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import Ensemble, error_rate, training
from optcourse.networks.models import ACTIVATIONS, mlp
from optcourse.records.devices import device
from optcourse.rules import Adam, Cosine, InverseTime, Linear, Mean, Momentum, PerMember, Scheduled
from optcourse.validation import Checked, between, checked, one_of, positive, whole

SCHEDULES = ("constant", "linear", "cosine", "inverse")


def course(name, num_steps):
    """The factors of a rate over `num_steps` steps; "inverse" is 1/(1 + 10 k / num_steps)."""
    return {
        "constant": lambda step: 1.0,
        "linear": Linear(num_steps, 0.0),
        "cosine": Cosine(num_steps),
        "inverse": InverseTime(num_steps / 10),
    }[name]


@dataclass(frozen=True)
class CoursesConfig(Checked):
    """Networks on `num_train` examples of `data` by SGD with `momentum`, or by Adam if `adam`.

    Each of `schedules` is tried at each of `rates`; `num_val` further examples choose among them.
    Each of `seeds` has examples, weights and batches of its own. The average is over the last
    `part` of the steps.
    """

    data: str = checked(one_of, "mnist1d", tuple(DATA_SETS))
    schedules: tuple = ("constant", "linear")
    rates: tuple = checked(positive, (0.08, 0.16, 0.32, 0.64, 1.28, 2.56))
    momentum: float = checked(between, 0.0, 0, 1)
    adam: bool = False
    seeds: tuple = (0, 1, 2, 3)
    num_train: int = checked(whole, 4000, at_least=10)
    num_val: int = checked(whole, 2000, at_least=10)
    num_test: int = checked(whole, 4000, at_least=10)
    hidden: tuple = checked(positive, (64,))
    activation: str = checked(one_of, "relu", tuple(ACTIVATIONS))
    batch_size: int = checked(whole, 16, at_least=1)
    num_steps: int = checked(whole, 2000, at_least=4)
    part: float = checked(between, 0.25, 0, 1)

    @classmethod
    def fitted(cls, **changes):
        """On digits, where the constant run fits all examples."""
        numbers = {"num_train": 600, "num_val": 200, "num_test": 300, "hidden": (32,)}
        course = {"batch_size": 8, "num_steps": 3000, "rates": (0.1, 0.2, 0.4, 0.8)}
        return cls(**{"data": "digits"} | numbers | course | changes)


@dataclass(frozen=True, eq=False)
class Courses:
    """C courses: the schedules, and last the average of the first of them. R rates, S seeds.

    `rates` (R,); the losses `train` and `test` (C, R, S), and `val` and `error`
    (C, R, S), the shares of validation and of test examples in the wrong class, at the end; all
    infinite where training diverged.
    """

    rates: np.ndarray
    train: np.ndarray
    test: np.ndarray
    val: np.ndarray
    error: np.ndarray

    def chosen(self, values, by):
        """`values` (C, R, S) at the rate whose mean of `by` over the seeds is lowest: (C, S)."""
        best = self.best(by)
        return np.take_along_axis(values, best[:, None, None], axis=1)[:, 0]

    def best(self, by):
        """Which rate has the lowest mean of `by` (C, R, S), (C,)."""
        return by.mean(axis=2).argmin(axis=1)


def courses(config: CoursesConfig) -> Courses:
    """All schedules, rates and seeds at once."""
    shape = len(config.schedules), len(config.rates), len(config.seeds)
    parts = [stacked(each, shape[0] * shape[1]) for each in _parts(config)]
    seeds = [*config.seeds] * (shape[0] * shape[1])
    widths = parts[0][0].shape[2], *config.hidden, 10
    nets = Ensemble([mlp(widths, config.activation, seed) for seed in seeds], device())
    run = training(nets, parts[0], _rule(config, shape), num_steps=config.num_steps,
                   batch_size=config.batch_size, seeds=seeds)  # fmt: skip
    mean, running = _followed(run, nets, config)
    ends = [_ends(nets, parts, running, shape)]
    nets.theta.copy_(mean)
    ends.append([each[:1] for each in _ends(nets, parts, running, shape)])
    joined = [np.concatenate(each) for each in zip(*ends, strict=True)]
    return Courses(np.array(config.rates), *joined)


def _parts(config):
    """For training, validation and test: the examples of each seed."""
    numbers = {"num_samples": 12_000} if config.data == "mnist1d" else {}
    data = DATA_SETS[config.data](num_val=0, num_test=0, **numbers)
    ends = np.cumsum([config.num_train, config.num_val, config.num_test])
    orders = [np.random.default_rng(100 + s).permutation(len(data.y_train)) for s in config.seeds]
    return [
        [(data.X_train[rows], data.y_train[rows]) for rows in (order[a:b] for order in orders)]
        for a, b in zip([0, *ends[:-1]], ends, strict=True)
    ]


def _rule(config, shape):
    rates = tuple(np.tile(np.repeat(config.rates, shape[2]), shape[0]))
    rule = Adam(rates) if config.adam else Momentum(rates, config.momentum)
    each = [course(name, config.num_steps) for name in config.schedules]
    return Scheduled(rule, PerMember([one for one in each for _ in range(shape[1] * shape[2])]))


def _followed(run, nets, config):
    """The mean (N, P) of the last weights, and who has not diverged, (N,)."""
    average = Mean(round((1 - config.part) * config.num_steps))
    mean = average.begin(nets.theta)
    for moment in run:
        if moment.step:
            mean = average.after(mean, nets.theta, moment.step - 1)
    return mean, moment.ends.running


@torch.no_grad()
def _ends(nets, parts, running, shape):
    """Losses on what is learnt and on the test examples, errors on the other two: (C, R, S)."""
    kept = running.cpu().numpy()
    ends = [loss_on(nets, *parts[0]), loss_on(nets, *parts[2])]
    for part in parts[1:]:
        X, y = (torch.as_tensor(each, device=nets.theta.device) for each in part)
        ends.append(error_rate(nets(X), y).cpu().numpy())
    return [np.where(kept, each, np.inf).reshape(shape) for each in ends]
