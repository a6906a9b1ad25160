"""Which loss a network has, and its loss over a set of examples, checked once.

A loss is a name in `LOSSES`, or a function of (outputs (…, m, k), y) that returns one loss an
example, (…, m); training, curvature and surfaces take the same ones. Networks that are plain
chains of Linear and elementwise layers ("MLPs" below) are recognized, since several quantities
can be had faster for them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from optcourse.networks.losses import MARGIN_LOSSES, cross_entropy, half_squared_distance
from optcourse.networks.repeats import check_repeats
from optcourse.validation import one_of

POINTWISE = (
    *(nn.Identity, nn.Tanh, nn.ReLU, nn.LeakyReLU, nn.ELU, nn.SELU, nn.CELU, nn.GELU, nn.SiLU),
    *(nn.Mish, nn.Sigmoid, nn.LogSigmoid, nn.Softplus, nn.Softsign, nn.Hardtanh, nn.ReLU6),
)


def squared_error(outputs, y):
    """½ ‖output − target‖² for targets y (…, m, k), or for labels y (…, m).

    Labels stand for one-hot targets, or for −1 and +1 where there is one output.
    """
    if y.is_floating_point():
        return half_squared_distance(outputs, y)
    count = outputs.shape[-1]
    targets = nn.functional.one_hot(y, count) if count > 1 else (2 * y - 1)[..., None]
    return half_squared_distance(outputs, targets.to(outputs.dtype))


def margin(outputs, y):
    """y f(x), (…, m), for one output and labels 0 and 1, which stand for −1 and +1."""
    return (2 * y - 1) * outputs[..., 0]


def _of_margin(surrogate):
    return lambda outputs, y: surrogate(margin(outputs, y))


LOSSES = {"cross_entropy": cross_entropy, "squared_error": squared_error}
LOSSES |= {name: _of_margin(surrogate) for name, surrogate in MARGIN_LOSSES.items()}


@dataclass(frozen=True, eq=False)
class Objective:
    """The mean of `loss` over the m examples (X, y), as a function of the model's parameters.

    `params` maps names to detached tensors in the order of `model.parameters()`, frozen ones too.
    """

    model: nn.Module
    X: torch.Tensor
    y: torch.Tensor
    loss: Callable
    params: dict

    def losses(self, params, X=None, y=None):
        """The loss of each example, (m,), at `params` (a dict of tensors)."""
        X, y = (self.X, self.y) if X is None else (X, y)
        return self.loss(torch.func.functional_call(self.model, params, (X,)), y)

    def unflatten(self, theta):
        """A flat vector (P,) as a dict of tensors like `params`."""
        parts = theta.split([param.numel() for param in self.params.values()])
        pairs = zip(self.params.items(), parts, strict=True)
        return {name: part.view_as(param) for (name, param), part in pairs}

    @property
    def theta(self):
        """The parameters as one flat vector (P,)."""
        return torch.cat([param.flatten() for param in self.params.values()])


def objective(model, X, y, loss="cross_entropy"):
    """Check the arguments and return an `Objective`.

    `X` (m, …) in the parameters' precision, `y` (m,) int64 labels or (m, …) targets, `loss` a name
    in `LOSSES` or a function. ValueError for no examples, shapes or devices that do not match,
    values that are not finite, labels out of range, an unknown name, layers that mix the examples
    of a batch (BatchNorm in training mode), and whatever makes two passes over the same examples
    differ: anything random, be it a layer, a function or the loss (`optcourse.networks.repeats`).
    """
    params = {name: param.detach() for name, param in model.named_parameters()}
    if not params:
        raise ValueError("model must have at least one parameter, got none")
    first = next(iter(params.values()))
    _check_examples(X, y, first)
    _check_finite(params | {"X": X, "y": y})
    _check_layers(model)
    named = None if callable(loss) else one_of("loss", loss, tuple(LOSSES))
    made = Objective(model, X, y, LOSSES.get(named, loss), params)
    _check_targets(made, named)
    if mlp_layers(model) is None or named is None:
        check_repeats(made)
    return made


@dataclass(frozen=True, eq=False)
class Layer:
    """One affine map, weight (outputs, inputs) and bias (outputs,) or None, and what follows it."""

    weight: torch.Tensor
    bias: torch.Tensor | None
    activation: nn.Module


def mlp_layers(model):
    """The layers of an MLP, detached, as a list of `Layer`; None if `model` is anything else.

    An MLP is an nn.Sequential of Linear layers, each followed by any number of elementwise ones.
    """
    if type(model) is not nn.Sequential or not len(model) or type(model[0]) is not nn.Linear:
        return None
    if not all(type(layer) in (nn.Linear, *POINTWISE) for layer in model):
        return None
    if any(getattr(layer, "inplace", False) for layer in model):
        return None  # it would overwrite what a derivative needs
    params = [id(param) for param in model.parameters()]
    starts = [k for k, layer in enumerate(model) if type(layer) is nn.Linear]
    if len(params) != sum(len(list(model[k].parameters())) for k in starts) or _watched(model):
        return None  # a layer is used twice, or a hook changes what it does
    ends = [*starts[1:], len(model)]
    return [_layer(model, a, b) for a, b in zip(starts, ends, strict=True)]


def _layer(model, start, end):
    weight, bias = model[start].weight, model[start].bias
    return Layer(weight.detach(), None if bias is None else bias.detach(), model[start + 1 : end])


def _watched(model):
    return any(part._forward_hooks or part._forward_pre_hooks for part in model.modules())


def _check_examples(X, y, param):
    for name, value in (("X", X), ("y", y)):
        if not torch.is_tensor(value) or not value.ndim or not len(value):
            got = f"shape {tuple(value.shape)}" if torch.is_tensor(value) else repr(value)
            raise ValueError(f"{name} must be a tensor of at least one example, got {got}")
        if value.device != param.device:
            raise ValueError(f"{name} must be on {param.device} like the model, got {value.device}")
    if len(X) != len(y):
        raise ValueError(f"X and y must hold as many examples, got {len(X)} and {len(y)}")
    if X.is_floating_point() and X.dtype != param.dtype:
        raise ValueError(f"X must be {param.dtype} like the model's parameters, got {X.dtype}")


def _check_finite(tensors):
    for name, tensor in tensors.items():
        if not torch.isfinite(tensor).all():
            raise ValueError(f"{name} must be finite, got inf or nan")


def _check_layers(model):
    for layer in model.modules():
        name, norm = type(layer).__name__, isinstance(layer, nn.modules.batchnorm._BatchNorm)
        random = isinstance(layer, nn.modules.dropout._DropoutNd) and layer.p > 0
        if (norm and layer.running_mean is None) or (layer.training and (norm or random)):
            raise ValueError(
                f"model must treat each example alone and alike, got {name} in training mode: "
                "call model.eval() first"
            )


@torch.no_grad()
def _check_targets(made, named):
    try:
        outputs = made.model(made.X[:1])
    except RuntimeError as error:
        raise ValueError(
            f"X must fit the model, got shape {tuple(made.X.shape)}: {error}"
        ) from None
    if named == "squared_error" and made.y.is_floating_point():
        if made.y[:1].shape != outputs.shape:
            wanted, got = tuple(outputs.shape[1:]), tuple(made.y.shape[1:])
            raise ValueError(f"y must hold targets of shape {wanted} an example, got {got}")
    elif named:
        _check_labels(named, made.y, outputs)
    elif made.losses(made.params, made.X[:1], made.y[:1]).shape != (1,):
        raise ValueError("loss must return one loss an example, (m,), and got another shape")


def _check_labels(named, y, outputs):
    wanted = "(m, 1)" if named in MARGIN_LOSSES else "(m, classes)"
    one = named not in MARGIN_LOSSES or outputs.shape[1:] == (1,)
    if not one or outputs.ndim != 2 or y.ndim != 1 or y.dtype != torch.int64:
        raise ValueError(
            f"{named} needs outputs {wanted} and int64 labels y (m,), got outputs "
            f"{tuple(outputs.shape)} and y {tuple(y.shape)} of {y.dtype}"
        )
    classes = outputs.shape[1] if named == "cross_entropy" else max(2, outputs.shape[1])
    if not 0 <= int(y.min()) <= int(y.max()) < classes:
        allowed = f"at least 0 and less than {classes}"
        raise ValueError(f"y must be {allowed}, got {int(y.min())} … {int(y.max())}")
