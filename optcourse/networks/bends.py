"""How much the loss bends along each parameter alone, by one pass back through the network."""

import torch
from torch import nn

from optcourse.validation import one_of

LOSSES = ("cross_entropy", "squared_error")
FACTORS = {  # the square of an activation's slope, from what it gives
    nn.Tanh: lambda out: (1 - out * out).square(),
    nn.ReLU: lambda out: (out > 0).to(out),
}


@torch.no_grad()
def bends(ensemble, X, loss="cross_entropy"):
    """Curvatures (N, P), none negative, of the mean loss of N networks over X (N, m, i) or (m, i).

    "bbprop", as vSGD needs it: second derivatives are handed back as gradients are, with the
    squares of weights and slopes, and what the curvature of the activations adds is left out. For
    one layer it is the diagonal of the Hessian; where layers of width 1 follow one another, that
    of the Gauss–Newton matrix; else an estimate, without what the units of a layer share. Becker
    and LeCun (1989); LeCun et al. (1998). TypeError names a layer that is not Linear,
    Tanh or ReLU, ValueError a loss that is not among LOSSES.
    """
    one_of("loss", loss, LOSSES)
    seen = _seen(ensemble, X)
    bend = _at_outputs(seen[-1], loss)
    params, found = list(ensemble.params), []
    for layer, before, after in zip(ensemble.layers[::-1], seen[-2::-1], seen[:0:-1], strict=True):
        if type(layer) in FACTORS:
            bend = bend * FACTORS[type(layer)](after)
            continue
        weight = params[-2]
        del params[-2:]
        found += [bend.mean(1), (bend.mT @ before.square()).flatten(1) / before.shape[1]]
        bend = bend @ weight.square()
    return torch.cat(found[::-1], dim=1)


def _at_outputs(outputs, loss):
    """The diagonal of the Hessian of the loss of each example by its outputs."""
    chance = outputs.softmax(-1)
    return chance * (1 - chance) if loss == "cross_entropy" else torch.ones_like(outputs)


def _seen(ensemble, X):
    """What each layer is given, and the outputs: (N, m, width) each."""
    X = X if X.ndim == 3 else X.expand(ensemble.size, *X.shape)
    seen, params = [X], iter(ensemble.params)
    for layer in ensemble.layers:
        if isinstance(layer, nn.Linear):
            weight, bias = next(params), next(params)
            seen.append(torch.baddbmm(bias[:, None], seen[-1], weight.mT))
        elif type(layer) in FACTORS:
            seen.append(layer(seen[-1]))
        else:
            raise TypeError(f"layers must be Linear, Tanh or ReLU, got {type(layer).__name__}")
    return seen
