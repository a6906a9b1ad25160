"""Claims D3, D4: all critical points of smooth random functions on a torus, found by Newton."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class FieldsConfig(Checked):
    """`num_fields` random fields of each of `dimensions`; Newton from `num_starts` places in each.

    The covariance of the field is exp(−r²/2) to about a hundredth; the torus is 2π long each way.
    """

    seed: int = 0
    dimensions: tuple = (1, 2, 3)
    num_fields: tuple = (200, 40, 10)
    num_starts: tuple = (100, 400, 2500)
    cap: float = checked(positive, 0.4)
    num_steps: int = checked(whole, 35, at_least=1)
    max_grad_norm: float = 1e-8

    def __post_init__(self):
        super().__post_init__()
        if not len(self.dimensions) == len(self.num_fields) == len(self.num_starts):
            raise ValueError("num_fields and num_starts must be as many as dimensions")


@dataclass(frozen=True, eq=False)
class Fields:
    """Every critical point found, and whether Morse theory allows that they are all.

    Of the points, (Q,): `dimension`, `field` (a number), `value` of the field (its standard
    deviation is 1), `negative`, how many eigenvalues are. Of the fields, (F,): `field_dimension`
    and `euler`, the sum of (−1)^negative over its points, which is 0 if none is missing.
    """

    dimension: np.ndarray
    field: np.ndarray
    value: np.ndarray
    negative: np.ndarray
    field_dimension: np.ndarray
    euler: np.ndarray

    def shares(self, dimension):
        """The fraction of points with 0, 1, … negative eigenvalues, in fields without a gap."""
        complete = self.euler[self.field] == 0
        rows = self.negative[(self.dimension == dimension) & complete]
        return np.bincount(rows, minlength=dimension + 1) / len(rows)


def fields(config: FieldsConfig) -> Fields:
    """Search every field. Morse: on a torus, Σ (−1)^index over all critical points is zero."""
    rng = np.random.default_rng(config.seed)
    points, owners = [], []
    settings = zip(config.dimensions, config.num_fields, config.num_starts, strict=True)
    for n, num_fields, num_starts in settings:
        for _ in range(num_fields):
            field = TorusField.random(n, rng)
            starts = rng.uniform(0, 2 * np.pi, (num_starts, n))
            value, negative = _classified(field, critical_points(field, starts, config))
            number = len(owners)
            owners.append((n, int(np.sum((-1.0) ** negative))))
            points.append(np.stack([np.full(len(value), n), np.full(len(value), number), value,
                                    negative]))  # fmt: skip
    dimension, field, value, negative = np.concatenate(points, axis=1)
    whole_numbers = [each.astype(int) for each in (dimension, field, negative)]
    owners = np.array(owners)
    return Fields(*whole_numbers[:2], value, whole_numbers[2], owners[:, 0], owners[:, 1])


@dataclass(frozen=True, eq=False)
class TorusField:
    """Σ_j a_j cos(k_j·x) + b_j sin(k_j·x): `modes` k (M, n) whole; `cosines`, `sines` (M,)."""

    modes: np.ndarray
    cosines: np.ndarray
    sines: np.ndarray

    @classmethod
    def random(cls, n, rng, longest=3):
        """Gaussian amplitudes of variance ∝ exp(−|k|²/2), scaled so that the field has variance 1.

        Modes up to |k| = `longest`, one of each pair k and −k, without k = 0.
        """
        modes = np.array(list(product(range(-longest, longest + 1), repeat=n)), float)
        first = np.array([next((c for c in k if c), 0) for k in modes])
        modes = modes[(first > 0) & (np.sum(modes**2, axis=1) <= longest**2)]
        spread = np.exp(-0.25 * np.sum(modes**2, axis=1))
        spread /= np.sqrt(np.sum(spread**2))
        return cls(modes, *(spread * rng.standard_normal((2, len(modes)))))

    def derivatives(self, x):
        """Value (m,), gradient (m, n) and Hessian (m, n, n) at places x (m, n)."""
        phase = x @ self.modes.T
        c, s = np.cos(phase), np.sin(phase)
        value = c * self.cosines + s * self.sines
        slope = c * self.sines - s * self.cosines
        n = self.modes.shape[1]
        pairs = (self.modes[:, :, None] * self.modes[:, None, :]).reshape(-1, n * n)
        return value.sum(1), slope @ self.modes, -(value @ pairs).reshape(-1, n, n)


def critical_points(field, starts, config):
    """Distinct places (q, n) where Newton steps of length at most `cap` end with ‖g‖ = 0."""
    x = starts.copy()
    for _ in range(config.num_steps):
        _, grad, hessian = field.derivatives(x)
        step = np.linalg.solve(hessian, -grad[..., None])[..., 0]
        length = np.linalg.norm(step, axis=1, keepdims=True)
        x += step * np.minimum(1, config.cap / np.maximum(length, 1e-300))
    grad = field.derivatives(x)[1]
    x = np.mod(x[np.linalg.norm(grad, axis=1) < config.max_grad_norm], 2 * np.pi)
    on_circle = np.concatenate([np.cos(x), np.sin(x)], axis=1)
    _, first = np.unique(np.round(on_circle, 5) + 0.0, axis=0, return_index=True)
    return _distinct(x[first], on_circle[first])


def _distinct(x, on_circle, tolerance=1e-4):
    """One of each cluster: rounding may have split what lies at the edge of a cell."""
    order = np.lexsort(on_circle.T)
    x, on_circle = x[order], on_circle[order]
    kept = []
    for row in range(len(x)):
        gaps = [np.abs(on_circle[row] - on_circle[other]).max() for other in kept]
        if not gaps or min(gaps) > tolerance:
            kept.append(row)
    return x[kept]


def _classified(field, x):
    value, _, hessian = field.derivatives(x)
    return value, np.sum(np.linalg.eigvalsh(hessian) < 0, axis=1)
