"""Claim T18: networks whose gradient goes back no further than a window of the last steps."""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from optcourse.chapters.memory.experiments.bits import TASKS, BitsConfig, Method, answered_wrong
from optcourse.networks.ensembles import Ensemble
from optcourse.validation import Checked, checked, one_of, positive, whole


@dataclass(frozen=True)
class TruncationConfig(Checked):
    """Plain networks of `seeds`, trained by SGD with a gradient through the last `window` steps.

    The state before the window is computed, and taken as given. `clip` is the largest norm of each
    network's gradient. A network succeeds as in `BitsConfig`.
    """

    task: str = checked(one_of, "latch", tuple(TASKS))
    scale: float = checked(positive, 2.0)
    length: int = checked(whole, 20, at_least=1)
    windows: tuple = (5, 20)
    lr: float = checked(positive, 0.1)
    clip: float = checked(positive, 1.0)
    hidden: int = checked(whole, 10, at_least=1)
    batch_size: int = checked(whole, 20, at_least=1)
    num_steps: int = checked(whole, 300, at_least=1)
    num_test: int = checked(whole, 500, at_least=1)
    seeds: tuple = tuple(range(16))

    def __post_init__(self):
        super().__post_init__()
        for window in self.windows:
            if whole("windows", window, at_least=1) > self.length:
                raise ValueError(f"windows must be at most length = {self.length}, got {window}")


@dataclass(frozen=True, eq=False)
class Truncation:
    """`windows` (K,); `accuracy` (K, S) on fresh sequences."""

    windows: np.ndarray
    accuracy: np.ndarray

    @property
    def successes(self):
        """How many networks are right on 99% of fresh sequences, (K,)."""
        return (self.accuracy >= 0.99).sum(-1)


def cut_off(config: TruncationConfig) -> Truncation:
    """Train with each window. Williams and Peng (1990) cut gradients so, at every step."""
    accuracy = [_accuracy(config, window) for window in config.windows]
    return Truncation(np.array(config.windows), np.stack(accuracy))


def _accuracy(config, window):
    """Accuracy of each network after training, (S,)."""
    method, lengths = Method(scale=config.scale), (config.length,)
    like = BitsConfig(config.task, method, lengths, hidden=config.hidden)
    models = [like.network(seed) for seed in config.seeds]
    rows = zip(*(model.parameters() for model in models), strict=True)
    stacked = [torch.stack(row).detach().requires_grad_() for row in rows]
    task = TASKS[config.task](config.length)
    streams = [np.random.default_rng(seed) for seed in config.seeds]
    for _ in range(config.num_steps):
        batches = [task.sample(config.batch_size, rng) for rng in streams]
        X, y = (torch.tensor(np.stack(part)) for part in zip(*batches, strict=True))
        loss = _loss(answers(stacked, X, window), y)
        _step(stacked, torch.autograd.grad(loss, stacked), config)
    ensemble = Ensemble(models)
    ensemble.theta.copy_(torch.cat([param.detach().flatten(1) for param in stacked], dim=1))
    return 1 - answered_wrong(ensemble, task, config.num_test)


def answers(stacked, X, window):
    """The outputs (S, m, k) of S networks on X (S, m, T, d); no gradient before the window."""
    into, W, bias_in, bias, out, bias_out = stacked
    state, cut = X.new_zeros(*X.shape[:2], W.shape[-1]), X.shape[2] - window
    for t in range(X.shape[2]):
        with torch.set_grad_enabled(t >= cut and torch.is_grad_enabled()):
            drive = X[:, :, t] @ into.mT + (bias_in + bias)[:, None]
            state = torch.tanh(drive + state @ W.mT)
    return state @ out.mT + bias_out[:, None]


def _loss(output, y):
    """The mean over a batch, summed over networks: each network's gradient is its own."""
    if output.shape[-1] == 1:
        return ((output[..., 0] - (2 * y - 1)) ** 2).mean(1).sum()
    each = cross_entropy(output.flatten(0, 1), y.flatten(), reduction="none")
    return each.reshape(y.shape).mean(1).sum()


@torch.no_grad()
def _step(stacked, grads, config):
    squares = sum(grad.flatten(1).square().sum(1) for grad in grads)
    shorter = (config.clip / squares.sqrt()).clamp(max=1)
    for param, grad in zip(stacked, grads, strict=True):
        param -= config.lr * shorter.reshape(-1, *[1] * (grad.ndim - 1)) * grad
