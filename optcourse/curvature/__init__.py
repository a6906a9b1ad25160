"""How a network's loss curves: Hessians and what can be read from them.

Products, top eigenvalues and the spectral density work for any model; exact Hessians, per-example
gradients and the gradient's noise work for any model too, and have a faster route for MLPs.
"""

from optcourse.curvature.lanczos import Spectrum, top_eigenvalues
from optcourse.curvature.operators import HessianOperator

__all__ = ["HessianOperator", "Spectrum", "top_eigenvalues"]
