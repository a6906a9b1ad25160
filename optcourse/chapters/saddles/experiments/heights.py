"""Claim D4: at a critical point of a random field, how many eigenvalues are negative, and how high.

In any number of dimensions, without a search: the law of Kac and Rice says what to draw.
"""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.saddles.experiments.signs import traceless_eigenvalues
from optcourse.validation import Checked, checked, whole


@dataclass(frozen=True)
class HeightsConfig(Checked):
    """`num_points` critical points for each of `dimensions`, picked from `num_draws` draws."""

    seed: int = 0
    dimensions: tuple = (2, 4, 8, 16)
    num_draws: int = checked(whole, 10_000, at_least=1)
    num_points: int = checked(whole, 300, at_least=1)


@dataclass(frozen=True, eq=False)
class Heights:
    """D dimensions, `dimensions` (D,); K points of each.

    `value` (D, K) of the field, in its standard deviations; `index` (D, K), the fraction of
    eigenvalues of the Hessian there that are negative; `spectra` (D, K, n), these eigenvalues,
    ascending, n the largest dimension: nan behind the last.
    """

    dimensions: np.ndarray
    value: np.ndarray
    index: np.ndarray
    spectra: np.ndarray


def heights(config: HeightsConfig) -> Heights:
    """Draw Hessians with probability ∝ |det H|, and the values that go with them.

    The covariance of the field is exp(−r²/2): H = traceless part + t I with t of variance
    1 + 2/n, and given H the value is normal with mean −n t/(n + 2) and variance 2/(n + 2).
    Bray and Dean (2007).
    """
    rng = np.random.default_rng(config.seed)
    rows = [_points(n, rng, config) for n in config.dimensions]
    value, index, spectra = zip(*rows, strict=True)
    return Heights(np.array(config.dimensions), np.stack(value), np.stack(index), np.stack(spectra))


def _points(n, rng, config):
    shift = np.sqrt(1 + 2 / n) * rng.standard_normal(config.num_draws)
    spectra = traceless_eigenvalues(n, config.num_draws, rng) + shift[:, None]
    weight = np.sum(np.log(np.abs(spectra)), axis=1)
    weight = np.exp(weight - weight.max())
    picks = rng.choice(config.num_draws, config.num_points, p=weight / weight.sum())
    noise = np.sqrt(2 / (n + 2)) * rng.standard_normal(config.num_points)
    value = -n * shift[picks] / (n + 2) + noise
    missing = ((0, 0), (0, max(config.dimensions) - n))
    padded = np.pad(spectra[picks], missing, constant_values=np.nan)
    return value, np.mean(spectra[picks] < 0, axis=1), padded
