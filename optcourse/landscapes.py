r"""Analytic losses of two parameters: value, gradient, Hessian and formula.

`theta` is an array (..., 2): any leading axes are a batch. `value` returns (...), `grad` (..., 2),
`hessian` (..., 2, 2), where the Hessian of a quadratic, being constant, has no batch axes.
The fields may be numbers or tracers: explorers compile these methods to JavaScript, so they use
array operations only and never branch on a value.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from optcourse.loops import each
from optcourse.validation import finite, finite_array, non_negative, positive, whole


@dataclass(frozen=True, eq=False)
class Quadratic:
    r"""The bowl J(θ) = ½ (θ − θ*)ᵀ H (θ − θ*), H = R diag(λ₁, λ₂) Rᵀ, R a turn by `angle`.

    `eigenvalues` (2,) may be negative (a saddle) or zero (a valley floor); the eigenvector of the
    first points at `angle` radians from the θ₀ axis. `minimum` (2,) is θ*, the critical point.
    Raises ValueError if an entry is not finite. Goodfellow et al. (2016), section 8.2.1.
    """

    eigenvalues: Any
    angle: Any = 0.0
    minimum: Any = (0.0, 0.0)
    latex: ClassVar[str] = (
        r"J(\theta)=\tfrac12(\theta-\theta^*)^\top H(\theta-\theta^*),\quad "
        r"H=R\,\mathrm{diag}(\lambda_1,\lambda_2)\,R^\top"
    )

    def __post_init__(self):
        finite_array("eigenvalues", self.eigenvalues, shape=(2,))
        finite("angle", self.angle)
        finite_array("minimum", self.minimum, shape=(2,))

    def value(self, theta):
        u, v = self._along_eigenvectors(theta)
        return 0.5 * (self.eigenvalues[0] * u * u + self.eigenvalues[1] * v * v)

    def grad(self, theta):
        u, v = self._along_eigenvectors(theta)
        u, v = self.eigenvalues[0] * u, self.eigenvalues[1] * v
        c, s = np.cos(self.angle), np.sin(self.angle)
        return np.stack([c * u - s * v, s * u + c * v], axis=-1)

    def hessian(self, theta=None):
        first, second = self.eigenvalues[0], self.eigenvalues[1]
        c, s = np.cos(self.angle), np.sin(self.angle)
        across = c * s * (first - second)
        return _matrix(
            c * c * first + s * s * second, across, across, s * s * first + c * c * second
        )

    def eigenvectors(self):
        """Unit eigenvectors of H as columns (2, 2), in the order of `eigenvalues`."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        return _matrix(c, -s, s, c)

    def _along_eigenvectors(self, theta):
        x, y = _coordinates(theta)
        x, y = x - self.minimum[0], y - self.minimum[1]
        c, s = np.cos(self.angle), np.sin(self.angle)
        return c * x + s * y, c * y - s * x


@dataclass(frozen=True, eq=False)
class Rosenbrock:
    r"""Rosenbrock's (1960) banana valley (a − θ₀)² + b (θ₁ − θ₀²)², smallest, 0, at (a, a²).

    At the minimum with a = 1, b = 100 the condition number of the Hessian is about 2,508. Raises
    ValueError unless a is finite and b positive.
    """

    a: Any = 1.0
    b: Any = 100.0
    latex: ClassVar[str] = r"J(\theta)=(a-\theta_0)^2+b\,(\theta_1-\theta_0^2)^2"

    def __post_init__(self):
        finite("a", self.a)
        positive("b", self.b)

    def value(self, theta):
        x, y = _coordinates(theta)
        return (self.a - x) ** 2 + self.b * (y - x * x) ** 2

    def grad(self, theta):
        x, y = _coordinates(theta)
        off_floor = self.b * (y - x * x)
        return np.stack([-2 * (self.a - x) - 4 * x * off_floor, 2 * off_floor], axis=-1)

    def hessian(self, theta):
        x, y = _coordinates(theta)
        xx = 2 - 4 * self.b * (y - 3 * x * x)
        xy = -4 * self.b * x
        return _matrix(xx, xy, xy, 0 * x + 2 * self.b)


