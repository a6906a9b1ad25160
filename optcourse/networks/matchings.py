"""Networks as vectors of parameters: their layers, and the order of their units that suits another.

Parameters theta lie as in `mlp(widths, activation)`: weights and biases layer by layer.
"""

from itertools import pairwise

import numpy as np
from scipy.optimize import linear_sum_assignment

from optcourse.networks.ensembles import Ensemble


def layers(theta, widths):
    """Weights (S, out, in) and biases (S, out) of each layer, as views of theta."""
    start, found = 0, []
    for inputs, outputs in pairwise(widths):
        bias = start + inputs * outputs
        weight = theta[:, start:bias].reshape(-1, outputs, inputs)
        start = bias + outputs
        found.append((weight, theta[:, bias:start]))
    return found


def with_parameters(model, thetas):
    """An `Ensemble` with the parameters `thetas` (N, p)."""
    ensemble = Ensemble([model] * len(thetas))
    ensemble.theta.copy_(thetas)
    return ensemble


def matching(first, second, net, num_rounds=20):
    """The order of the units of each hidden layer of `second` (p,) that suits `first` (p,) best.

    Two units suit each other as far as their weights do, by the scalar product of all that go in,
    the bias included, and of all that come out. One layer takes one assignment; several take
    turns, until no layer's order changes.
    """
    mine, theirs = (layers(theta[None], net) for theta in (first, second))
    orders = [np.arange(width) for width in net[1:-1]]
    for _ in range(num_rounds):
        before = [order.copy() for order in orders]
        for k in range(len(orders)):
            orders[k] = linear_sum_assignment(_alike(mine, theirs, orders, k), maximize=True)[1]
        if all(map(np.array_equal, before, orders)):
            break
    return orders


def _alike(mine, theirs, orders, k):
    """Scalar products of the weights of each unit of layer k with those of each of the other."""
    (weight, bias), (out, _) = ([part[0] for part in mine[j]] for j in (k, k + 1))
    (weight2, bias2), (out2, _) = ([part[0] for part in theirs[j]] for j in (k, k + 1))
    into = weight2[:, orders[k - 1]] if k else weight2
    after = out2[orders[k + 1]] if k + 1 < len(orders) else out2
    return weight @ into.T + np.outer(bias, bias2) + out.T @ after


def reordered(theta, net, orders):
    """`theta` (p,) with the units of each hidden layer in the order that `orders` lists."""
    orders = [np.arange(net[0]), *orders, np.arange(net[-1])]
    parts = []
    for k, (weight, bias) in enumerate(layers(theta[None], net)):
        parts += [weight[0][orders[k + 1]][:, orders[k]].ravel(), bias[0][orders[k + 1]]]
    return np.concatenate(parts)
