"""Many small networks of one architecture trained at once, on any device.

Their parameters are stacked along a first axis R and every layer is one batched matrix product,
several times faster than R small networks one after another. Members may differ in their initial
weights, their data and their learning rates; none influences another.
"""

import torch
import torch.nn.functional as F
from torch import nn


class Ensemble:
    """R networks: `ensemble(X)` is (R, m, outputs) for X (R, m, d), or (m, d) shared by all.

    `models` are nn.Sequential of Linear, Conv1d, Flatten, Unflatten and elementwise layers, as
    `mlp` and `conv1d` build them, all alike. `params` lists the stacked parameters, each
    (R, …), in the order of `model.parameters()`. TypeError names a layer that cannot be stacked.
    """

    def __init__(self, models, device="cpu"):
        self.layers = list(models[0])
        for layer in self.layers:
            if type(layer) not in APPLY:
                raise TypeError(f"an ensemble cannot stack {type(layer).__name__} layers")
        alike = zip(*(model.parameters() for model in models), strict=True)
        stacked = (torch.stack([p.detach() for p in params]) for params in alike)
        self.params = [params.to(device).requires_grad_() for params in stacked]
        self.size = len(models)

    def __call__(self, X):
        hidden = X if X.ndim > 2 else X.expand(self.size, *X.shape)
        params = iter(self.params)
        for layer in self.layers:
            hidden = APPLY[type(layer)](layer, hidden, params)
        return hidden

    @torch.no_grad()
    def descend(self, grads, lr):
        """θ ← θ − lr g in place, for `grads` like `params` and lr a number or a tensor (R,)."""
        for param, grad in zip(self.params, grads, strict=True):
            rate = lr.view(-1, *[1] * (grad.ndim - 1)) if torch.is_tensor(lr) else lr
            param.sub_(rate * grad)


def cross_entropy(logits, y):
    """Mean cross-entropy of each network, (R,), for logits (R, m, classes) and y (m,) or (R, m)."""
    y = y.expand(logits.shape[:-1])
    each = F.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="none")
    return each.view(y.shape).mean(1)


def half_squared_error(outputs, targets):
    """½ ‖output − target‖², averaged over examples: (R,) for outputs (R, m, k)."""
    return 0.5 * ((outputs - targets) ** 2).sum(-1).mean(-1)


@torch.no_grad()
def error_rate(logits, y):
    """The fraction of examples that each network puts in the wrong class, (R,)."""
    return (logits.argmax(-1) != y).double().mean(-1)


def _linear(layer, hidden, params):
    weight, bias = next(params), next(params)
    return torch.baddbmm(bias[:, None], hidden, weight.mT)


def _conv1d(layer, hidden, params):
    """A convolution as one product with the windows of its input: (R, m, C, L) → (R, m, O, L')."""
    weight, bias = next(params), next(params)
    (kernel,), (stride,), (padding,) = layer.kernel_size, layer.stride, layer.padding
    windows = F.pad(hidden, (padding, padding)).unfold(-1, kernel, stride)
    count, examples, _, length, _ = windows.shape
    rows = windows.permute(0, 1, 3, 2, 4).reshape(count, examples * length, -1)
    out = torch.baddbmm(bias[:, None], rows, weight.flatten(2).mT)
    return out.view(count, examples, length, -1).transpose(2, 3)


def _elementwise(layer, hidden, params):
    return layer(hidden)


APPLY = {
    nn.Linear: _linear,
    nn.Conv1d: _conv1d,
    nn.Tanh: _elementwise,
    nn.ReLU: _elementwise,
    nn.Flatten: lambda layer, hidden, params: hidden.flatten(2),
    nn.Unflatten: lambda layer, hidden, params: hidden.unflatten(2, layer.unflattened_size),
}