@dataclass(frozen=True, eq=False)
class GaborLoss:
    r"""Sum of squared errors Σᵢ (f[xᵢ, θ] − yᵢ)² of the Gabor model of one input.

    f[x, θ] = sin(u) exp(−u²/32) with u = θ₀ + 0.06 θ₁ x. Prince (2023), equations 6.8 and 6.9
    (his loss is the sum, not the mean). `x` and `y` (m,) are the data; `weights`, a number or
    (…, m), say how much each example counts, a minibatch being 0 outside of it. ValueError if they
    are not finite or their lengths differ.
    """

    x: Any
    y: Any
    weights: Any = 1.0
    latex: ClassVar[str] = (
        r"L[\phi]=\sum_i\bigl(\sin u_i\,e^{-u_i^2/32}-y_i\bigr)^2,\quad u_i=\phi_0+0.06\,\phi_1x_i"
    )

    def __post_init__(self):
        x = finite_array("x", self.x, shape=(None,))
        y = finite_array("y", self.y, shape=x.shape)
        weights = finite_array("weights", self.weights)
        if np.shape(weights)[-1:] not in ((), x.shape):
            raise ValueError(f"weights must have shape (…, {x.shape[0]}), got {self.weights!r}")
        for name, array in (("x", x), ("y", y), ("weights", weights)):
            object.__setattr__(self, name, array)

    @classmethod
    def generated(cls, num_points=28, seed=0, truth=(0.0, 16.6), noise=0.15):
        """As in Prince's figure 6.3: x uniform on [−15, 15], y = f[x, truth] + noise.

        `noise` is the standard deviation of the Gaussian noise; x (num_points,) is sorted.
        """
        num_points = whole("num_points", num_points, at_least=1)
        non_negative("noise", noise)
        rng = np.random.default_rng(seed)
        x = np.sort(rng.uniform(-15, 15, num_points))
        clean = gabor(x, finite_array("truth", truth, shape=(2,)))
        return cls(x, clean + noise * rng.standard_normal(num_points))

    def value(self, theta):
        return np.sum(self.weights * (gabor(self.x, theta) - self.y) ** 2, axis=-1)

    def grad(self, theta):
        _, slope, _ = self._error_and_slopes(theta)
        return np.stack([np.sum(slope, axis=-1), np.sum(slope * (0.06 * self.x), axis=-1)], axis=-1)

    def hessian(self, theta):
        _, _, bend = self._error_and_slopes(theta)
        along = 0.06 * self.x
        mixed = np.sum(bend * along, axis=-1)
        return _matrix(np.sum(bend, axis=-1), mixed, mixed, np.sum(bend * (along * along), axis=-1))

    def _error_and_slopes(self, theta):
        """Error e, and first and second derivative of w e² with respect to u; each (..., m)."""
        u = _phase(self.x, theta)
        sin, cos, bell = np.sin(u), np.cos(u), np.exp(-u * u / 32)
        error = sin * bell - self.y
        first = (cos - u * sin / 16) * bell
        second = (u * u * sin / 256 - u * cos / 8 - 17 * sin / 16) * bell
        twice = 2 * self.weights
        return error, twice * error * first, twice * (first * first + error * second)


@dataclass(frozen=True, eq=False)
class FromValue:
    """A landscape from a function of theta (2,) alone; derivatives by central differences.

    `function` takes theta (2,) and returns a number; for places (m, 2) it is called m times.
    `step` (positive) is half the distance between the places compared. Derivatives are exact on
    quadratics up to rounding: of about 1e-16/step in the gradient and 1e-16/step² in the Hessian,
    times the size of the loss. Nocedal & Wright (2006), section 8.1.
    """

    function: Any
    step: float = 1e-4
    latex: ClassVar[str] = r"J(\theta)"

    def __post_init__(self):
        positive("step", self.step)

    def value(self, theta):
        return self.function(theta) if theta.ndim == 1 else each(self.function, theta)

    def grad(self, theta):
        ends = [self.value(theta + h) - self.value(theta - h) for h in self.step * np.eye(2)]
        return np.stack(ends, axis=-1) / (2 * self.step)

    def hessian(self, theta):
        sides = [self.grad(theta + h) - self.grad(theta - h) for h in self.step * np.eye(2)]
        matrix = np.stack(sides, axis=-1) / (2 * self.step)
        across = 0.5 * (matrix[..., 0, 1] + matrix[..., 1, 0])
        return _matrix(matrix[..., 0, 0], across, across, matrix[..., 1, 1])


def gabor(x, theta):
    """The Gabor model f[x, θ] (..., m), for x (m,) and theta (..., 2). Prince (2023), 6.8."""
    u = _phase(x, theta)
    return np.sin(u) * np.exp(-u * u / 32)


def condition_number(smallest, largest):
    """κ = λmax/λmin of a positive definite Hessian. Goodfellow et al. (2016), equation 4.2."""
    return _ordered(smallest, largest)[1] / smallest


def largest_stable_lr(largest):
    """2/λmax: gradient descent on a quadratic diverges at any larger rate."""
    return 2 / positive("largest", largest)


def best_lr(smallest, largest):
    """2/(λmin + λmax), the fixed rate at which the slowest direction shrinks fastest.

    Polyak (1987), Introduction to Optimization, section 1.4.
    """
    smallest, largest = _ordered(smallest, largest)
    return 2 / (smallest + largest)


def best_contraction(smallest, largest):
    """(κ − 1)/(κ + 1), the factor by which each step at `best_lr` shrinks the distance to θ*."""
    smallest, largest = _ordered(smallest, largest)
    return (largest - smallest) / (largest + smallest)


def best_heavy_ball(smallest, largest):
    """The rate and momentum (lr, momentum) at which heavy ball shrinks fastest on a quadratic.

    lr = 4/(√λmax + √λmin)², momentum = ((√κ − 1)/(√κ + 1))²; each step shrinks by √momentum in
    the long run. Polyak (1964), section 3.
    """
    smallest, largest = _ordered(smallest, largest)
    low, high = np.sqrt(smallest), np.sqrt(largest)
    return 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2


def _ordered(smallest, largest):
    gap = positive("largest", largest) - positive("smallest", smallest)
    non_negative("largest - smallest", gap)
    return smallest, largest


def _phase(x, theta):
    offset, frequency = _coordinates(theta)
    return offset[..., None] + 0.06 * frequency[..., None] * x


def _coordinates(theta):
    if isinstance(theta, list | tuple):
        theta = np.stack(theta)
    if theta.shape[-1:] != (2,):
        raise ValueError(f"theta must have shape (..., 2), got {theta.shape}")
    return theta[..., 0], theta[..., 1]


def _matrix(xx, xy, yx, yy):
    return np.stack([np.stack([xx, xy], axis=-1), np.stack([yx, yy], axis=-1)], axis=-2)
