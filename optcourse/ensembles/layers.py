"""Layers of many networks at once: each is one batched product, whatever the number of networks.

`APPLY[type(layer)](layer, hidden, params)` takes the activations of N networks with a first axis
N, and from the iterator `params` as many stacked parameters as the layer has.
"""

import torch
import torch.nn.functional as F
from torch import nn

from optcourse.ensembles.recurrent import LSTMStates, TanhStates
from optcourse.models import Last


def _linear(layer, hidden, params):
    weight, bias = next(params), next(params)
    return torch.baddbmm(bias[:, None], hidden, weight.mT)


def _conv1d(layer, hidden, params):
    """A convolution as one product with the windows of its input: (N, m, C, L) → (N, m, O, L')."""
    weight, bias = next(params), next(params)
    (kernel,), (stride,), (padding,) = layer.kernel_size, layer.stride, layer.padding
    windows = F.pad(hidden, (padding, padding)).unfold(-1, kernel, stride)
    count, examples, _, length, _ = windows.shape
    rows = windows.permute(0, 1, 3, 2, 4).reshape(count, examples * length, -1)
    out = torch.baddbmm(bias[:, None], rows, weight.flatten(2).mT)
    return out.view(count, examples, length, -1).transpose(2, 3)


def _rnn(layer, hidden, params):
    inputs, recurrent = _over_time(hidden, params)
    return TanhStates.apply(inputs, recurrent)


def _lstm(layer, hidden, params):
    inputs, recurrent = _over_time(hidden, params)
    return LSTMStates.apply(inputs, recurrent)[0]


def _over_time(hidden, params):
    """What the inputs (N, m, T, I) and both biases give to every step, (T, N, m, H), and W."""
    weight, recurrent, bias, second_bias = (next(params) for _ in range(4))
    count, examples, length, _ = hidden.shape
    rows = hidden.transpose(1, 2).reshape(count, length * examples, -1)
    inputs = torch.baddbmm((bias + second_bias)[:, None], rows, weight.mT)
    return inputs.view(count, length, examples, -1).transpose(0, 1).contiguous(), recurrent


def _elementwise(layer, hidden, params):
    return layer(hidden)


APPLY = {
    nn.Linear: _linear,
    nn.Conv1d: _conv1d,
    nn.RNN: _rnn,
    nn.LSTM: _lstm,
    Last: lambda layer, states, params: states[-1],
    nn.Tanh: _elementwise,
    nn.ReLU: _elementwise,
    nn.Flatten: lambda layer, hidden, params: hidden.flatten(2),
    nn.Unflatten: lambda layer, hidden, params: hidden.unflatten(2, layer.unflattened_size),
}

PLAIN = {  # settings of torch's layers that the functions above take for granted
    nn.Linear: {},
    nn.Conv1d: {"dilation": (1,), "groups": 1, "padding_mode": "zeros"},
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
    if type(layer) in PLAIN and not (isinstance(layer.bias, torch.Tensor) or layer.bias is True):
        raise TypeError(f"{name} layers must have a bias to be stacked")


def input_shape(layer):
    """The shape of one example for a network whose first layer this is; None: any length."""
    if isinstance(layer, nn.RNNBase):
        return (None, layer.input_size)
    if isinstance(layer, nn.Conv1d):
        return (layer.in_channels, None)
    if isinstance(layer, nn.Unflatten):
        return (int(torch.Size(layer.unflattened_size).numel()),)
    return (getattr(layer, "in_features", None),)
