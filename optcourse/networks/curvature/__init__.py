"""How a network's loss curves: Hessians and what can be read from them.

| for any model | faster for an MLP |
|---|---|
| `HessianOperator`, `top_eigenvalues`, `spectral_density` | |
| `hessian`, `critical_point` | with one hidden layer |
| `per_example_grads`, `per_example_grad_norms`, `gradient_noise` | of any depth |

`optcourse.networks.products` has an operator whose products cost an MLP half as much.

An MLP is an nn.Sequential of Linear and elementwise layers. It takes its faster route by itself.
Any model is one that treats each example alone and alike: no dropout, no other chance. Recurrent
nets and attention are among them; for `HessianOperator`, which is given a loss that was computed
elsewhere, it says how these are to be computed.
"""

from optcourse.networks.curvature.densities import SpectralDensity, spectral_density
from optcourse.networks.curvature.examples import (
    GradientNoise,
    gradient_noise,
    per_example_grad_norms,
    per_example_grads,
)
from optcourse.networks.curvature.hessians import CriticalPoint, critical_point, hessian
from optcourse.networks.curvature.lanczos import Spectrum, top_eigenvalues
from optcourse.networks.curvature.operators import HessianOperator

__all__ = [
    "CriticalPoint",
    "GradientNoise",
    "HessianOperator",
    "SpectralDensity",
    "Spectrum",
    "critical_point",
    "gradient_noise",
    "hessian",
    "per_example_grad_norms",
    "per_example_grads",
    "spectral_density",
    "top_eigenvalues",
]
