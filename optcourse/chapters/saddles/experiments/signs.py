"""Claims D2, D3: how many eigenvalues are negative, for coins, random matrices, random fields."""

from dataclasses import dataclass
from math import comb, pi, sqrt

import numpy as np
from scipy.special import ndtr

from optcourse.validation import Checked, checked, whole

EXACT_MATRIX = {1: 1 / 2, 2: (2 - sqrt(2)) / 4, 3: (pi - 2 * sqrt(2)) / (4 * pi)}
EXACT_FIELD = {1: 1 / 2, 2: 1 / 4, 3: (29 - 6 * sqrt(6)) / 116}


@dataclass(frozen=True)
class SignsConfig(Checked):
    """Dimensions 1 … `max_dimension`, `num_matrices` random matrices for each."""

    seed: int = 0
    max_dimension: int = checked(whole, 10, at_least=1)
    num_matrices: int = checked(whole, 20_000, at_least=2)


@dataclass(frozen=True, eq=False)
class Signs:
    """Dimensions n = 1 … D; each table (D, D + 1) holds the probability of k negative eigenvalues.

    `dimensions` (D,). `coins`: fair and independent signs, exact. `matrices`: random symmetric
    matrices (Gaussian, invariant under rotations). `fields`: the Hessian at a critical point of an
    isotropic Gaussian random field with covariance exp(−r²/2). The probability of a minimum is
    column 0; `matrices_error` and `fields_error` (D,) are its standard errors. Rows sum to one.
    """

    dimensions: np.ndarray
    coins: np.ndarray
    matrices: np.ndarray
    fields: np.ndarray
    matrices_error: np.ndarray
    fields_error: np.ndarray


def signs(config: SignsConfig) -> Signs:
    """Draw the traceless part of each matrix, and integrate over its trace without error.

    A symmetric Gaussian matrix is a traceless part plus t times the identity, t being independent:
    of variance 2/n for random matrices (entries of variance 1 off the diagonal and 2 on it;
    Dean & Majumdar, 2006), and 2/n + 1 for the Hessian of the field, which at critical points is
    to be weighted by its |determinant| (Kac and Rice; Bray & Dean, 2007).
    """
    rng = np.random.default_rng(config.seed)
    dimensions = np.arange(1, config.max_dimension + 1)
    tables = {name: np.zeros((len(dimensions), len(dimensions) + 1)) for name in
              ("coins", "matrices", "fields")}  # fmt: skip
    errors = {"matrices_error": [], "fields_error": []}
    for row, n in enumerate(dimensions):
        tables["coins"][row, : n + 1] = [comb(n, k) / 2.0**n for k in range(n + 1)]
        values = traceless_eigenvalues(n, config.num_matrices, rng)
        for name, spread, weighted in (("matrices", 0.0, False), ("fields", 1.0, True)):
            shares, error = _shares(values, np.sqrt(2 / n + spread), weighted)
            tables[name][row, : n + 1] = shares
            errors[f"{name}_error"].append(error)
    return Signs(dimensions, **tables, **{name: np.array(e) for name, e in errors.items()})


def traceless_eigenvalues(n, count, rng):
    """Eigenvalues (count, n), ascending, of symmetric Gaussian matrices less their mean trace."""
    A = rng.standard_normal((count, n, n))
    values = np.linalg.eigvalsh((A + A.swapaxes(1, 2)) / np.sqrt(2))
    return values - values.mean(axis=1, keepdims=True)


def _shares(values, sigma, weighted):
    """Probability of k negative eigenvalues, (n + 1,), and the standard error of the first."""
    if not weighted:  # the shift t must lie between −λ_{k+1} and −λ_k, counted from below
        above = np.pad(ndtr(values / sigma), ((0, 0), (1, 1)), constant_values=((0, 0), (0, 1)))
        mass = np.diff(above, axis=1)
    else:
        mass = _weighted_mass(values, sigma)
    total = mass.sum(axis=1)
    shares = mass.mean(axis=0) / total.mean()
    residual = (mass[:, 0] - shares[0] * total) / total.mean()
    return shares, residual.std() / np.sqrt(len(residual))


def _weighted_mass(values, sigma, count=121):
    """∫ |Π(λ_i + t)| over the shifts t that leave k eigenvalues negative: (m, n + 1)."""
    shifts = np.linspace(-6 * sigma, 6 * sigma, count)
    density = np.exp(-0.5 * (shifts / sigma) ** 2)
    mass = np.zeros((len(values), values.shape[1] + 1))
    rows = np.arange(len(values))
    for t, p in zip(shifts, density, strict=True):
        shifted = values + t
        mass[rows, (shifted < 0).sum(axis=1)] += p * np.abs(np.prod(shifted, axis=1))
    return mass
