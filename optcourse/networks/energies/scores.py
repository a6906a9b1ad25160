"""Score matching: fit the slope of log p, in which the factor Z is not seen.

With ψ(x) = ∂ log p(x)/∂x the loss is the mean of ψ' + ½ψ², which differs from half the mean
squared distance to the true slope by a constant only (Hyvärinen, 2005, theorem 1). One dimension.
"""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.energies.sigmoids import log_sum
from optcourse.validation import Checked, checked, non_negative


def score_loss(score, slope, weights):
    """Σ weights (ψ' + ½ψ²) over the last axis. Hyvärinen (2005), theorem 1."""
    return np.sum(weights * (slope + 0.5 * score * score), axis=-1)


def fitted_powers(x, powers):
    """θ of the density ∝ exp(Σ_k θ_k x^powers_k), fitted by score matching to `x` (…, m).

    The loss is quadratic in θ: ½ θᵀAθ + θᵀb with A the mean of f' f'ᵀ and b that of f'', so the
    fit is −A⁻¹b, (…, len(powers)). Hyvärinen (2007), section 4.
    """
    first = np.stack([p * x ** (p - 1) for p in powers], axis=-2)
    second = np.stack([p * (p - 1) * x ** (p - 2) for p in powers], axis=-2)
    A = first @ np.swapaxes(first, -1, -2) / np.shape(x)[-1]
    return -np.linalg.solve(A, np.mean(second, axis=-1)[..., None])[..., 0]


@dataclass(frozen=True)
class TwoModes(Checked):
    """w N(x; c, 1) + (1 − w) N(x; −c, 1): two modes at ±`half` = ±c; the weight w is to be found.

    `x` (m,) and a weight w, or weights (n, 1), give (m,) or (n, m). ValueError if `half` < 0.
    """

    half: float = checked(non_negative, 2.0)

    def log_density(self, x, w):
        """log p(x)."""
        modes = [np.log(w) - 0.5 * (x - self.half) ** 2, np.log(1 - w) - 0.5 * (x + self.half) ** 2]
        return log_sum(np.stack(modes, axis=-1)) - 0.5 * np.log(2 * np.pi)

    def _tanh(self, x, w):
        return np.tanh(self.half * x + 0.5 * np.log(w / (1 - w)))

    def score(self, x, w):
        """ψ(x) = −x + c tanh(cx + ½ log(w/(1 − w)))."""
        return -x + self.half * self._tanh(x, w)

    def slope(self, x, w):
        """ψ'(x)."""
        return -1 + self.half**2 * (1 - self._tanh(x, w) ** 2)

    def negative_log_likelihood(self, x, w, weights):
        """−Σ weights log p(x), over the last axis."""
        return -np.sum(weights * self.log_density(x, w), axis=-1)

    def score_loss(self, x, w, weights):
        """The loss of score matching, over the last axis."""
        return score_loss(self.score(x, w), self.slope(x, w), weights)
