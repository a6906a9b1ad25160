"""Losses of an MLP at many points of a plane (or line) of parameters at once.

The first layer's outputs are linear in the coordinates: at c they are Σ cⱼ (X Wⱼ + bⱼ), with c₀ = 1
for the center, so the products with the data are made once. Later layers are batched products
over the points. Examples stand in the last axis, which keeps every elementwise pass and the
reduction over classes contiguous.
"""

import torch
from torch import nn

from optcourse.networks.losses import cross_entropy
from optcourse.networks.tanhs import tanh

BUDGET = 2**19  # numbers in a layer of outputs at a time, to stay in a cache of some megabytes


def plane_losses(made, layers, center, directions, coefficients):
    """The mean loss at each of the points, (n,): a sum over chunks of examples and of points."""
    basis = torch.cat([center[None], directions])
    coordinates = torch.cat([torch.ones_like(coefficients[:, :1]), coefficients], dim=1)
    parts = _split(basis, layers)
    later = [_combined(coordinates, *part) for part in parts[1:]]
    widest = max(len(layer.weight) for layer in layers)
    examples = max(1, min(len(made.y), BUDGET // (16 * widest)))
    points = max(1, BUDGET // (examples * widest))
    total = torch.zeros(len(coordinates), dtype=torch.float64, device=center.device)
    for X, y in zip(made.X.split(examples), made.y.split(examples), strict=True):
        first = _first(X, *parts[0])
        for chunk in torch.arange(len(coordinates), device=center.device).split(points):
            hidden = (coordinates[chunk] @ first.flatten(1)).view(len(chunk), *first.shape[1:])
            outputs = _forward(hidden, layers, [_at(layer, chunk) for layer in later])
            total[chunk] += _summed(outputs, y, made.loss).double()
    return total / len(made.y)


def _split(basis, layers):
    """Each layer's weights (D + 1, out, in) and biases (D + 1, out) or None, from rows of P."""
    parts, start = [], 0
    for layer in layers:
        shape, size = layer.weight.shape, layer.weight.numel()
        weight = basis[:, start : start + size].view(-1, *shape)
        start += size
        width = 0 if layer.bias is None else len(layer.bias)
        parts.append((weight, basis[:, start : start + width] if width else None))
        start += width
    return parts


def _combined(coordinates, weight, bias):
    """Weights and biases at each point: (n, out, in), (n, out, 1) or None."""
    weights = (coordinates @ weight.flatten(1)).view(-1, *weight.shape[1:])
    return weights, None if bias is None else (coordinates @ bias)[..., None]


def _at(layer, chunk):
    weight, bias = layer
    part = slice(int(chunk[0]), int(chunk[-1]) + 1)
    return weight[part], None if bias is None else bias[part]


def _first(X, weight, bias):
    """The first layer's outputs for the center and each direction, (D + 1, out, m)."""
    outputs = weight @ X.T
    return outputs if bias is None else outputs + bias[..., None]


def _forward(hidden, layers, later):
    """Outputs (points, out, m) from the first layer's."""
    hidden = _activated(layers[0].activation, hidden)
    for layer, (weight, bias) in zip(layers[1:], later, strict=True):
        product = torch.bmm(weight, hidden) if bias is None else bias.baddbmm(weight, hidden)
        hidden = _activated(layer.activation, product)
    return hidden


def _activated(activations, hidden):
    """`hidden` through elementwise layers, overwritten."""
    for layer in activations:
        hidden = tanh(hidden, hidden) if type(layer) is nn.Tanh else layer(hidden)
    return hidden


def _summed(outputs, y, loss):
    """The sum over examples of the loss at each point, for outputs (points, out, m)."""
    if loss is cross_entropy:
        chosen = outputs.log_softmax(1).gather(1, y.expand(len(outputs), 1, -1))
        return -chosen.sum((1, 2))
    return torch.stack([loss(each.mT, y).sum() for each in outputs])
