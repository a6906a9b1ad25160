"""Claims N1 and N7 on a bowl: errors that are drawn afresh, an error that stays, falling rates."""

import numpy as np

from optcourse.loops import scan


def shifted_end(hessian, bias):
    """Where descent ends if the same error `bias` (n,) is added to every gradient: −H⁻¹b, (n,).

    The end of J = ½ θᵀHθ, for a positive definite `hessian` (n, n): there Hθ + b = 0.
    """
    return -np.linalg.solve(hessian, bias)


def cost_of_bias(hessian, bias):
    """What that end costs above the minimum: ½ bᵀH⁻¹b."""
    return 0.5 * bias @ np.linalg.solve(hessian, bias)


def hovering_variance(lr, curvature, noise):
    """The variance at which descent on ½ λθ² hovers: ε s² / (λ (2 − ελ)), for ελ < 2.

    A step multiplies θ by 1 − ελ and adds ε times fresh noise of deviation `noise`, s, so that
    the variance v is left alone where v = (1 − ελ)² v + ε² s². About ε s²/2λ at small rates:
    Goodfellow et al. (2016), section 8.3.1, say why the rate must fall.
    """
    return lr * noise**2 / (curvature * (2 - lr * curvature))


def mean_squares(rates, curvature=1.0, noise=1.0, start=10.0):
    """E θ² before each step of descent on ½ λθ² with fresh noise, and at the end, exactly.

    `rates` (T,): the rate of each step; returns (T + 1,). Bottou, Curtis and Nocedal (2018),
    theorems 4.6 and 4.7, bound it from above.
    """

    def step(square, k):
        return (1 - rates[k] * curvature) ** 2 * square + (rates[k] * noise) ** 2

    return scan(step, np.asarray(float(start) ** 2), len(rates))
