"""Layers of many networks at once: each is one batched product, whatever the number of networks.

`APPLY[type(layer)](layer, hidden, params)` takes the activations of N networks with a first axis
N, and from the iterator `params` as many stacked parameters as the layer has.
"""

import torch
import torch.nn.functional as F
from torch import nn

from optcourse.networks.ensembles.recurrent import LSTMStates, TanhStates
from optcourse.networks.models import Last
from optcourse.networks.tanhs import Tanh


class Linear(torch.autograd.Function):
    """x Wᵀ + b, (N, m, o) for x (N, m, i), W (N, o, i), b (N, o).

    Computed as W xᵀ, since a product with m columns is faster than one with few outputs as
    columns; and autograd would make the gradient of Wᵀ, to be copied into the order of W.
    """

    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        return torch.baddbmm(bias[..., None], weight, x.mT).mT

    @staticmethod
    def backward(ctx, grad):
        x, weight = ctx.saved_tensors
        grad_x = torch.bmm(weight.mT, grad.mT).mT if ctx.needs_input_grad[0] else None
        return grad_x, torch.bmm(grad.mT, x), grad.sum(1)


def _linear(layer, hidden, params):
    return Linear.apply(hidden, next(params), next(params))


def _conv1d(layer, hidden, params):
    """A convolution as one product with the windows of its input: (N, m, C, L) → (N, m, O, L')."""
    weight, bias = next(params), next(params)
    (kernel,), (stride,), (padding,) = layer.kernel_size, layer.stride, layer.padding
    windows = F.pad(hidden, (padding, padding)).unfold(-1, kernel, stride)
    count, examples, _, length, _ = windows.shape
    rows = windows.permute(0, 1, 3, 2, 4).reshape(count, examples * length, -1)
    out = Linear.apply(rows, weight.flatten(2), bias)
    return out.unflatten(1, (examples, length)).transpose(2, 3)


def _rnn(layer, hidden, params):
    return TanhStates.apply(*_over_time(hidden, params), hidden.shape[2])


def _lstm(layer, hidden, params):
    return LSTMStates.apply(*_over_time(hidden, params), hidden.shape[2])


def _over_time(hidden, params):
    """What the inputs (N, m, T, I) and both biases give to all steps, (N, H, T · m); and W."""
    weight, recurrent, bias, second_bias = (next(params) for _ in range(4))
    columns = hidden.permute(0, 3, 2, 1).flatten(2)
    return torch.baddbmm((bias + second_bias)[..., None], weight, columns), recurrent


def _elementwise(layer, hidden, params):
    return layer(hidden)


APPLY = {
    nn.Linear: _linear,
    nn.Conv1d: _conv1d,
    nn.RNN: _rnn,
    nn.LSTM: _lstm,
    Last: lambda layer, last_and_states, params: last_and_states[0],
    nn.Tanh: lambda layer, hidden, params: Tanh.apply(hidden),
    nn.ReLU: _elementwise,
    nn.Flatten: lambda layer, hidden, params: hidden.flatten(2),
    nn.Unflatten: lambda layer, hidden, params: hidden.unflatten(2, layer.unflattened_size),
}

PLAIN = {  # settings of torch's layers that the functions above take for granted
    nn.Linear: {},
    nn.Conv1d: {"dilation": (1,), "groups": 1, "padding_mode": "zeros"},
    nn.ReLU: {"inplace": False},
    nn.Flatten: {"start_dim": 1, "end_dim": -1},
    nn.Unflatten: {"dim": 1},
    nn.RNN: {"num_layers": 1, "bidirectional": False, "batch_first": True, "dropout": 0.0}
    | {"nonlinearity": "tanh"},
    nn.LSTM: {"num_layers": 1, "bidirectional": False, "batch_first": True, "dropout": 0.0}
    | {"proj_size": 0},
}


def check(layer):
    """TypeError if `layer` cannot be stacked, by its kind or by a setting of it."""
    name = type(layer).__name__
    if type(layer) not in APPLY:
        raise TypeError(f"an ensemble cannot stack {name} layers")
    for setting, wanted in PLAIN.get(type(layer), {}).items():
        value = getattr(layer, setting)
        if value != wanted:
            raise TypeError(f"{name} layers must have {setting} = {wanted!r}, got {value!r}")
    if getattr(layer, "bias", True) is None or getattr(layer, "bias", True) is False:
        raise TypeError(f"{name} layers must have a bias to be stacked")
    if isinstance(getattr(layer, "padding", ()), str):
        raise TypeError(f"{name} layers must have padding in numbers, got {layer.padding!r}")


def input_shape(layer):
    """The shape of one example for a network whose first layer this is; None: any length."""
    if isinstance(layer, nn.RNNBase):
        return (None, layer.input_size)
    if isinstance(layer, nn.Conv1d):
        return (layer.in_channels, None)
    if isinstance(layer, nn.Unflatten):
        return (int(torch.Size(layer.unflattened_size).numel()),)
    return (getattr(layer, "in_features", None),)
