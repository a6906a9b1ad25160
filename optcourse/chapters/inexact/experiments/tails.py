"""Claims N8 and N12: softmax regression on digits near its optimum, and averages of its runs."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import DATA_SETS
from optcourse.networks.ensembles import batch_indices
from optcourse.records.sweeps import progress
from optcourse.validation import Checked, checked, non_negative, one_of, positive, whole


@dataclass(frozen=True)
class TailsConfig(Checked):
    """Softmax regression with weight decay `decay`, ½ decay ‖θ‖² in the loss, by SGD from zero.

    Every one of `rates` is tried with each of `seeds` of the batches, as a constant rate and as
    one that falls along half a cosine. The average is over the last `part` of the steps.
    """

    data: str = checked(one_of, "digits", tuple(DATA_SETS))
    num_train: int = checked(whole, 600, at_least=1)
    decay: float = checked(non_negative, 0.01)
    rates: tuple = checked(positive, (0.01, 0.05, 0.1, 0.2))
    batch_size: int = checked(whole, 10, at_least=1)
    num_steps: int = checked(whole, 3000, at_least=2)
    part: float = checked(positive, 0.5)
    seeds: tuple = (0, 1, 2, 3, 4)


@dataclass(frozen=True, eq=False)
class Tails:
    """R rates and S seeds; losses are above the least loss of all examples, in nats.

    `last` and `average` (R, S): constant rates, at the last point and at the average;
    `cosine` (R, S): the last point under a falling rate. `trace`: tr Σ of the gradient of one
    example at the optimum; `floor` ε tr Σ/4B (R,), where a small constant rate hovers in a bowl.
    """

    rates: np.ndarray
    last: np.ndarray
    average: np.ndarray
    cosine: np.ndarray
    trace: float
    floor: np.ndarray


def tails(config: TailsConfig) -> Tails:
    """Run all rates and seeds at once; averaging after Polyak and Juditsky (1992)."""
    data = DATA_SETS[config.data](seed=0)
    X = torch.as_tensor(data.X_train[: config.num_train]).double()
    X, y = torch.cat([X, torch.ones(len(X), 1)], dim=1), data.y_train[: config.num_train]
    best = optimum(X, y, config.decay)
    lowest = loss(best[None], X, y, config.decay)
    runs = [_run(X, y, config, falls) for falls in (False, True)]
    (last, average), (cosine, _) = [
        [(loss(part, X, y, config.decay) - lowest).numpy().reshape(len(config.rates), -1)
         for part in run] for run in runs
    ]  # fmt: skip
    rates, trace = np.array(config.rates), _trace(best, X, y)
    floor = rates * trace / (4 * config.batch_size)
    return Tails(rates, last, average, cosine, trace, floor)


def loss(theta, X, y, decay):
    """The mean cross-entropy plus ½ decay ‖θ‖² of weights θ (N, 10, d), in nats: (N,)."""
    logits = X @ theta.mT
    fit = torch.logsumexp(logits, dim=2) - logits[:, torch.arange(len(y)), y]
    return fit.mean(1) + 0.5 * decay * (theta**2).sum((1, 2))


def gradient(theta, X, y, decay):
    """Its gradient (N, 10, d) on batches X (N, B, d) with y (N, B)."""
    p = torch.softmax(X @ theta.mT, dim=2)
    p.scatter_add_(2, y[..., None], torch.full_like(p[..., :1], -1.0))
    return p.mT @ X / X.shape[1] + decay * theta


def optimum(X, y, decay):
    """The weights (10, d) of the least loss, by L-BFGS until the gradient is below 10⁻⁹."""
    theta = torch.zeros(10, X.shape[1], dtype=X.dtype, requires_grad=True)
    search = torch.optim.LBFGS([theta], max_iter=3000, tolerance_grad=1e-9, tolerance_change=0,
                               history_size=50, line_search_fn="strong_wolfe")  # fmt: skip

    def closure():
        search.zero_grad()
        value = loss(theta[None], X, y, decay)[0]
        value.backward()
        return value

    search.step(closure)
    return theta.detach()


def _run(X, y, config, falls):
    """The last weights and the averages of all runs of one schedule, both (R S, 10, d)."""
    rates = torch.tensor(np.repeat(config.rates, len(config.seeds)))[:, None, None]
    theta = torch.zeros(len(rates), 10, X.shape[1], dtype=X.dtype)
    total, first = torch.zeros_like(theta), round((1 - config.part) * config.num_steps)
    y = torch.as_tensor(y)
    each = [batch_indices(len(y), config.batch_size, config.num_steps, seed, "replacement")
            for seed in config.seeds]  # fmt: skip
    for step, rows in enumerate(progress(np.stack(each, axis=1), "tails")):
        rows = torch.as_tensor(np.tile(rows, (len(config.rates), 1)))
        turn = 0.5 * (1 + np.cos(np.pi * step / config.num_steps)) if falls else 1.0
        theta = theta - turn * rates * gradient(theta, X[rows], y[rows], config.decay)
        total += theta * (step >= first)
    return theta, total / (config.num_steps - first)


def _trace(best, X, y):
    """Tr Σ over examples at the optimum, whose mean gradient, but for the decay, is not 0."""
    each = gradient(best[None].expand(len(X), -1, -1), X[:, None], torch.as_tensor(y)[:, None], 0.0)
    return float((each - each.mean(0)).pow(2).sum((1, 2)).mean())
