"""Small networks with seeded initial weights. Building one leaves torch's global seed alone."""

from itertools import pairwise

import torch
from torch import nn

from optcourse.validation import finite, one_of, whole

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
    num_inputs = whole("num_inputs", num_inputs, at_least=8)
    num_classes = whole("num_classes", num_classes, at_least=1)
    channels = whole("channels", channels, at_least=1)
    layers, length, inputs = [nn.Unflatten(1, (1, num_inputs))], num_inputs, 1
    for kernel in (5, 3, 3):
        settings = {"stride": 2, "padding": 1, "dtype": dtype}
        layers += [nn.utils.skip_init(nn.Conv1d, inputs, channels, kernel, **settings), nn.ReLU()]
        length, inputs = (length + 2 - kernel) // 2 + 1, channels
    last = nn.utils.skip_init(nn.Linear, channels * length, num_classes, dtype=dtype)
    return initialize(nn.Sequential(*layers, nn.Flatten(), last), seed)


class Last(nn.Module):
    """The last state (m, H) of what nn.RNN or nn.LSTM returns."""

    def forward(self, states_and_end):
        return states_and_end[0][:, -1]


@torch.no_grad()
def rnn(num_inputs=1, hidden=10, num_outputs=2, orthogonal=False, seed=0, dtype=torch.float32):
    """A tanh recurrent network that answers, linearly, from its last state.

    Takes X (m, length, num_inputs), returns (m, num_outputs). All weights and biases are
    U(±1/√hidden), torch's default; `orthogonal` makes the recurrent matrix a random rotation or
    reflection instead (Saxe, McClelland and Ganguli, 2014). ValueError for a size below 1.
    """
    model = _recurrent(nn.RNN, num_inputs, hidden, num_outputs, seed, dtype)
    if orthogonal:
        generator = torch.Generator().manual_seed(whole("seed", seed))
        nn.init.orthogonal_(model[0].weight_hh_l0, generator=generator)
    return model


@torch.no_grad()
def lstm(num_inputs=1, hidden=10, num_outputs=2, forget_bias=None, seed=0, dtype=torch.float32):
    """A long short-term memory that answers, linearly, from its last state.

    Takes X (m, length, num_inputs), returns (m, num_outputs). All weights and biases are
    U(±1/√hidden), torch's default. A number `forget_bias` replaces the sum of the forget gate's
    two biases: around 3, cells remember from the start (Gers, Schmidhuber and Cummins, 2000;
    Jozefowicz, Zaremba and Sutskever, 2015). ValueError for a size below 1.
    """
    model = _recurrent(nn.LSTM, num_inputs, hidden, num_outputs, seed, dtype)
    if forget_bias is not None:
        gate = slice(hidden, 2 * hidden)  # torch stacks the gates as input, forget, cell, output
        model[0].bias_ih_l0[gate] = finite("forget_bias", forget_bias)
        model[0].bias_hh_l0[gate] = 0
    return model


def _recurrent(kind, num_inputs, hidden, num_outputs, seed, dtype):
    sizes = {"num_inputs": num_inputs, "hidden": hidden, "num_outputs": num_outputs}
    inputs, hidden, outputs = (whole(name, n, at_least=1) for name, n in sizes.items())
    cells = kind(inputs, hidden, batch_first=True, dtype=dtype, device="meta")  # draws nothing
    last = nn.utils.skip_init(nn.Linear, hidden, outputs, dtype=dtype)
    return initialize(nn.Sequential(cells.to_empty(device="cpu"), Last(), last), seed)


@torch.no_grad()
def initialize(model, seed):
    """Fill every layer's weights and biases with U(±1/√fan_in) by a generator of its own.

    The fan-in of a recurrent layer is its number of hidden units, as in torch's default.
    """
    generator = torch.Generator().manual_seed(whole("seed", seed))
    for layer in model.modules():
        if isinstance(layer, nn.Linear | nn.Conv1d):
            bound = layer.weight[0].numel() ** -0.5
            layer.weight.uniform_(-bound, bound, generator=generator)
            layer.bias.uniform_(-bound, bound, generator=generator)
        elif isinstance(layer, nn.RNNBase):
            for param in layer.parameters():
                bound = layer.hidden_size**-0.5
                param.uniform_(-bound, bound, generator=generator)
    return model
