"""Claim N6: score matching beside the likelihood, on powers and on two modes."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.energies.scores import TwoModes, fitted_powers
from optcourse.validation import Checked, between, checked, entries, positive, whole

POWERS, QUARTIC = (2, 4), np.array([1.0, -0.25])  # the density ∝ exp(x² − x⁴/4)
PLACES = np.linspace(-12.0, 12.0, 2401)


@dataclass(frozen=True)
class ModesConfig(Checked):
    """`draws` sets of examples, of each of `sizes` from a density of powers, which is fitted;

    and of `num_points` from two modes at ±c for each c in `halves`, whose weight `weight` is.
    """

    seed: int = 0
    draws: int = checked(whole, 100, at_least=2)
    sizes: tuple = checked(entries(whole), (100, 1000, 10_000), at_least=10)
    halves: tuple = checked(entries(positive), (1.0, 2.0, 3.0, 4.0))
    weight: float = checked(between, 0.3, 1e-3, 1)
    num_points: int = checked(whole, 10_000, at_least=10)


@dataclass(frozen=True, eq=False)
class Modes:
    """S `sizes`, C of the `halves`; likelihood first, then score matching, where there are two.

    `power_error` (S,): root mean square distance of score matching's θ from that of the powers.
    `variance` (2, C): asymptotic variance of the weight, times the number of examples; `error`
    (2, C): its root mean square error among the draws.
    """

    sizes: np.ndarray
    halves: np.ndarray
    power_error: np.ndarray
    variance: np.ndarray
    error: np.ndarray


def modes(config: ModesConfig) -> Modes:
    """Examples are drawn on a fine grid; weights are sought among 999."""
    rng = np.random.default_rng(config.seed)
    power = [_power_error(size, config.draws, rng) for size in config.sizes]
    both = [TwoModes(half) for half in config.halves]
    variance = [asymptotic_variances(each, config.weight) for each in both]
    error = [_weight_error(each, config, rng) for each in both]
    return Modes(np.array(config.sizes), np.array(config.halves), np.array(power),
                 np.transpose(variance), np.transpose(error))  # fmt: skip


def _power_error(size, draws, rng):
    density = np.exp(QUARTIC @ np.stack([PLACES**p for p in POWERS]))
    level = np.cumsum(density) / density.sum()
    x = np.interp(rng.random((draws, size)), level, PLACES)
    rest = fitted_powers(x, POWERS) - QUARTIC
    return np.sqrt(np.mean(np.sum(rest * rest, axis=1)))


def _weight_error(two, config, rng):
    """Root mean square errors of the weight, by likelihood and by score matching."""
    chance = np.exp(two.log_density(PLACES, config.weight))
    seen = rng.multinomial(config.num_points, chance / chance.sum(), size=config.draws)
    tried = np.linspace(0.001, 0.999, 999)
    score, slope = two.score(PLACES, tried[:, None]), two.slope(PLACES, tried[:, None])
    losses = -two.log_density(PLACES, tried[:, None]), slope + 0.5 * score**2
    found = [tried[np.argmin(loss @ seen.T, axis=0)] for loss in losses]
    return [np.sqrt(np.mean((fit - config.weight) ** 2)) for fit in found]


def asymptotic_variances(two, weight, width=1e-5):
    """Variances of the weight's estimate, times the number of examples, for many of them.

    With ℓ an example's loss they are E[(∂ℓ/∂w)²]/E[∂²ℓ/∂w²]², at the truth; White (1982),
    theorem 3.2. The derivatives are central differences, the means sums over a fine grid.
    """
    chance = np.exp(two.log_density(PLACES, weight)) * (PLACES[1] - PLACES[0])
    tried = weight + width * np.array([[-1.0], [0.0], [1.0]])
    losses = -two.log_density(PLACES, tried), _score_losses(two, tried)
    return [_sandwich(loss, chance, width) for loss in losses]


def _score_losses(two, w):
    return two.slope(PLACES, w) + 0.5 * two.score(PLACES, w) ** 2


def _sandwich(loss, chance, width):
    low, middle, high = loss
    slope, curvature = (high - low) / (2 * width), (high - 2 * middle + low) / width**2
    return (chance @ slope**2) / (chance @ curvature) ** 2
