"""The Hessian of a network with one hidden layer as a few matrix products.

With inputs x, pre-activations u = W₁x, outputs z = W₂φ(u) and the loss ℓ(z), write δ = ∂ℓ/∂z,
S = ∂²ℓ/∂z², J = ∂z/∂u = W₂ diag(φ'). Biases are columns of the weights, met by a constant 1 at
the end of x and of a = φ(u). Averaged over the examples,

    ∂²ℓ/∂W₁∂W₁ = Σ (JᵀSJ + diag(φ'' W₂ᵀδ)) ⊗ xxᵀ
    ∂²ℓ/∂W₂∂W₂ = Σ S ⊗ aaᵀ
    ∂²ℓ/∂W₁∂W₂ = Σ x ⊗ (JᵀS ⊗ a + diag(φ') ⊗ δ)

the exact Hessian of Bishop (1992), equations 11–13. The sums over examples are matrix products,
and both factors of a symmetric block are kept as upper triangles. φ', φ'', δ and S come from
autograd, so any elementwise activation and any loss will do.
"""

import torch

from optcourse.networks.objective import mlp_layers

CHUNK = 2048  # examples at a time


def has_one_hidden_layer(model):
    """Whether `model` is an MLP with exactly one hidden layer, so that `assemble` can be used."""
    layers = mlp_layers(model)
    return layers is not None and len(layers) == 2


def assemble(made):
    """The Hessian (P, P) of an `Objective` whose model has one hidden layer."""
    first, second = mlp_layers(made.model)
    chunks = zip(made.X.split(CHUNK), made.y.split(CHUNK), strict=True)
    parts = [_blocks(first, second, X, y, made.loss) for X, y in chunks]
    blocks = [sum(each) / len(made.y) for each in zip(*parts, strict=True)]
    return _join(blocks, first, second)


def _blocks(first, second, X, y, loss):
    """The three blocks summed over examples: packed, (h, d, k, a) and packed."""
    x = _extended(X, first.bias)
    u = torch.nn.functional.linear(X, first.weight, first.bias)
    a, slope, bend = _derivatives(first.activation, u)
    z = torch.nn.functional.linear(a, second.weight, second.bias)
    delta, S = _output_derivatives(lambda z: loss(second.activation(z), y), z)
    a = _extended(a, second.bias)
    J = second.weight * slope[:, None, :]  # (m, k, h)
    JS = J.mT @ S  # (m, h, k)
    M = JS @ J
    M.diagonal(dim1=1, dim2=2).add_(bend * (delta @ second.weight))
    mixed = _mixed(x, JS, a) + _mixed_diagonal(x, slope, delta, a.shape[1])
    return _packed(M).T @ _packed_square(x), mixed, _packed(S).T @ _packed_square(a)


def _mixed(x, JS, a):
    """Σ x ⊗ JᵀS ⊗ a, (h, d, k, a)."""
    _, h, k = JS.shape
    outer = (x[:, :, None] * a[:, None, :]).flatten(1)  # (m, d a), narrower than (m, k h a)
    products = JS.flatten(1).T @ outer
    return products.view(h, k, x.shape[1], a.shape[1]).permute(0, 2, 1, 3)


def _mixed_diagonal(x, slope, delta, width):
    """Σ x ⊗ diag(φ') ⊗ δ, (h, d, k, width): the entry of W₂ that unit i of W₁ feeds."""
    d, h, k = x.shape[1], slope.shape[1], delta.shape[1]
    full = x.new_zeros(h, d, k, width)
    sums = x.T @ (slope[:, :, None] * delta[:, None, :]).flatten(1)
    full.diagonal(dim1=0, dim2=3).copy_(sums.view(d, h, k).permute(0, 2, 1))
    return full


def _join(blocks, first, second):
    """The blocks in the order of the parameters: weight, then bias, of each layer."""
    top, mixed, bottom = blocks
    h, d, k, a = mixed.shape
    joined = mixed.new_empty(h * d + k * a, h * d + k * a)
    lines = joined.split([h * d, k * a])
    (one, across), (down, two) = (line.split([h * d, k * a], dim=1) for line in lines)
    _write(one, _unpacked(top, h, d), first.bias, first.bias)
    _write(across, mixed, first.bias, second.bias)
    _write(two, _unpacked(bottom, k, a), second.bias, second.bias)
    down.copy_(across.T)
    return joined


def _write(target, source, row_bias, column_bias):
    """Copy (r, c, s, t) into a matrix whose rows and columns list weights before biases."""
    r, c, s, t = source.shape
    for rows, at in _parts(r, c, row_bias):
        for columns, there in _parts(s, t, column_bias):
            piece = source[:, rows, :, columns]
            target[at, there].view(piece.shape).copy_(piece)


def _parts(units, inputs, bias):
    """Slices of a unit's inputs, and where the parameters that meet them stand."""
    if bias is None:
        return [(slice(None), slice(None))]
    weights = units * (inputs - 1)
    return [(slice(0, -1), slice(0, weights)), (slice(-1, None), slice(weights, None))]


def _extended(x, bias):
    return x if bias is None else torch.cat([x, x.new_ones(len(x), 1)], dim=1)


def _packed(matrices):
    """The upper triangles of symmetric matrices (m, n, n) as rows, (m, n(n + 1)/2)."""
    i, j = torch.triu_indices(*matrices.shape[1:], device=matrices.device)
    return matrices[:, i, j]


def _packed_square(x):
    """The upper triangles of xxᵀ for each row of x."""
    width = x.shape[1]
    packed = x.new_empty(len(x), width * (width + 1) // 2)
    places = packed.split(list(range(width, 0, -1)), dim=1)
    for i, place in enumerate(places):
        torch.mul(x[:, i : i + 1], x[:, i:], out=place)
    return packed


def _unpacked(products, outer, inner):
    """(outer, inner, outer, inner) from the packed pairs of both."""
    rows, columns = _places(outer, products.device), _places(inner, products.device)
    return (
        products.index_select(0, rows.flatten())
        .index_select(1, columns.flatten())
        .view(*rows.shape, *columns.shape)
        .permute(0, 2, 1, 3)
    )


def _places(size, device):
    """Which packed entry stands at (i, j)."""
    places = torch.empty(size, size, dtype=torch.long, device=device)
    i, j = torch.triu_indices(size, size, device=device)
    places[i, j] = places[j, i] = torch.arange(len(i), device=device)
    return places


@torch.enable_grad()
def _derivatives(activation, u):
    """φ(u), φ'(u), φ''(u), each like u."""
    u = u.requires_grad_()
    value = activation(u)
    slope = _grad(value.sum(), u)
    return value.detach(), slope.detach(), _grad(slope.sum(), u).detach()


@torch.enable_grad()
def _output_derivatives(loss, z):
    """δ (m, k) and S (m, k, k) of each example's loss."""
    z = z.requires_grad_()
    delta = _grad(loss(z).sum(), z)
    rows = [_grad(column.sum(), z).detach() for column in delta.unbind(1)]
    return delta.detach(), torch.stack(rows, dim=1)


def _grad(value, u):
    if not value.requires_grad:
        return torch.zeros_like(u)
    return torch.autograd.grad(value, u, create_graph=True, materialize_grads=True)[0]
