"""Losses and errors of each network of an ensemble, from outputs (N, m, k) with a first axis N."""

import torch

from optcourse.networks import losses
from optcourse.networks.objective import LOSSES, margin


def cross_entropy(logits, y):
    """Mean cross-entropy of each network, (N,), for logits (N, m, classes) and y (m,) or (N, m)."""
    return losses.cross_entropy(logits, y).mean(1)


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


def _wrong(outputs, y):
    if outputs.shape[-1] == 1:
        return ~(margin(outputs, y) > 0)
    return outputs.argmax(-1) != y
