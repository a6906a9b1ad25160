"""Gradients of each example's loss, their norms, and the noise of the minibatch gradient."""

from dataclasses import dataclass

import torch
from torch.func import grad, vmap

from optcourse.networks.curvature.kernels import differentiable_kernels, quiet_mapping
from optcourse.networks.objective import mlp_layers, objective
from optcourse.validation import one_of, whole

ROUTES = ("fastest", "outer", "generic")


def per_example_grads(model, X, y, loss="cross_entropy", route="fastest", chunk_size=128):
    """The gradient of each example's loss, (m, P), parameters as in `model.parameters()`.

    Route "outer" needs an MLP: the gradient of a weight is δxᵀ, one backward pass gives every δ.
    "generic" maps the gradient over the examples, `chunk_size` at a time, or one at a time where
    torch has no rule to map an operation by (recurrent layers), for any model. "fastest" takes
    the former where it can. Goodfellow (2015), arXiv 1510.01799. ValueError as in `objective`.
    """
    made, layers = _prepare(model, X, y, loss, route, chunk_size)
    if layers is None:
        return torch.cat(list(_generic(made, chunk_size)))
    parts = []
    for layer, x, delta in zip(layers, *_signals(made, layers), strict=True):
        parts += [(delta[:, :, None] * x[:, None, :]).flatten(1)]
        parts += [] if layer.bias is None else [delta]
    return torch.cat(parts, dim=1)


def per_example_grad_norms(model, X, y, loss="cross_entropy", route="fastest", chunk_size=128):
    """The norm of the gradient of each example's loss, (m,).

    Routes as in `per_example_grads`; "outer" forms no gradient, for ‖δxᵀ‖ = ‖δ‖ ‖x‖.
    """
    made, layers = _prepare(model, X, y, loss, route, chunk_size)
    if layers is None:
        return torch.cat([grads.norm(dim=1) for grads in _generic(made, chunk_size)])
    total = 0
    for layer, x, delta in zip(layers, *_signals(made, layers), strict=True):
        inputs = torch.einsum("mi,mi->m", x, x)
        outputs = torch.einsum("mi,mi->m", delta, delta)
        total = total + outputs * (inputs if layer.bias is None else inputs + 1)
    return total.sqrt()


@dataclass(frozen=True, eq=False)
class GradientNoise:
    """The scatter of the gradients g₁ … g_m of single examples about their mean; floats.

    `num_examples` m. Taken as they are, the m examples being all there is: `trace` is the trace of
    their covariance Σ, mean ‖gᵢ − ḡ‖²; `grad_norm_squared` is ‖ḡ‖²; `noise_scale` is
    tr Σ / ‖ḡ‖², the simple noise scale of McCandlish et al. (2018), equation 2.9: the batch size
    above which larger batches stop paying off. Taken as a sample of more: `unbiased_trace` divides
    by m − 1, `unbiased_grad_norm_squared` is ‖ḡ‖² less a m-th of that, and
    `unbiased_noise_scale` is their ratio (equations A.2 and A.3 with batches of 1 and m; each
    part is unbiased, the ratio is not); inf where noise hides the gradient.
    """

    num_examples: int
    trace: float
    grad_norm_squared: float
    noise_scale: float
    unbiased_trace: float
    unbiased_grad_norm_squared: float
    unbiased_noise_scale: float


def gradient_noise(model, X, y, loss="cross_entropy", route="fastest", chunk_size=128):
    """Measure the `GradientNoise` of a model over at least two examples; routes as above.

    No gradient of a single example is kept, only norms. ValueError as in `objective`.
    """
    made = objective(model, X, y, loss)
    count = len(made.y)
    if count < 2:
        raise ValueError(f"X must hold at least two examples, got {count}")
    norms = per_example_grad_norms(model, X, y, loss, route, chunk_size).double()
    squared = sum(float(part.double().square().sum()) for part in _mean_grad(made))
    trace = max(0.0, float(norms.square().mean()) - squared)
    unbiased = trace * count / (count - 1)
    signal = squared - unbiased / count
    plain, corrected = _ratio(trace, squared), _ratio(unbiased, signal)
    return GradientNoise(count, trace, squared, plain, unbiased, signal, corrected)


def _ratio(noise, signal):
    return noise / signal if signal > 0 else float("inf")


def _mean_grad(made):
    return _autograd(lambda params: made.losses(params).mean(), made.params)


def _autograd(loss, params):
    """The gradient of `loss`, a function of a dict like `params`, as a list of tensors."""
    params = {name: param.clone().requires_grad_() for name, param in params.items()}
    with torch.enable_grad(), differentiable_kernels():
        value = loss(params)
        if not value.requires_grad:  # a constant, as the 0-1 loss
            return [torch.zeros_like(param) for param in params.values()]
        return torch.autograd.grad(value, list(params.values()), materialize_grads=True)


def _prepare(model, X, y, loss, route, chunk_size):
    one_of("route", route, ROUTES)
    whole("chunk_size", chunk_size, at_least=1)
    made, layers = objective(model, X, y, loss), mlp_layers(model)
    if route == "outer" and layers is None:
        raise ValueError(
            "route must be 'generic' or 'fastest' for a model that is not an nn.Sequential of "
            "Linear and elementwise layers; got 'outer'"
        )
    return made, None if route == "generic" else layers


@torch.enable_grad()
def _signals(made, layers):
    """The inputs x of each layer (m, in) and the derivatives δ by its outputs (m, out)."""
    hidden, inputs, outputs = made.X, [], []
    for layer in layers:
        inputs.append(hidden.detach())
        out = torch.nn.functional.linear(hidden, layer.weight, layer.bias)
        outputs.append(out if outputs else out.requires_grad_())
        hidden = layer.activation(outputs[-1])
    total = made.loss(hidden, made.y).sum()
    return inputs, torch.autograd.grad(total, outputs, materialize_grads=True)


def _generic(made, chunk_size):
    """The gradients of the examples of each chunk, (c, P): mapped, or looped once that failed."""
    mapped = True
    for X, y in zip(made.X.split(chunk_size), made.y.split(chunk_size), strict=True):
        grads = _mapped(made, X, y) if mapped else None
        mapped = grads is not None
        yield grads if mapped else _looped(made, X, y)


def _mapped(made, X, y):
    """(c, P), or None where vmap fails: it has no rule for an operation, or a value decides."""

    def alone(params, x, target):
        return made.losses(params, x[None], target[None])[0]

    try:
        with quiet_mapping():
            grads = vmap(grad(alone), in_dims=(None, 0, 0))(made.params, X, y)
    except RuntimeError:  # the loop is right, or says what is wrong
        return None
    return torch.cat([grads[name].flatten(1) for name in made.params], dim=1)


def _looped(made, X, y):
    def alone(x, target):
        parts = _autograd(lambda params: made.losses(params, x, target)[0], made.params)
        return torch.cat([part.flatten() for part in parts])

    examples = zip(X.split(1), y.split(1), strict=True)
    return torch.stack([alone(*example) for example in examples])
