"""Exact Hessians of a network's mean loss as matrices, and critical points classified by them."""

import copy
from dataclasses import dataclass

import torch

from optcourse.networks.curvature.kernels import differentiable_kernels
from optcourse.networks.curvature.operators import HessianOperator
from optcourse.networks.curvature.structured import assemble, has_one_hidden_layer
from optcourse.networks.objective import objective
from optcourse.validation import one_of, positive


def hessian(model, X, y, loss="cross_entropy", route="fastest"):
    """The Hessian (P, P) of the mean loss over (X, y), parameters as in `model.parameters()`.

    Route "structured" assembles it from matrix products and needs an MLP with one hidden layer,
    any elementwise activations and any loss; "generic" takes P backward passes, dozens at once,
    for any model: attention is computed by matrix products, recurrent layers without cuDNN, for
    the fused kernels have no second derivative. "fastest" takes the former where it can. The two
    agree to rounding. A kinked activation has the second derivative that autograd gives it: 0.
    ValueError as in `objective`, for another operation without a second derivative, and for the
    structured route on another model.
    """
    one_of("route", route, ("fastest", "structured", "generic"))
    made = objective(model, X, y, loss)
    structured = has_one_hidden_layer(model)
    if route == "structured" and not structured:
        raise ValueError(
            "route must be 'generic' or 'fastest' for a model that is not an nn.Sequential of "
            "Linear, elementwise layers, Linear; got 'structured'"
        )
    if structured and route != "generic":
        return assemble(made)
    return hessian_operator(made).dense()


def hessian_operator(made):
    """The `HessianOperator` of an `Objective`; of any model."""
    params = {name: param.clone().requires_grad_() for name, param in made.params.items()}
    with torch.enable_grad(), differentiable_kernels():
        return HessianOperator(made.losses(params).mean(), params.values())


def _double(part):
    """Data in float64; labels, and what is no tensor, as they are."""
    return part.double() if torch.is_tensor(part) and part.is_floating_point() else part


@dataclass(frozen=True, eq=False)
class CriticalPoint:
    """What a point of the loss is, judged in float64.

    `grad_norm`, ‖g‖; `eigenvalues` (P,) of the Hessian, ascending; `zero` the size below which an
    eigenvalue counts as zero; `num_negative`, `num_zero`, `num_positive` add up to P; `accepted`,
    whether ‖g‖ is small enough to speak of a critical point; `loss`, its value; `index`, the
    fraction of negative eigenvalues, as in Dauphin et al. (2014), nan unless accepted.
    """

    loss: float
    grad_norm: float
    eigenvalues: torch.Tensor
    zero: float
    num_negative: int
    num_zero: int
    num_positive: int
    accepted: bool
    index: float


def critical_point(model, X, y, loss="cross_entropy", max_grad_norm=1e-8, zero_tol=1e-7):
    """Classify the model's parameters as a critical point; return a `CriticalPoint`.

    The model (copied, not changed) and the data are taken in float64. The point is accepted if
    ‖g‖ < max_grad_norm. Eigenvalues within zero_tol times the largest |eigenvalue| count as zero:
    the symmetries of a network give exact zeros at a critical point, and eigenvalues of size
    ‖g‖ near one, so zero_tol is to stay well above max_grad_norm. ValueError as in `objective`.
    """
    positive("max_grad_norm", max_grad_norm)
    positive("zero_tol", zero_tol)
    model = copy.deepcopy(model).double()
    X, y = (_double(part) for part in (X, y))
    made = objective(model, X, y, loss)
    grad_norm = float(hessian_operator(made).grad.norm())
    values = torch.linalg.eigvalsh(hessian(model, X, y, loss)).cpu()
    zero = zero_tol * float(values.abs().max())
    num_negative, num_positive = int((values < -zero).sum()), int((values > zero).sum())
    num_zero = len(values) - num_negative - num_positive
    accepted = grad_norm < max_grad_norm
    index = num_negative / len(values) if accepted else float("nan")
    value = float(made.losses(made.params).mean())
    counts = (num_negative, num_zero, num_positive)
    return CriticalPoint(value, grad_norm, values, zero, *counts, accepted, index)
