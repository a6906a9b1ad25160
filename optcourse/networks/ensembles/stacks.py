"""Many small networks of one architecture as one program, on any device."""

from copy import copy, deepcopy

import torch
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from optcourse.networks.ensembles.layers import APPLY, check, input_shape


class Ensemble:
    """N networks: `ensemble(X)` is (N, m, outputs) for X (N, m, …), or (m, …) shared by all.

    `models` are nn.Sequential of Linear, Conv1d, Flatten, Unflatten, elementwise layers, and of
    RNN or LSTM with `Last`, as `mlp`, `conv1d`, `rnn` and `lstm` build them, all alike. Their
    parameters are copied: `theta` (N, P) holds them flat, and `params` lists views of it, each
    (N, …), in the order of `model.parameters()`. ValueError if there are no models, if they
    differ, or if there is no such device; TypeError for one network that is no list of
    them, and for a layer that cannot be stacked, by its name.
    """

    def __init__(self, models, device="cpu"):
        if isinstance(models, nn.Module):
            raise TypeError("models must be a list of networks, got one network")
        models = list(models)
        self.layers = _layers_of(models)
        rows = [parameters_to_vector(model.parameters()).detach() for model in models]
        self._template = deepcopy(models[0]).cpu()
        self.input_shape = input_shape(self.layers[0])
        self._bind(torch.stack(rows).to(existing(device)))

    def _bind(self, theta):
        shapes = [param.shape for param in self._template.parameters()]
        parts = theta.split([shape.numel() for shape in shapes], dim=1)
        named = zip(parts, shapes, strict=True)
        self.theta, self.size = theta, len(theta)
        self.params = [part.unflatten(1, shape).detach().requires_grad_() for part, shape in named]

    def __call__(self, X):
        shared = X.ndim == 1 + len(self.input_shape)
        hidden, params = X.expand(self.size, *X.shape) if shared else X, iter(self.params)
        for layer in self.layers:
            hidden = APPLY[type(layer)](layer, hidden, params)
        return hidden

    def group(self, members):
        """An ensemble of some of the members (indices), with a copy of their parameters."""
        part = copy(self)
        part._bind(self.theta[members].clone())
        return part

    def model(self, member):
        """A copy of one member as an nn.Module on the CPU."""
        alone = deepcopy(self._template)
        theta = self.theta[member].detach().to("cpu", copy=True)
        vector_to_parameters(theta, alone.parameters())
        return alone

    @property
    def num_outputs(self):
        """How many numbers each network answers with: the width of its last linear layer."""
        return next(x.out_features for x in reversed(self.layers) if isinstance(x, nn.Linear))


def existing(device):
    """`device` as a torch.device that can compute here; else ValueError."""
    try:
        found = torch.device(device)
        torch.zeros(1, device=found).item()
        return found
    except (RuntimeError, TypeError, AssertionError, NotImplementedError):
        here = "'cpu' or 'cuda'" if torch.cuda.is_available() else "'cpu' (there is no CUDA here)"
        raise ValueError(f"device must be {here}, got {str(device)!r}") from None


def _layers_of(models):
    """The layers of the first model, all models being alike and stackable."""
    if not models:
        raise ValueError("models must hold at least one network, got none")
    for layer in models[0]:
        check(layer)
    first = _form(models[0])
    for k, model in enumerate(models):
        if _form(model) != first:
            raise ValueError(f"models must be alike, got another architecture in models[{k}]")
    return list(models[0])


def _form(model):
    """What two models must share: kinds and settings of their layers, shapes and number types."""
    hidden = ("_", "training")
    layers = [
        (type(layer), {k: v for k, v in vars(layer).items() if not k.startswith(hidden)})
        for layer in model
    ]
    return layers, [(param.shape, param.dtype) for param in model.parameters()]
