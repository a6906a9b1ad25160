"""The density of all of a Hessian's eigenvalues, by stochastic Lanczos quadrature; any model."""

from dataclasses import dataclass

import torch

from optcourse.networks.curvature.lanczos import Lanczos
from optcourse.validation import positive, whole


@dataclass(frozen=True, eq=False)
class SpectralDensity:
    """An estimate of where a P × P matrix has its eigenvalues; float64, on the CPU.

    Each of n random probes v gives a quadrature rule: eigenvalues `nodes` (n, m), ascending, with
    `weights` (n, m) that are at least 0 and sum to 1 in each row, such that Σ w f(node) is
    vᵀf(H)v, exactly so for polynomials of degree below 2m; its mean over probes is tr f(H) / P.
    """

    nodes: torch.Tensor
    weights: torch.Tensor
    num_params: int

    def trace_of(self, function):
        """tr f(H) for an elementwise `function` of a tensor: the estimate, its standard error.

        With `lambda x: x` the trace, `torch.square` the squared Frobenius norm,
        `lambda x: (x < 0).double()` about the number of negative eigenvalues. The error is nan
        for a single probe.
        """
        each = self.num_params * (self.weights * function(self.nodes)).sum(1)
        count = len(each)
        spread = each.std() / count**0.5 if count > 1 else each.new_tensor(torch.nan)
        return float(each.mean()), float(spread)

    def density(self, at, width=None):
        """The density at eigenvalues `at` (g,), smoothed by a Gaussian of that standard deviation.

        It integrates to 1. `width` is by default 1% of the range of the nodes.
        """
        at = torch.atleast_1d(torch.as_tensor(at, dtype=torch.float64))
        span = float(self.nodes.max() - self.nodes.min())
        width = positive("width", (0.01 * span or 1.0) if width is None else width)
        away = (at[:, None] - self.nodes.flatten()) / width
        bells = torch.exp(-0.5 * away**2) / (width * (2 * torch.pi) ** 0.5)
        return bells @ self.weights.flatten() / len(self.weights)


@torch.no_grad()
def spectral_density(operator, num_probes=8, num_steps=80, seed=0):
    """Estimate the eigenvalue density of a `HessianOperator` of one network.

    `num_probes` random directions, uniform on the sphere, take `num_steps` products each (at most
    P), all probes at once, with full orthogonalization. Lin, Saad and Yang (2016), algorithm 3;
    Ghorbani, Krishnan and Xiao (2019), algorithm 2. ValueError for a loss that is not a scalar, or
    a Hessian that is not finite.
    """
    operator.check_single()
    num_probes = whole("num_probes", num_probes, at_least=1)
    num_steps = min(whole("num_steps", num_steps, at_least=1), operator.num_params)
    lanczos = Lanczos(_Probes(operator, num_probes), num_steps, seed=seed)
    for _ in range(num_steps):
        lanczos.extend()
    nodes, vectors, _ = lanczos.eigh()
    if not torch.isfinite(nodes).all():
        raise ValueError("operator must have finite products, got inf or nan")
    return SpectralDensity(nodes, vectors[..., 0, :] ** 2, operator.num_params)


class _Probes:
    """One operator that acts on several vectors at once, as if on as many networks."""

    def __init__(self, operator, count):
        self.operator, self.num_params = operator, operator.num_params
        self.grad = operator.grad.expand(count, operator.num_params)

    def __matmul__(self, vectors):
        return self.operator.rows(vectors)
