"""The Hessian of a network's loss as an operator: products with vectors, for any model.

One backward pass is kept as a graph; each product with a vector is one more pass through it
(Pearlmutter, 1994). Several networks can be measured at once: give the losses of R networks as a
vector (R,) and parameters stacked as (R, …), and every vector below gains a leading axis R.
"""

import torch

from optcourse.networks.curvature.kernels import advised, check_twice, quiet_mapping
from optcourse.validation import whole


class HessianOperator:
    """The Hessian H of `loss` with respect to `params`, as an operator: `H @ v`.

    `loss` is a scalar, or (R,) for R networks whose parameters are stacked along a first axis R.
    Attributes: `grad` (P,) or (R, P), the flat gradient, detached; `num_params` P. ValueError if
    the loss has no graph or another shape, the stacked axes differ, or, there or in a product, an
    operation in it cannot be differentiated twice: attention is to be computed inside
    `torch.nn.attention.sdpa_kernel(SDPBackend.MATH)`, a recurrent layer on CUDA inside
    `torch.backends.cudnn.flags(enabled=False)`, as the functions that take a model do.
    """

    def __init__(self, loss, params):
        self.params = list(params)
        self.batch = tuple(loss.shape)
        _check(loss, self.params)
        with advised():
            grads = torch.autograd.grad(
                loss.sum(), self.params, create_graph=True, materialize_grads=True
            )
        check_twice(grads)
        self._grad = self._flat(grads)
        self.grad = self._grad.detach()
        self.num_params = self.grad.shape[-1]

    def __matmul__(self, vector):
        """H v, shape (P,) or (R, P), for `vector` of that shape; else ValueError."""
        if vector.shape != self.grad.shape:
            wanted, got = tuple(self.grad.shape), tuple(vector.shape)
            raise ValueError(f"vector must have shape {wanted}, got {got}")
        with advised():
            return self._flat(self._products(vector)).detach()

    def rows(self, vectors):
        """H v for each row of `vectors` (n, P), as rows (n, P); for one network."""
        self.check_single()
        if vectors.ndim != 2 or vectors.shape[1] != self.num_params:
            wanted, got = f"(n, {self.num_params})", tuple(vectors.shape)
            raise ValueError(f"vectors must have shape {wanted}, got {got}")
        try:
            with quiet_mapping():
                found = self._products(vectors, is_grads_batched=True)
        except RuntimeError:  # the loop is right, or says what is wrong
            return torch.stack([self @ vector for vector in vectors])
        products = zip(found, self.params, strict=True)
        count = len(vectors)  # zeros of a parameter without curvature come once, not in a batch
        parts = [part.expand(count, *param.shape) for part, param in products]
        return torch.cat([part.reshape(count, -1) for part in parts], dim=1).detach()

    def dense(self, chunk_size=16):
        """H itself, (P, P), symmetric to rounding; for one network, and P of a few thousand.

        `chunk_size` rows are computed at a time: more take more memory.
        """
        basis = torch.eye(self.num_params, dtype=self.grad.dtype, device=self.grad.device)
        chunks = basis.split(whole("chunk_size", chunk_size, at_least=1))
        return torch.cat([self.rows(chunk) for chunk in chunks])

    def curvature_along_gradient(self):
        """gᵀHg, () or (R,), the second-order part of equation 8.10 in Goodfellow et al. (2016)."""
        return (self.grad * (self @ self.grad)).sum(-1)

    def check_single(self):
        """ValueError if there is more than one network."""
        if self.batch:
            raise ValueError(f"loss must be a scalar here, got losses of shape {self.batch}")

    def _products(self, vector, **options):
        if not self._grad.requires_grad:  # the loss is linear: H = 0
            lead = vector.shape[: vector.ndim - self._grad.ndim]
            return [part.new_zeros(lead + part.shape) for part in self.params]
        return torch.autograd.grad(
            self._grad, self.params, vector, retain_graph=True, materialize_grads=True, **options
        )

    def _flat(self, parts):
        return torch.cat([part.reshape(*self.batch, -1) for part in parts], dim=-1)


def _check(loss, params):
    if not params:
        raise ValueError("params must hold at least one tensor, got none")
    if loss.ndim > 1:
        raise ValueError(f"loss must be a scalar or (R,), got shape {tuple(loss.shape)}")
    if not loss.requires_grad:
        raise ValueError("loss must depend on params through a graph, got one without a graph")
    for param in params if loss.ndim else ():
        if param.shape[:1] != loss.shape:
            raise ValueError(
                f"params must be stacked along a first axis of {len(loss)}, got shape "
                f"{tuple(param.shape)}"
            )
