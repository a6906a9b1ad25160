"""The Hessian of a network's loss without forming it: products, extreme eigenvalues, dense form.

One backward pass is kept as a graph; each product with a vector is one more pass through it
(Pearlmutter, 1994). Several networks can be measured at once: give the losses of R networks as a
vector (R,) and parameters stacked as (R, …), and every vector below gains a leading axis R.
"""

from dataclasses import dataclass

import torch

from optcourse.validation import positive, whole


class HessianOperator:
    """The Hessian H of `loss` with respect to `params`, as an operator: `H @ v`.

    `loss` is a scalar, or (R,) for R networks whose parameters are stacked along a first axis R.
    Attributes: `grad` (P,) or (R, P), the flat gradient, detached; `num_params` P. ValueError if
    the loss has no graph or another shape, or the stacked axes differ.
    """

    def __init__(self, loss, params):
        self.params = list(params)
        self.batch = tuple(loss.shape)
        _check(loss, self.params)
        grads = torch.autograd.grad(
            loss.sum(), self.params, create_graph=True, materialize_grads=True
        )
        self._grad = self._flat(grads)
        self.grad = self._grad.detach()
        self.num_params = self.grad.shape[-1]

    def __matmul__(self, vector):
        """H v, shape (P,) or (R, P), for `vector` of that shape; else ValueError."""
        if vector.shape != self.grad.shape:
            wanted, got = tuple(self.grad.shape), tuple(vector.shape)
            raise ValueError(f"vector must have shape {wanted}, got {got}")
        return self._flat(self._products(vector)).detach()

    def dense(self):
        """H itself, (P, P), symmetric to rounding; for one network, and P of a few thousand."""
        if self.batch:
            raise ValueError(f"dense needs a scalar loss, got losses of shape {self.batch}")
        basis = torch.eye(self.num_params, dtype=self.grad.dtype, device=self.grad.device)
        rows = self._products(basis, is_grads_batched=True)
        return torch.cat([part.reshape(self.num_params, -1) for part in rows], dim=1).detach()

    def curvature_along_gradient(self):
        """gᵀHg, () or (R,), the second-order part of equation 8.10 in Goodfellow et al. (2016)."""
        return (self.grad * (self @ self.grad)).sum(-1)

    def _products(self, vector, **options):
        if not self._grad.requires_grad:  # the loss is linear: H = 0
            lead = vector.shape[: vector.ndim - self._grad.ndim]
            return [part.new_zeros(lead + part.shape) for part in self.params]
        return torch.autograd.grad(
            self._grad, self.params, vector, retain_graph=True, materialize_grads=True, **options
        )

    def _flat(self, parts):
        return torch.cat([part.reshape(*self.batch, -1) for part in parts], dim=-1)


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The largest eigenvalues of a symmetric operator, with what is known of their errors.

    `eigenvalues` (…, k), largest first; `residuals` (…, k): each lies within its residual
    ‖Hv − λv‖ of a true eigenvalue; `vectors` (…, P, k), unit eigenvectors as columns;
    `num_products`, the products with H that it took; `converged`, whether each residual met the
    tolerance. An operator that holds inf or nan has nan for each of these. The first two are in
    float64, on the CPU.
    """

    eigenvalues: torch.Tensor
    residuals: torch.Tensor
    vectors: torch.Tensor
    num_products: int
    converged: bool


@torch.no_grad()
def top_eigenvalues(operator, k=1, tol=1e-3, max_products=None, start=None, seed=0):
    """The k largest (signed) eigenvalues of `operator` by Lanczos, as a `Spectrum`.

    Stops when each residual is at most tol times the largest |eigenvalue| met, or after
    `max_products` products with H (default 20 + 20 k, at most P). The first vector is random, by
    `seed`; near `start`, if given (shaped like `operator.grad`; an eigenvector from a moment ago
    halves the work), but never just that: a start without a part along the top eigenvector would
    hide it, and small residuals would not tell. All Lanczos vectors are kept
    and each new one is orthogonalized against all of them twice, so no ghost eigenvalues appear.
    Lanczos (1950); Golub & Van Loan (2013), section 10.3. ValueError if k exceeds P.
    """
    size = operator.num_params
    if not 1 <= whole("k", k) <= size:
        raise ValueError(f"k must be at least 1 and at most {size}, the parameters, got {k}")
    positive("tol", tol)
    limit = min(size, max_products or 20 + 20 * k)
    generator = torch.Generator().manual_seed(seed)
    lanczos = _Lanczos(operator, start, generator)
    for count in range(1, limit + 1):
        lanczos.extend()
        if count >= k and (count % 3 == 0 or count == limit):
            values, residuals, weights, scale = lanczos.ritz(k)
            converged = bool((~(residuals > tol * scale)).all())
            if converged:
                break
    return Spectrum(values, residuals, lanczos.combine(weights), count, converged)


class _Lanczos:
    """Orthonormal vectors q₁ … q_m and the tridiagonal matrix of H among them; batched."""

    def __init__(self, operator, start, generator):
        self.operator, self.generator = operator, generator
        self.like = operator.grad
        first = self._normalized(self._random())
        if start is not None:
            first = self._normalized(self._normalized(start) + 0.3 * first)
        self.vectors = [first]
        self.diagonal, self.off_diagonal = [], []

    def extend(self):
        """One more product with H, one more vector."""
        vector = self.vectors[-1]
        product = self.operator @ vector
        self.diagonal.append((vector * product).sum(-1).double())
        rest = self._orthogonal(product)
        length = rest.norm(dim=-1, keepdim=True)
        floor = 10 * torch.finfo(rest.dtype).eps * product.norm(dim=-1, keepdim=True)
        ended = length <= floor  # the vectors span an invariant subspace: go on from another
        fresh = self._orthogonal(self._random())
        self.vectors.append(self._normalized(torch.where(ended, fresh, rest)))
        self.off_diagonal.append(torch.where(ended, 0.0, length)[..., 0].double())

    def ritz(self, k):
        """The k largest eigenpairs of the tridiagonal matrix, residuals, largest |eigenvalue|."""
        diagonal = torch.stack(self.diagonal, dim=-1).cpu()
        off = torch.stack(self.off_diagonal, dim=-1).cpu()
        inner = off[..., :-1]
        matrix = diagonal.diag_embed() + inner.diag_embed(1) + inner.diag_embed(-1)
        finite = torch.isfinite(matrix).all(-1).all(-1)[..., None]
        values, weights = torch.linalg.eigh(torch.where(finite[..., None], matrix, 0.0))
        values = torch.where(finite, values, torch.nan)
        residuals = (off[..., -1:] * weights[..., -1, :]).abs()
        scale = values.abs().amax(-1, keepdim=True)
        return *(part[..., -k:].flip(-1) for part in (values, residuals, weights)), scale

    def combine(self, weights):
        """Vectors (…, P, k) from their weights (…, m, k) on q₁ … q_m."""
        return torch.stack(self.vectors[:-1], dim=-1) @ weights.to(self.like)

    def _orthogonal(self, vector):
        basis = torch.stack(self.vectors, dim=-1)
        for _ in range(2):
            along = basis.mT @ vector[..., None]
            vector = vector - (basis @ along)[..., 0]
        return vector

    def _random(self):
        noise = torch.randn(self.like.shape, generator=self.generator, dtype=torch.float64)
        return noise.to(self.like)

    def _normalized(self, vector):
        return vector / vector.norm(dim=-1, keepdim=True)


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
