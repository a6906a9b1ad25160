"""Claim L20: students that learn what a teacher says, where a loss of 0 is known to be possible."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.minima.experiments.levenberg import (
    ACTIVATIONS,
    forward,
    gradient,
    levenberg,
    mean_square,
)
from optcourse.networks.curvature import hessian
from optcourse.networks.ensembles import Ensemble, train
from optcourse.networks.matchings import with_parameters
from optcourse.networks.models import mlp
from optcourse.rules import Adam, Cosine, Scheduled
from optcourse.validation import Checked, checked, one_of, positive, whole

METHODS = ("levenberg", "adam")


@dataclass(frozen=True)
class StudentsConfig(Checked):
    """`num_starts` students of each of `widths` learn what each of `num_teachers` networks says.

    A teacher has `teacher` hidden units, and answers `num_train` normal inputs. Its weights are
    normal, those in of standard deviation `teacher_scale`/√num_inputs. Students begin at
    `start_scale` times torch's start and learn by Levenberg's method, or by Adam on all examples,
    its rate falling from `lr` to 0; `num_steps` steps at most. An end is bad whose loss is more
    than a part `bad_above` of the variance of the answers.
    """

    seed: int = 0
    teacher: int = checked(whole, 5, at_least=1)
    widths: tuple = checked(positive, (5, 6, 8, 10, 15))
    num_inputs: int = checked(whole, 4, at_least=1)
    num_train: int = checked(whole, 150, at_least=2)
    num_teachers: int = checked(whole, 20, at_least=1)
    num_starts: int = checked(whole, 5, at_least=1)
    activation: str = checked(one_of, "tanh", tuple(ACTIVATIONS))
    teacher_scale: float = checked(positive, 2.0)
    start_scale: float = checked(positive, 1.0)
    method: str = checked(one_of, "levenberg", METHODS)
    lr: float = checked(positive, 0.03)
    num_steps: int = checked(whole, 1000, at_least=1)
    bad_above: float = checked(positive, 1e-4)


@dataclass(frozen=True, eq=False)
class Students:
    """W widths, S students of each, teacher by teacher. `widths` (W,); `loss` (W, S), mean squared
    errors at the end, and `grad_norm` (W, S); `lowest` (W, S), the smallest eigenvalue of the
    Hessian over the largest, of the ends that are bad (else nan); `variance` (S,), that of the
    answers; `bad_above`, the part of it that a loss must exceed to be called bad.
    """

    widths: np.ndarray
    loss: np.ndarray
    grad_norm: np.ndarray
    lowest: np.ndarray
    variance: np.ndarray
    bad_above: float

    @property
    def bad(self):
        """Which starts end above the lowest possible loss, 0, by more than rounding: (W, S)."""
        return self.loss > self.bad_above * self.variance

    @property
    def minima(self):
        """Which of the bad ends are at rest, where no direction bends down: (W, S)."""
        return self.bad & (self.grad_norm < 1e-7) & (self.lowest > -1e-6)


def students(config: StudentsConfig) -> Students:
    """Every student to the end. After Safran and Shamir (2018), who have ReLU units and no data."""
    X, y = lesson(config)
    nets = [(config.num_inputs, width, 1) for width in config.widths]
    each = [(_taught(config, net, X, y), net) for net in nets]
    loss = np.stack([mean_square(end, X, y, net, config.activation) for end, net in each])
    grads = [gradient(end, X, y, net, config.activation) for end, net in each]
    bad = loss > config.bad_above * y.var(axis=1)
    lowest = [
        _lowest(end, net, config.activation, X, y, which)
        for (end, net), which in zip(each, bad, strict=True)
    ]
    return Students(
        widths=np.array(config.widths),
        loss=loss,
        grad_norm=np.stack([np.linalg.norm(grad, axis=1) for grad in grads]),
        lowest=np.stack(lowest),
        variance=y.var(axis=1),
        bad_above=config.bad_above,
    )


def lesson(config):
    """Inputs X (S, m, d), normal, and what the teacher of each student answers, y (S, m)."""
    rng, d, k = np.random.default_rng(config.seed), config.num_inputs, config.teacher
    shape = config.num_teachers, k
    X = rng.standard_normal((config.num_teachers, config.num_train, d))
    into = config.teacher_scale / np.sqrt(d) * rng.standard_normal((config.num_teachers, k * d))
    out = rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 1.5, shape)
    zero = np.zeros((config.num_teachers, 1))
    theta = np.concatenate([into, rng.standard_normal(shape), out, zero], axis=1)
    y = forward(theta, X, (d, k, 1), config.activation)[1]
    return np.repeat(X, config.num_starts, axis=0), np.repeat(y, config.num_starts, axis=0)


def _taught(config, net, X, y):
    seeds = range(config.seed, config.seed + len(X))
    ensemble = Ensemble([mlp(net, config.activation, seed, torch.float64) for seed in seeds])
    ensemble.theta.mul_(config.start_scale)
    if config.method == "levenberg":
        start = ensemble.theta.numpy()
        return levenberg(start, X, y, net, config.activation, config.num_steps)
    rule = Scheduled(Adam(config.lr), Cosine(config.num_steps))
    settings = {"num_steps": config.num_steps, "loss": "squared_error", "record": ()}
    train(ensemble, (X, y[..., None]), rule, **settings)
    return ensemble.theta.numpy()


def _lowest(thetas, net, activation, X, y, which):
    """The smallest eigenvalue over the largest, for those of `thetas` in `which`; else nan."""
    found = np.full(len(thetas), np.nan)
    ensemble = with_parameters(mlp(net, activation, 0, torch.float64), torch.tensor(thetas))
    for k in np.flatnonzero(which):
        data = torch.tensor(X[k]), torch.tensor(y[k])[:, None]
        values = torch.linalg.eigvalsh(hessian(ensemble.model(k), *data, "squared_error"))
        found[k] = float(values[0] / values[-1])
    return found
