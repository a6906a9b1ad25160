"""Claim D6: deep linear networks learn one singular value after another, as Saxe's theory says.

`descend` and `staircase` are array operations only, so that an explorer can compile them.
"""

from dataclasses import dataclass

import numpy as np

from optcourse.loops import scan
from optcourse.networks.data import digits
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole


def descend(weights, target, lr, num_steps):
    """Products W_L … W₁ along gradient descent on ½‖target − W_L … W₁‖²: (num_steps + 1, n, n).

    `weights` (L, n, n), W₁ first. The loss of a linear network on inputs of unit covariance is
    this one, up to a constant, with the correlation of outputs and inputs as its target.
    """

    depth, rule = weights.shape[0], GradientDescent(lr)

    def step(state, k):
        after = rule.move(state[0], gradient(state[0].theta, target), k)
        return after, _product(after.theta, 0, depth)

    return scan(step, (rule.init(weights), _product(weights, 0, depth)), num_steps)[1]


def gradient(layers, target):
    """∂/∂W_j of ½‖target − W_L … W₁‖² for `layers` (L, n, n), like them."""
    depth = layers.shape[0]
    error = _product(layers, 0, depth) - target
    return np.stack([
        _product(layers, j + 1, depth).T @ error @ _product(layers, 0, j).T for j in range(depth)
    ])  # fmt: skip


def _product(layers, start, end):
    """W_{end−1} … W_start, the identity if there is none."""
    size = layers.shape[-1]
    total = np.eye(size)
    for j in range(start, end):
        total = layers[j] @ total if j > start else layers[j]
    return total


def staircase(strengths, first, depth, times):
    """The exact strengths a(t), (T, n): da/dt = L a^(2 − 2/L) (s − a) from a(0) = `first`.

    For L = 2 layers a = s e^(2st)/(e^(2st) − 1 + s/first); deeper by four Runge–Kutta steps between
    two `times` (evenly spaced). Saxe, McClelland and Ganguli (2014).
    """
    if depth == 2:
        growth = np.exp(-2 * strengths * times[:, None])
        return strengths / (1 - growth + strengths / first * growth)
    gap = (times[1] - times[0]) / 4

    def slope(a):
        a = np.maximum(a, 1e-300)
        return depth * np.exp((2 - 2 / depth) * np.log(a)) * (strengths - a)

    def quarter(a):
        one = slope(a)
        two = slope(a + 0.5 * gap * one)
        three = slope(a + 0.5 * gap * two)
        return a + gap / 6 * (one + 2 * two + 2 * three + slope(a + gap * three))

    def step(a, k):
        return quarter(quarter(quarter(quarter(a))))

    return scan(step, 0 * strengths + first, len(times) - 1)


@dataclass(frozen=True)
class StaircaseConfig(Checked):
    """Linear networks of `depth` layers that predict the lower half of a digit from the upper.

    Upper halves are given by `size` principal coordinates of variance 1, lower halves by as many
    principal coordinates. All weights are normal with standard deviation `scale`, from `seeds`.
    """

    seeds: tuple = (0, 1, 2, 3)
    depth: int = checked(whole, 2, at_least=2)
    size: int = 8
    scale: float = checked(positive, 1e-3)
    lr: float = checked(positive, 0.02)
    num_steps: int = checked(whole, 2000, at_least=1)


@dataclass(frozen=True, eq=False)
class Staircase:
    """S networks at T + 1 moments, n modes; time is the number of steps times lr.

    `strengths` s (n,), descending singular values of the correlation of lower and upper halves;
    `times` (T + 1,); `learned` (S, T + 1, n), uᵀ W_L … W₁ v of each pair of singular vectors;
    `loss` (S, T + 1), ½ the squared distance to the target; `grad_norm` (S, T + 1) of all layers;
    `first` (S, n), the part of each mode that grows, at the start: ¼‖W₂ᵀu + W₁v‖² (for two
    layers; else nan).
    """

    strengths: np.ndarray
    times: np.ndarray
    learned: np.ndarray
    loss: np.ndarray
    grad_norm: np.ndarray
    first: np.ndarray

    def half_times(self):
        """When each mode is first half learned, (S, n); nan if never."""
        there = self.learned >= 0.5 * self.strengths
        return np.where(there.any(axis=1), self.times[there.argmax(axis=1)], np.nan)


def staircases(config: StaircaseConfig) -> Staircase:
    """Gradient descent on all layers. Saxe, McClelland and Ganguli (2014), section 1."""
    target = halves_correlation(config.size)
    U, strengths, Vt = np.linalg.svd(target)
    columns = []
    for seed in config.seeds:
        shape = (config.depth, config.size, config.size)
        weights = config.scale * np.random.default_rng(seed).standard_normal(shape)
        path = _layers(weights, target, config)
        grads = np.stack([gradient(layers, target) for layers in path])
        product = path[:, 0]
        for j in range(1, config.depth):
            product = path[:, j] @ product
        learned = np.einsum("in,tij,nj->tn", U, product, Vt)
        loss = 0.5 * np.sum((product - target) ** 2, axis=(1, 2))
        grad_norm = np.sqrt(np.sum(grads**2, axis=(1, 2, 3)))
        columns.append((learned, loss, grad_norm, _first(weights, U, Vt)))
    times = config.lr * np.arange(config.num_steps + 1)
    return Staircase(strengths, times, *map(np.stack, zip(*columns, strict=True)))


def _layers(weights, target, config):
    """All layers along descent, (num_steps + 1, L, n, n)."""
    rule = GradientDescent(config.lr)

    def step(state, k):
        return rule.move(state, gradient(state.theta, target), k)

    return scan(step, rule.init(weights), config.num_steps).theta


def _first(weights, U, Vt):
    if len(weights) != 2:
        return np.full(len(U), np.nan)
    return 0.25 * np.sum((weights[1].T @ U + weights[0] @ Vt.T) ** 2, axis=0)


def halves_correlation(size):
    """E[lower upperᵀ] (size, size) over the digits, for whitened upper halves."""
    data = digits(num_val=0, num_test=0)
    pictures = (data.X_train - data.X_train.mean(axis=0)).astype(float).reshape(-1, 8, 8)
    upper, lower = (half.reshape(len(pictures), -1) for half in np.split(pictures, 2, axis=1))
    upper, lower = (half @ _principal(half, size) for half in (upper, lower))
    return lower.T @ (upper / np.mean(upper**2, axis=0) ** 0.5) / len(pictures)


def _principal(X, size):
    return np.linalg.svd(X, full_matrices=False)[2][:size].T
