r"""Analytic losses of two parameters: value, gradient, Hessian and formula.

`theta` is an array (..., 2): any leading axes are a batch. `value` returns (...), `grad` (..., 2),
`hessian` (..., 2, 2), where the Hessian of a quadratic, being constant, has no batch axes.
The fields may be numbers or tracers: explorers compile these methods to JavaScript, so they use
array operations only and never branch on a value.
"""

from optcourse.landscapes.from_value import FromValue
from optcourse.landscapes.gabor import GaborLoss, gabor
from optcourse.landscapes.quadratics import (
    Quadratic,
    best_contraction,
    best_heavy_ball,
    best_lr,
    largest_stable_lr,
)
from optcourse.landscapes.valleys import Rosenbrock, Sharpening

__all__ = [
    "FromValue",
    "GaborLoss",
    "Quadratic",
    "Rosenbrock",
    "Sharpening",
    "best_contraction",
    "best_heavy_ball",
    "best_lr",
    "gabor",
    "largest_stable_lr",
]
