"""Claims S6, S15, S16: descent on the logistic loss of examples that a hyperplane separates."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.losses import logistic, logistic_slope
from optcourse.records.sweeps import progress
from optcourse.rules import GradientDescent
from optcourse.validation import Checked, checked, positive, whole

PER_DECADE = 8  # moments recorded in each tenfold of steps


def hard_margin(Z):
    """The shortest w (d,) with Z w ≥ 1, for Z = y x (m, d): the direction of largest margin.

    Exact in finitely many steps, by Lawson and Hanson (1974), chapter 23: least distance
    programming as non-negative least squares. ValueError if no w separates.
    """
    from scipy.optimize import nnls

    count, dim = Z.shape
    system = np.vstack([Z.T, np.ones(count)])
    goal = np.append(np.zeros(dim), 1.0)
    weights, rest = nnls(system, goal)
    if rest < 1e-9:
        raise ValueError("Z must be separable by a hyperplane through the origin")
    residual = system @ weights - goal
    return -residual[:-1] / residual[-1]


def leaning_clouds(num_each=15, seed=0):
    """Two separable clouds in the plane, stretched so that their means mislead: Z = y x (2n, 2)."""
    rng = np.random.default_rng(seed)
    across = 0.3 + rng.exponential(0.7, 2 * num_each)
    along = rng.normal(1.3, 1.0, 2 * num_each)
    return np.stack([across, along], axis=1)


def zeros_and_ones():
    """scikit-learn's digits 0 and 1, pixels in 0 … 1 and a constant: Z = y x (360, 65)."""
    from sklearn.datasets import load_digits

    X, digit = load_digits(n_class=2, return_X_y=True)
    return np.where(digit, 1.0, -1.0)[:, None] * np.column_stack([X / 16, np.ones(len(X))])


@dataclass(frozen=True)
class SeparableConfig(Checked):
    """Clouds of `seeds` in the plane, or (no seeds) the digits 0 and 1; `decades` of steps.

    `num_each` points in each cloud; `rate` is in units of 1/L, L the bound on the curvature.
    """

    seeds: tuple = (0, 1, 2, 3, 4, 5, 6, 7)
    decades: int = checked(whole, 5, at_least=1)
    num_each: int = checked(whole, 15, at_least=1)
    rate: float = checked(positive, 1.0)


@dataclass(frozen=True, eq=False)
class Descent:
    """B sets of examples at T moments of descent from w = 0.

    `steps` (T,); `Z` (B, m, d), y x; `w` (B, T, d); `loss` (B, T), mean logistic loss in nats;
    `grad_norm` (B, T); `widest` (B, d), the exact hard-margin solution, ‖widest‖ = 1/margin.
    """

    steps: np.ndarray
    Z: np.ndarray
    w: np.ndarray
    loss: np.ndarray
    grad_norm: np.ndarray
    widest: np.ndarray

    @property
    def norm(self):
        """‖w‖, (B, T)."""
        return np.linalg.norm(self.w, axis=-1)

    @property
    def degrees(self):
        """The angle between w and the direction of largest margin, (B, T); nan at w = 0."""
        inner = np.sum(self.w * self.widest[:, None], axis=-1)
        with np.errstate(invalid="ignore"):
            cosine = inner / (self.norm * np.linalg.norm(self.widest, axis=-1)[:, None])
        return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def separable_descent(config: SeparableConfig) -> Descent:
    """Full-batch gradient descent at the rate `rate`/L, L the bound on the curvature of the loss.

    Soudry et al. (2018), theorem 3: w grows as ŵ log t, ŵ the hard-margin solution.
    """
    sets = [leaning_clouds(config.num_each, seed) for seed in config.seeds] or [zeros_and_ones()]
    Z = np.stack(sets)
    count = Z.shape[1]
    lr = 4 * config.rate * count / np.linalg.norm(Z, ord=2, axis=(1, 2))[:, None] ** 2
    moments = _moments(config.decades)
    rule, rows, due = GradientDescent(lr), [], set(moments.tolist())
    state = rule.init(np.zeros((len(Z), Z.shape[2])))
    turned = np.ascontiguousarray(np.swapaxes(Z, 1, 2))
    for step in progress(range(moments[-1] + 1), "descent"):
        w = state.theta
        margin = (Z @ w[:, :, None])[..., 0]
        grad = (turned @ logistic_slope(margin)[:, :, None])[..., 0] / count
        if step in due:
            rows.append((w, logistic(margin).mean(axis=1), np.linalg.norm(grad, axis=1)))
        state = rule.move(state, grad, step)
    w, loss, norm = (np.stack(column, axis=1) for column in zip(*rows, strict=True))
    return Descent(moments, Z, w, loss, norm, np.stack([hard_margin(each) for each in Z]))


def _moments(decades):
    """0, 1 and on to 10^decades, evenly on a logarithmic axis."""
    steps = np.round(10.0 ** (np.arange(decades * PER_DECADE + 1) / PER_DECADE)).astype(int)
    return np.unique(np.concatenate([[0], steps]))
