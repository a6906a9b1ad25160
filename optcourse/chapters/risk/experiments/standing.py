"""Claim R6: descent on the 0-1 loss stands still, in networks that a surrogate would train."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.networks.data import digits
from optcourse.networks.losses import logistic
from optcourse.networks.models import mlp
from optcourse.validation import positive, whole


def error_share(margin):
    """The share of margins ≤ 0, as a chain of operations that autograd differentiates."""
    return 0.5 * (1 - torch.sign(margin)).mean()


LOSSES = {"zero_one": error_share, "logistic": lambda margin: logistic(margin).mean()}


@dataclass(frozen=True)
class StandingConfig:
    """Networks of `seeds` that tell odd digits from even ones, by full-batch descent.

    The same weights are trained on the 0-1 loss and on the logistic loss. `num_nudges` random
    steps of length `nudge` from the first weights are tried, too.
    """

    seeds: tuple = (0, 1, 2)
    num_train: int = 500
    lr: float = 0.5
    num_steps: int = 100
    num_nudges: int = 200
    nudge: float = 1e-7

    def __post_init__(self):
        positive("lr", self.lr)
        positive("nudge", self.nudge)
        for name in ("num_train", "num_steps", "num_nudges"):
            whole(name, getattr(self, name), at_least=1)


@dataclass(frozen=True, eq=False)
class Standing:
    """S networks; the 0-1 loss first, then the logistic loss.

    `slope` (2, S), the largest absolute entry of any gradient on the way; `moved` (2, S), the
    distance ‖θ − θ₀‖ at the end; `error` (2, S, 2), the training error at the start and the end;
    `changed` (2, S), the share of nudges that change the loss at all.
    """

    slope: np.ndarray
    moved: np.ndarray
    error: np.ndarray
    changed: np.ndarray


def standing(config: StandingConfig) -> Standing:
    """Train in float64, so that a small change of the loss is not lost to rounding."""
    rows = [[_descend(config, loss, seed) for seed in config.seeds] for loss in LOSSES.values()]
    columns = [np.array([[one[k] for one in row] for row in rows]) for k in range(4)]
    return Standing(*columns)


def _descend(config, loss, seed):
    """Largest slope, distance moved, errors at both ends, and the share of nudges felt."""
    data = digits(config.num_train, seed=seed)
    X = torch.tensor(data.X_train, dtype=torch.float64)
    sign = torch.tensor(2.0 * (data.y_train % 2) - 1)
    model = mlp((64, 32, 1), "tanh", seed, torch.float64)
    params = list(model.parameters())
    start = torch.nn.utils.parameters_to_vector(params).detach()
    changed = _nudged(config, model, lambda: loss(sign * model(X)[:, 0]), start, seed)
    before, slope = error_share(sign * model(X)[:, 0]).item(), 0.0
    for _ in range(config.num_steps):
        grads = torch.autograd.grad(loss(sign * model(X)[:, 0]), params)
        slope = max(slope, max(g.abs().max().item() for g in grads))
        with torch.no_grad():
            for param, grad in zip(params, grads, strict=True):
                param.sub_(config.lr * grad)
    moved = (torch.nn.utils.parameters_to_vector(params) - start).norm().item()
    return slope, moved, (before, error_share(sign * model(X)[:, 0]).item()), changed


@torch.no_grad()
def _nudged(config, model, value, start, seed):
    """The share of tiny random steps from `start` that change the loss; the model is put back."""
    generator, params = torch.Generator().manual_seed(seed), list(model.parameters())
    before, felt = value(), 0
    for _ in range(config.num_nudges):
        step = torch.randn(start.shape, generator=generator, dtype=start.dtype)
        moved = start + config.nudge * step / step.norm()
        torch.nn.utils.vector_to_parameters(moved, params)
        felt += int(value() != before)
    torch.nn.utils.vector_to_parameters(start.clone(), params)
    return felt / config.num_nudges
