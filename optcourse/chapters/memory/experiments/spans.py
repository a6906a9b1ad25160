"""Claims T5 and T13: how much of a recurrent network's gradient comes from how far back."""

from dataclasses import dataclass

import numpy as np
import torch

from optcourse.chapters.memory.experiments.bits import CLIPPED, Method
from optcourse.networks.data import Latch
from optcourse.networks.ensembles import Ensemble, train
from optcourse.rules import GradientDescent, NormClip
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class SpansConfig(Checked):
    """Networks of `seeds` on the latch task of one length, measured each `every` of `num_steps`.

    `probes` sequences, the same at all times, carry the measured gradient.
    """

    method: Method = CLIPPED
    length: int = checked(whole, 30, at_least=1)
    hidden: int = checked(whole, 10, at_least=1)
    lr: float = checked(positive, 0.1)
    batch_size: int = checked(whole, 20, at_least=1)
    num_steps: int = checked(whole, 300, at_least=1)
    every: int = checked(whole, 60, at_least=1)
    seeds: tuple = tuple(range(8))
    probes: int = checked(whole, 100, at_least=1)

    def __post_init__(self):
        super().__post_init__()
        if self.method.cell != "rnn":
            raise ValueError(f"method.cell must be 'rnn', got {self.method.cell!r}")


@dataclass(frozen=True, eq=False)
class Spans:
    """S networks at M moments of training, T uses of the recurrent matrix.

    `steps` (M,); `norms` (M, S, T), the length of the gradient by W's use k steps before the end,
    k = 0 first; `total` (M, S), the length of the whole gradient by W; `gap` (M, S), the largest
    difference between the sum over uses and the gradient of torch's own recurrent network,
    relative to `total`; `jacobian_gap` (M, S), that between autograd and the product of the
    Jacobians; `accuracy` (M, S) on the probes.
    """

    steps: np.ndarray
    norms: np.ndarray
    total: np.ndarray
    gap: np.ndarray
    jacobian_gap: np.ndarray
    accuracy: np.ndarray

    @property
    def shares(self):
        """Each span's part of the sum of lengths, (M, S, T)."""
        return self.norms / self.norms.sum(-1, keepdims=True)

    @property
    def decay(self):
        """The factor by which a span's part shrinks with every step further back, (M, S).

        From a straight line through the logarithms of all spans but the longest three, in which
        the bit is shown.
        """
        logs, k = self._logs
        return np.exp((logs * k).sum(-1) / (k * k).sum())

    @property
    def fit(self):
        """What part of the variance of these logarithms the straight line explains, R², (M, S)."""
        logs, k = self._logs
        line = np.log(self.decay)[..., None] * k
        return (line**2).sum(-1) / (logs**2).sum(-1)

    @property
    def _logs(self):
        """Logarithms of the lengths (M, S, T − 3) and steps back, both less their means."""
        logs = np.log(np.maximum(self.norms[..., :-3], 1e-300))
        k = np.arange(logs.shape[-1]) - (logs.shape[-1] - 1) / 2
        return logs - logs.mean(-1, keepdims=True), k


def gradient_spans(config: SpansConfig) -> Spans:
    """Train, stop, split the gradient over W's uses. Goodfellow et al. (2016), 10.2.2."""
    models = [config.method.network(1, config.hidden, 1, seed) for seed in config.seeds]
    ensemble = Ensemble([model.double() for model in models])
    task, rng = Latch(config.length), np.random.default_rng(config.seeds[0] + 10_000)
    X, y = task.sample(config.probes, rng)
    X, target = torch.tensor(X, dtype=torch.float64), torch.tensor(2.0 * y - 1)
    moments = [_measure(ensemble, X, target)]
    steps = np.arange(0, config.num_steps + 1, config.every)
    for start in steps[:-1]:
        train(
            ensemble,
            task,
            GradientDescent(config.lr),
            num_steps=config.every,
            batch_size=config.batch_size,
            loss="squared",
            clip=config.method.clip and NormClip(config.method.clip),
            seeds=[1000 * int(start) + seed for seed in config.seeds],
            record=(),
        )
        moments.append(_measure(ensemble, X, target))
    return Spans(steps, *(np.stack(part) for part in zip(*moments, strict=True)))


def _measure(ensemble, X, target):
    members = [split_gradient(ensemble.model(k), X, target) for k in range(ensemble.size)]
    norms = [np.linalg.norm(each.uses, axis=(1, 2))[::-1] for each in members]
    total = np.array([np.linalg.norm(each.whole) for each in members])
    gap = [np.abs(each.uses.sum(0) - each.whole).max() for each in members]
    other = [np.abs(each.uses - each.by_jacobians).max() for each in members]
    accuracy = [each.accuracy for each in members]
    return np.stack(norms), total, gap / total, other / total, np.array(accuracy)


@dataclass(frozen=True, eq=False)
class SplitGradient:
    """The gradient of one network by its recurrent matrix (H, H), three ways.

    `uses` (T, H, H), by each use of W, from autograd, first step first; `by_jacobians` (T, H, H),
    the same from products of Wᵀ diag(φ′); `whole` (H, H), by torch's own network at once.
    """

    uses: np.ndarray
    by_jacobians: np.ndarray
    whole: np.ndarray
    accuracy: float


def split_gradient(model, X, target):
    """Split the gradient of the mean of (f − target)² over the uses of W; X (m, T, 1)."""
    cells, answer = model[0], model[2]
    W = cells.weight_hh_l0.detach()
    copies = W.expand(X.shape[1], *W.shape).clone().requires_grad_()
    bias = cells.bias_ih_l0 + cells.bias_hh_l0
    states = [X.new_zeros(len(X), len(W))]
    for t in range(X.shape[1]):
        driven = X[:, t] @ cells.weight_ih_l0.T + bias
        states.append(torch.tanh(driven + states[-1] @ copies[t].T))
    output = answer(states[-1])[:, 0]
    (uses,) = torch.autograd.grad(torch.mean((output - target) ** 2), copies)
    loss = torch.mean((model(X)[:, 0] - target) ** 2)
    (whole,) = torch.autograd.grad(loss, cells.weight_hh_l0)
    states = [state.detach() for state in states]
    pull = 2 * (output.detach() - target)[:, None] * answer.weight.detach() / len(X)
    by_jacobians = _by_jacobians(W, states, pull)
    accuracy = float(torch.mean((output * target > 0).double()))
    return SplitGradient(uses.numpy(), by_jacobians, whole.numpy(), accuracy)


def _by_jacobians(W, states, pull):
    """Σ over sequences of δ_t h_{t-1}ᵀ; pull = ∂L/∂h_T goes back by Wᵀ diag(φ′): (T, H, H)."""
    parts = []
    for before, state in zip(states[-2::-1], states[:0:-1], strict=True):
        delta = pull * (1 - state**2)
        parts.append(delta.T @ before)
        pull = delta @ W
    return torch.stack(parts[::-1]).numpy()
