"""Lanczos iteration: the largest eigenvalues of a Hessian from a few dozen products with it."""

from dataclasses import dataclass

import torch

from optcourse.validation import one_of, positive, whole


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The largest eigenvalues of a symmetric operator, with what is known of their errors.

    `eigenvalues` (…, k), largest first; `residuals` (…, k): each lies within its residual
    ‖Hv − λv‖ of a true eigenvalue; `errors` (…, k): the smaller of that and residual² / gap, where
    the gap to the next eigenvalue is estimated from those found (Parlett, 1998, section 11.7):
    far sharper, but only as good as the gap; `vectors` (…, P, k), unit eigenvectors as columns;
    `num_products`, the products with H that it took; `converged`, whether the tolerance was met.
    An operator that holds inf or nan has nan for each of these; `converged` speaks of those that
    do not, and is False if there are none. The first three are in float64, on the CPU.
    """

    eigenvalues: torch.Tensor
    residuals: torch.Tensor
    errors: torch.Tensor
    vectors: torch.Tensor
    num_products: int
    converged: bool


@torch.no_grad()
def top_eigenvalues(
    operator, k=1, tol=1e-3, max_products=None, start=None, seed=0, stop_on="residuals"
):
    """The k largest (signed) eigenvalues of `operator` by Lanczos, as a `Spectrum`.

    Stops when each residual (or, with stop_on="errors", each estimated error) is at most tol times
    the largest |eigenvalue| met, or after `max_products` products with H (default 20 + 20 k, at
    most P). The first vector is random, by `seed`; near `start`, if given (shaped like
    `operator.grad`; an eigenvector from a moment ago halves the work), but never just that: a
    start without a part along the top eigenvector would hide it, and small residuals would not
    tell. All Lanczos vectors are kept and each new one is orthogonalized against all of them
    twice, so no ghost eigenvalues appear. Lanczos (1950); Golub & Van Loan (2013), section 10.3.
    `operator` is a `HessianOperator` or anything with its `@`, `grad` and `num_params`.
    ValueError if k exceeds P, or max_products is below k.
    """
    size = operator.num_params
    if not 1 <= whole("k", k) <= size:
        raise ValueError(f"k must be at least 1 and at most {size}, the parameters, got {k}")
    positive("tol", tol)
    one_of("stop_on", stop_on, ("residuals", "errors"))
    allowed = 20 + 20 * k if max_products is None else whole("max_products", max_products, k)
    limit = min(size, allowed)
    lanczos = Lanczos(operator, limit, start, seed)
    for count in range(1, limit + 1):
        lanczos.extend()
        if count >= k and (count % max(3, count // 10) == 0 or count == limit):
            values, residuals, errors, weights, scale = lanczos.ritz(k)
            bound = errors if stop_on == "errors" else residuals
            if not (bound > tol * scale).any():  # nan: no use to go on
                break
    finite = torch.isfinite(bound)
    converged = bool(finite.any() and (bound <= tol * scale)[finite].all())
    return Spectrum(values, residuals, errors, lanczos.combine(weights), count, converged)


class Lanczos:
    """Orthonormal vectors q₁ … q_m and the tridiagonal matrix of H among them; batched.

    Room is made for `limit` vectors (…, limit + 1, P) at once.
    """

    def __init__(self, operator, limit, start=None, seed=0):
        self.operator, self.like = operator, operator.grad
        self.generator = torch.Generator().manual_seed(seed)
        *batch, size = self.like.shape
        self.vectors = self.like.new_empty(*batch, limit + 1, size)
        first = _normalized(self._random())
        if start is not None:
            first = _normalized(_normalized(start) + 0.3 * first)
        self.vectors[..., 0, :] = first
        self.diagonal, self.off_diagonal = [], []

    def extend(self):
        """One more product with H, one more vector."""
        count = len(self.diagonal) + 1
        vector = self.vectors[..., count - 1, :].contiguous()
        product = self.operator @ vector
        self.diagonal.append((vector * product).sum(-1).double())
        rest = self._orthogonal(product, count)
        length = rest.norm(dim=-1, keepdim=True)
        floor = 10 * torch.finfo(rest.dtype).eps * product.norm(dim=-1, keepdim=True)
        ended = length <= floor  # the vectors span an invariant subspace: go on from another
        if ended.any():
            rest = torch.where(ended, self._orthogonal(self._random(), count), rest)
        self.vectors[..., count, :] = _normalized(rest)
        self.off_diagonal.append(torch.where(ended, 0.0, length)[..., 0].double())

    def eigh(self):
        """Eigenvalues (…, m), ascending, and eigenvectors (…, m, m) of the tridiagonal matrix.

        Also the last off-diagonal entry (…, 1), which couples it to what is not yet known.
        """
        diagonal = torch.stack(self.diagonal, dim=-1).cpu()
        off = torch.stack(self.off_diagonal, dim=-1).cpu()
        inner = off[..., :-1]
        matrix = diagonal.diag_embed() + inner.diag_embed(1) + inner.diag_embed(-1)
        finite = torch.isfinite(matrix).all(-1).all(-1)[..., None]
        values, weights = torch.linalg.eigh(torch.where(finite[..., None], matrix, 0.0))
        return torch.where(finite, values, torch.nan), weights, off[..., -1:]

    def ritz(self, k):
        """The k largest Ritz values, residuals, errors, weights on q₁ … q_m; largest |value|."""
        values, weights, last = self.eigh()
        residuals = (last * weights[..., -1, :]).abs()
        away = (values[..., :, None] - values[..., None, :]).abs() - residuals[..., None, :]
        away.diagonal(dim1=-2, dim2=-1).fill_(torch.inf)
        gaps = away.amin(-1) if len(self.diagonal) > 1 else torch.zeros_like(values)  # unknown
        errors = torch.where(gaps > residuals, residuals**2 / gaps, residuals)
        scale = values.abs().amax(-1, keepdim=True)
        parts = (values, residuals, errors, weights)
        return *(part[..., -k:].flip(-1) for part in parts), scale

    def combine(self, weights):
        """Vectors (…, P, k) from their weights (…, m, k) on q₁ … q_m."""
        return self.vectors[..., : weights.shape[-2], :].mT @ weights.to(self.like)

    def _orthogonal(self, vector, count):
        basis = self.vectors[..., :count, :]
        for _ in range(2):
            along = basis @ vector[..., None]
            vector = vector - (along.mT @ basis)[..., 0, :]
        return vector

    def _random(self):
        noise = torch.randn(self.like.shape, generator=self.generator, dtype=torch.float64)
        return noise.to(self.like)


def _normalized(vector):
    return vector / vector.norm(dim=-1, keepdim=True)
