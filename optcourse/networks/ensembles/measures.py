"""Losses and errors of each network of an ensemble, from outputs (N, m, k) with a first axis N."""

import torch
import torch.nn.functional as F

from optcourse.networks.losses import MARGIN_LOSSES, half_squared_distance


def cross_entropy(logits, y):
    """Mean cross-entropy of each network, (N,), for logits (N, m, classes) and y (m,) or (N, m)."""
    return _cross_entropy(logits, y).mean(1)


def half_squared_error(outputs, targets):
    """½ ‖output − target‖², averaged over examples: (N,) for outputs (N, m, k)."""
    return half_squared_distance(outputs, targets).mean(-1)


@torch.no_grad()
def error_rate(outputs, y):
    """The fraction of examples that each network puts in the wrong class, (N,), in float64."""
    return _wrong(outputs, y).double().mean(-1)


class Measures:
    """The loss and the 0-1 error, in float64, of each of N networks on its batch, both (N,).

    `losses` (N) say which loss, a name in `LOSSES` or a function of outputs (n, m, k) and y that
    returns one number an example, (n, m); `weights` (N, B) how much each example counts, or None
    for a plain mean; `plain` are the same losses without weights. A loss is computed only for the
    members that use it, so that what overflows in one cannot reach another.
    """

    def __init__(self, losses, weights=None):
        members = {each: [k for k, other in enumerate(losses) if other == each] for each in losses}
        self.members, self.weights = members, weights
        self.place = torch.tensor([k for each in members.values() for k in each]).argsort()
        self.plain = self if weights is None else Measures(losses)

    def loss(self, outputs, y):
        if len(self.members) == 1:
            (loss,) = self.members
            return self._mean(LOSSES.get(loss, loss)(outputs, y))
        y = y.expand(len(outputs), *y.shape) if self._shared(outputs, y) else y
        parts = [LOSSES.get(loss, loss)(outputs[k], y[k]) for loss, k in self.members.items()]
        return self._mean(torch.cat(parts)[self.place.to(outputs.device)])

    @torch.no_grad()
    def error(self, outputs, y):
        return self._mean(_wrong(outputs, y).double())

    def _mean(self, each):
        return each.mean(1) if self.weights is None else (each * self.weights).sum(1)

    def _shared(self, outputs, y):
        return y.ndim < (outputs.ndim if y.is_floating_point() else outputs.ndim - 1)


def _cross_entropy(logits, y):
    """Classes before examples here: to reduce a short last axis takes three times as long."""
    each = logits.mT.contiguous().log_softmax(1)
    return -each.gather(1, y.expand(logits.shape[:-1])[:, None])[:, 0]


def _squared_error(outputs, y):
    targets = y if y.is_floating_point() else _coded(y, outputs.shape[-1]).to(outputs.dtype)
    return half_squared_distance(outputs, targets)


def _coded(y, num_outputs):
    """Labels as targets: one-hot, or -1 and +1 where there is one output."""
    return F.one_hot(y, num_outputs) if num_outputs > 1 else (2 * y - 1)[..., None]


def _margin(outputs, y):
    """y f(x) for labels 0 and 1, which stand for -1 and +1."""
    return (2 * y - 1) * outputs[..., 0]


def _wrong(outputs, y):
    if outputs.shape[-1] == 1:
        return ~(_margin(outputs, y) > 0)
    return outputs.argmax(-1) != y


def _of_margin(surrogate):
    return lambda outputs, y: surrogate(_margin(outputs, y))


LOSSES = {"cross_entropy": _cross_entropy, "squared_error": _squared_error}
LOSSES |= {name: _of_margin(surrogate) for name, surrogate in MARGIN_LOSSES.items()}
