"""Products of an MLP's Hessian with vectors, layer by layer and without a graph.

With inputs aₗ, pre-activations uₗ = Wₗ aₗ + bₗ, aₗ₊₁ = φ(uₗ), δₗ = ∂loss/∂uₗ and eₗ = Wₗ₊₁ᵀ δₗ₊₁,
so that δₗ = φ' eₗ, moving the parameters along (V, c) changes these by (R of Pearlmutter, 1994)

    R uₗ = Vₗ aₗ + cₗ + Wₗ R aₗ        R aₗ₊₁ = φ' R uₗ        R δ_last = (∂²loss/∂u²) R u_last
    R δₗ = φ' (Wₗ₊₁ᵀ R δₗ₊₁ + Vₗ₊₁ᵀ δₗ₊₁) + φ'' eₗ R uₗ

and the gradient by R δₗ aₗᵀ + δₗ R aₗᵀ, which is H (V, c). What does not depend on the vector is
computed once. Examples stand in columns, as in `surfaces.planes`.
"""

from dataclasses import dataclass

import torch

from optcourse.networks.curvature.hessians import hessian_operator
from optcourse.networks.curvature.operators import HessianOperator
from optcourse.networks.losses import cross_entropy
from optcourse.networks.objective import mlp_layers, objective
from optcourse.validation import one_of

ROUTES = ("fastest", "layers", "generic")


def hessian_products(model, X, y, loss="cross_entropy", route="fastest"):
    """A `HessianOperator` of the mean loss over (X, y), parameters as in `model.parameters()`.

    Route "layers" needs an MLP, of any depth, activations and loss; "generic" keeps the graph of
    one backward pass, of any model. "fastest" takes the former where it can. ValueError as in
    `objective`, for the route "layers" on another model, and, in a product, for an operation
    without a second derivative.
    """
    one_of("route", route, ROUTES)
    made, layers = objective(model, X, y, loss), mlp_layers(model)
    if route == "layers" and layers is None:
        raise ValueError(
            "route must be 'generic' or 'fastest' for a model that is not an nn.Sequential of "
            "Linear and elementwise layers; got 'layers'"
        )
    return hessian_operator(made) if layers is None or route == "generic" else _ByLayers(made)


@dataclass(frozen=True, eq=False)
class _Pass:
    """What a layer keeps of the pass: W (o, i), its inputs a (i, m), δ (o, m); φ' and φ'' e (o, m).

    The last layer has neither of the latter, for its activation belongs to the loss.
    """

    weight: torch.Tensor
    biased: bool
    inputs: torch.Tensor
    delta: torch.Tensor
    slope: torch.Tensor | None
    bend: torch.Tensor | None


class _ByLayers(HessianOperator):
    """The operator of an `Objective` of an MLP; as `HessianOperator`, but for how it multiplies."""

    def __init__(self, made):
        self.params, self.batch = list(made.params.values()), ()
        layers = mlp_layers(made.model)
        inputs, slopes, bends = [made.X.mT.contiguous()], [], []
        for layer in layers[:-1]:
            value, slope, bend = _derivatives(layer.activation, _outputs(layer, inputs[-1]))
            inputs, slopes, bends = [*inputs, value], [*slopes, slope], [*bends, bend]
        self._at = _outputs(layers[-1], inputs[-1]).requires_grad_()
        with torch.enable_grad():
            mean = made.loss(layers[-1].activation(self._at.mT), made.y).mean()
        self._delta = _grad(mean, self._at)
        self._chances = None
        if made.loss is cross_entropy and not len(layers[-1].activation):
            self._chances = self._at.detach().softmax(0) / len(made.y)
        self._passes = _backward(layers, inputs, slopes, bends, self._delta.detach().contiguous())
        parts = [(each.delta, each.inputs, each.biased) for each in self._passes]
        self.grad = self._flat(_gradient(parts))
        self.num_params = len(self.grad)

    def _products(self, vector, is_grads_batched=False):
        if is_grads_batched:
            return map(torch.stack, zip(*map(self._products, vector), strict=True))
        sizes = [param.numel() for param in self.params]
        pairs = zip(vector.split(sizes), self.params, strict=True)
        return self._along([part.view_as(param) for part, param in pairs])

    @torch.no_grad()
    def _along(self, parts):
        """H (V, c), a part a parameter, for the parts V and c of a vector."""
        parts, ways = iter(parts), []
        for each in self._passes:
            ways.append((next(parts), next(parts)[:, None] if each.biased else None))
        moved, pushed = [], None  # R u of each layer, R a of its inputs
        for each, (V, c) in zip(self._passes, ways, strict=True):
            R = V @ each.inputs if c is None else torch.addmm(c, V, each.inputs)
            moved.append((R if pushed is None else R.addmm_(each.weight, pushed), pushed))
            pushed = None if each.slope is None else each.slope * R
        R_delta, found = self._curved(moved[-1][0]), []
        for k, each in reversed(list(enumerate(self._passes))):
            if k < len(ways) - 1:
                after, (V, _) = self._passes[k + 1], ways[k + 1]
                R_delta = torch.mm(after.weight.mT, R_delta).addmm_(V.mT, after.delta)
                R_delta.mul_(each.slope).addcmul_(each.bend, moved[k][0])
            weight = R_delta @ each.inputs.mT
            if moved[k][1] is not None:
                weight.addmm_(each.delta, moved[k][1].mT)
            found = [weight, *([R_delta.sum(1)] if each.biased else []), *found]
        return found

    def _curved(self, along):
        """∂²loss/∂u² of the last layer's outputs times `along` (k, m): alike."""
        if self._chances is not None:  # (diag p − p pᵀ) / m
            found = self._chances * along
            found.addcmul_(self._chances, found.sum(0, keepdim=True), value=-along.shape[1])
            return found
        if not self._delta.requires_grad:
            return torch.zeros_like(along)
        options = {"retain_graph": True, "materialize_grads": True}
        return torch.autograd.grad(self._delta, self._at, along, **options)[0].contiguous()


def _outputs(layer, inputs):
    """W a + b, (o, m)."""
    if layer.bias is None:
        return layer.weight @ inputs
    return torch.addmm(layer.bias[:, None], layer.weight, inputs)


def _backward(layers, inputs, slopes, bends, delta):
    """The `_Pass` of each layer, from the last one's δ."""
    found, slope, bend = [], None, None
    for k in reversed(range(len(layers))):
        if found:
            e = layers[k + 1].weight.mT @ delta
            slope, bend, delta = slopes[k], bends[k] * e, slopes[k] * e
        biased = layers[k].bias is not None
        found = [_Pass(layers[k].weight, biased, inputs[k], delta, slope, bend), *found]
    return found


def _gradient(parts):
    """∂loss/∂W and ∂loss/∂b of each layer."""
    for delta, inputs, biased in parts:
        yield delta @ inputs.mT
        if biased:
            yield delta.sum(1)


@torch.enable_grad()
def _derivatives(activation, u):
    """φ(u), φ'(u), φ''(u), each like u."""
    u = u.requires_grad_()
    value = activation(u)
    slope = _grad(value.sum(), u)
    return value.detach(), slope.detach(), _grad(slope.sum(), u).detach()


def _grad(value, u):
    if not value.requires_grad:
        return torch.zeros_like(u)
    return torch.autograd.grad(value, u, create_graph=True, materialize_grads=True)[0]
