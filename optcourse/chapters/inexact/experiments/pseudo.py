"""Claim N5: the pseudo-likelihood beside the likelihood, as estimates of known weights."""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.energies.boltzmann import Boltzmann
from optcourse.networks.energies.patterns import all_patterns
from optcourse.validation import Checked, checked, entries, positive, whole


@dataclass(frozen=True)
class PseudoConfig(Checked):
    """`truths` machines of `units` bits, their weights and biases N(0, `spread`²).

    From each, `sizes` of examples are drawn, and θ is fitted by likelihood and pseudo-likelihood.
    """

    seed: int = 0
    truths: int = checked(whole, 10, at_least=1)
    units: int = checked(whole, 8, at_least=2)
    spread: float = checked(positive, 0.5)
    sizes: tuple = checked(entries(whole), (1000, 10_000, 100_000), at_least=1)


@dataclass(frozen=True, eq=False)
class Pseudo:
    """S `sizes` of data, N true machines; the two ways are likelihood and pseudo-likelihood.

    `error` (2, S, N): the distance of the fitted θ from the truth. `at_truth` (2, N): the length
    of each gradient at the truth, under its own distribution. `variance` (2, N): the trace of
    the asymptotic covariance of the fit, times the number of examples.
    """

    sizes: np.ndarray
    error: np.ndarray
    at_truth: np.ndarray
    variance: np.ndarray


def pseudo(config: PseudoConfig) -> Pseudo:
    """Exact at the truth; of drawn data only how often each pattern was seen counts."""
    machine, rng = Boltzmann(config.units), np.random.default_rng(config.seed)
    x, found = all_patterns(config.units), []
    for _ in range(config.truths):
        truth = config.spread * rng.standard_normal(machine.num_parameters)
        chance = machine.distribution(truth)
        gradients = machine.gradient, machine.pseudo_gradient
        zero = [np.linalg.norm(gradient(truth, x, chance)) for gradient in gradients]
        seen = [rng.multinomial(size, chance / chance.sum()) / size for size in config.sizes]
        error = [[np.linalg.norm(fit(machine, weights) - truth) for weights in seen]
                 for fit in (by_likelihood, by_pseudo_likelihood)]  # fmt: skip
        found.append((error, zero, asymptotic_variances(machine, truth)))
    error, zero, variance = (
        np.moveaxis(np.array(part), 0, -1) for part in zip(*found, strict=True)
    )
    return Pseudo(np.array(config.sizes), error, zero, variance)


def asymptotic_variances(machine, truth):
    """Traces of I⁻¹ and of H⁻¹ J H⁻¹, the laws of both fits for many examples, times their number.

    I is the Fisher information, H the curvature of the pseudo-likelihood and J the covariance of
    its gradient, at the truth. White (1982), theorem 3.2.
    """
    x = all_patterns(machine.units)
    chance = machine.distribution(truth)
    curved = np.linalg.inv(machine.pseudo_curvature(truth, x, chance))
    scores = _covariance(machine.pseudo_scores(truth, x), chance)
    fisher = _covariance(machine.features(x), chance)
    return np.trace(np.linalg.inv(fisher)), np.trace(curved @ scores @ curved)


def _covariance(rows, chance):
    rest = rows - chance @ rows
    return (rest * chance[:, None]).T @ rest


def by_likelihood(machine, weights):
    """θ (P,) of the highest likelihood for patterns seen with `weights` (2^units,)."""
    x = all_patterns(machine.units)

    def curvature(theta):
        return _covariance(machine.features(x), machine.distribution(theta))

    return _highest(machine.log_likelihood, machine.gradient, curvature, machine, weights)


def by_pseudo_likelihood(machine, weights):
    """θ (P,) of the highest pseudo-likelihood for patterns seen with `weights` (2^units,)."""
    x = all_patterns(machine.units)

    def curvature(theta):
        return machine.pseudo_curvature(theta, x, weights)

    return _highest(machine.pseudo_likelihood, machine.pseudo_gradient, curvature, machine, weights)


def _highest(value, gradient, curvature, machine, weights, num_steps=30):
    """Newton's method from zero on a concave function; a step that does not climb is halved."""
    x, theta = all_patterns(machine.units), np.zeros(machine.num_parameters)
    for _ in range(num_steps):
        g = gradient(theta, x, weights)
        step = np.linalg.lstsq(curvature(theta), g)[0]
        height = value(theta, x, weights)
        while g @ step > 1e-12 and value(theta + step, x, weights) < height:
            step = step / 2
        theta = theta + step
        if g @ step < 1e-18:
            break
    return theta
