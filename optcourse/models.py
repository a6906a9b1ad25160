"""Small networks with seeded initial weights. Building one leaves torch's global seed alone."""

from itertools import pairwise

import torch
from torch import nn

from optcourse.validation import one_of, whole

ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU}


def mlp(widths, activation="tanh", seed=0, dtype=torch.float32):
    """A fully connected network: `widths` = (inputs, hidden…, outputs), linear at the end.

    Takes X (m, widths[0]), returns (m, widths[-1]). Weights and biases are U(±1/√inputs) of each
    layer, torch's default. ValueError if there are fewer than two widths or one is not whole.
    """
    if len(widths) < 2:
        raise ValueError(f"widths must name at least inputs and outputs, got {widths!r}")
    widths = [whole("widths", width, at_least=1) for width in widths]
    nonlinear = ACTIVATIONS[one_of("activation", activation, tuple(ACTIVATIONS))]
    layers = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.utils.skip_init(nn.Linear, inputs, outputs, dtype=dtype), nonlinear()]
    return initialize(nn.Sequential(*layers[:-1]), seed)


def conv1d(num_inputs=40, num_classes=10, channels=25, seed=0, dtype=torch.float32):
    """Three strided 1-D convolutions with ReLU and a linear layer; no normalization.

    Takes X (m, num_inputs), returns (m, num_classes). Kernels 5, 3, 3, stride 2, padding 1: the
    convolutional baseline of Greydanus and Kobak (2020). Weights as in `mlp`.
    """
    whole("num_inputs", num_inputs, at_least=8)
    layers, length, inputs = [nn.Unflatten(1, (1, num_inputs))], num_inputs, 1
    for kernel in (5, 3, 3):
        settings = {"stride": 2, "padding": 1, "dtype": dtype}
        layers += [nn.utils.skip_init(nn.Conv1d, inputs, channels, kernel, **settings), nn.ReLU()]
        length, inputs = (length + 2 - kernel) // 2 + 1, channels
    last = nn.utils.skip_init(nn.Linear, channels * length, num_classes, dtype=dtype)
    return initialize(nn.Sequential(*layers, nn.Flatten(), last), seed)


@torch.no_grad()
def initialize(model, seed):
    """Fill every layer's weight and bias with U(±1/√fan_in) by a generator of its own."""
    generator = torch.Generator().manual_seed(seed)
    for layer in model.modules():
        if isinstance(layer, nn.Linear | nn.Conv1d):
            bound = layer.weight[0].numel() ** -0.5
            layer.weight.uniform_(-bound, bound, generator=generator)
            layer.bias.uniform_(-bound, bound, generator=generator)
    return model
