"""The Boltzmann machine without hidden units: likelihood and pseudo-likelihood.

The likelihood sums over 2^n patterns; the pseudo-likelihood asks of each bit only how likely it is
beside the others, for which no sum over patterns is needed (Besag, 1975).
"""

from dataclasses import dataclass

import numpy as np

from optcourse.networks.energies.patterns import all_patterns
from optcourse.networks.energies.sigmoids import log_sum, sigmoid, softplus
from optcourse.validation import Checked, checked, whole


@dataclass(frozen=True)
class Boltzmann(Checked):
    """p(x) = exp(Σ_{i<j} w_ij x_i x_j + Σ_i b_i x_i)/Z over bits x (units,).

    θ (P,) holds the w above the diagonal, row by row, and b: P = units (units + 1)/2. Examples `x`
    (m, units) count by `weights` (m,), which sum to one. Goodfellow et al. (2016), section 20.1;
    here each pair counts once. ValueError if there is no unit.
    """

    units: int = checked(whole, 8, 1)

    @property
    def num_parameters(self):
        return self.units * (self.units + 1) // 2

    @property
    def pairs(self):
        """Rows and columns of the pairs i < j, in the order of θ."""
        return np.triu_indices(self.units, 1)

    def features(self, x):
        """What θ multiplies: x_i x_j of each pair and x_i of each unit, (m, P)."""
        rows, columns = self.pairs
        return np.concatenate([x[:, rows] * x[:, columns], x], axis=1)

    def distribution(self, theta):
        """p(x) (2^units,) of `all_patterns(units)`."""
        every = self.features(all_patterns(self.units)) @ theta
        return np.exp(every - log_sum(every))

    def log_likelihood(self, theta, x, weights):
        """Σ weights log p(x), by all 2^units patterns."""
        every = self.features(all_patterns(self.units)) @ theta
        return weights @ (self.features(x) @ theta) - log_sum(every)

    def gradient(self, theta, x, weights):
        """∇ log-likelihood (P,): features of the examples less those under the model."""
        model = self.distribution(theta) @ self.features(all_patterns(self.units))
        return weights @ self.features(x) - model

    def inputs(self, theta, x):
        """Log odds (m, units) of each bit, given the others: b_i + Σ_j w_ij x_j."""
        coupled = np.zeros((self.units, self.units))
        coupled[self.pairs] = theta[: -self.units]
        return x @ (coupled + coupled.T) + theta[-self.units :]

    def pseudo_likelihood(self, theta, x, weights):
        """Σ weights Σ_i log p(x_i | the other bits). Goodfellow et al. (2016), section 18.3."""
        a = self.inputs(theta, x)
        return weights @ np.sum(x * a - softplus(a), axis=1)

    def pseudo_gradient(self, theta, x, weights):
        """∇ pseudo-likelihood (P,), which costs units² an example."""
        return weights @ self.pseudo_scores(theta, x)

    def pseudo_scores(self, theta, x):
        """∇ Σ_i log p(x_i | the other bits) of each example, (m, P)."""
        rows, columns = self.pairs
        rest = x - sigmoid(self.inputs(theta, x))
        pairs = rest[:, rows] * x[:, columns] + rest[:, columns] * x[:, rows]
        return np.concatenate([pairs, rest], axis=1)

    def pseudo_curvature(self, theta, x, weights):
        """Minus the Hessian of the pseudo-likelihood, (P, P): Σ_i σ'(a_i) (∂a_i/∂θ)(∂a_i/∂θ)ᵀ."""
        mean = sigmoid(self.inputs(theta, x))
        spread = (weights[:, None] * mean * (1 - mean))[:, :, None]
        slopes = self._input_slopes(x)
        return np.einsum("mup,muq->pq", slopes * spread, slopes)

    def _input_slopes(self, x):
        """∂a_i/∂θ (m, units, P)."""
        (rows, columns), at = self.pairs, np.arange(self.num_parameters - self.units)
        slopes = np.zeros((len(x), self.units, self.num_parameters))
        slopes[:, rows, at], slopes[:, columns, at] = x[:, columns], x[:, rows]
        slopes[:, :, len(at) :] = np.eye(self.units)
        return slopes

    def expected_one_site_cd(self, theta, x, weights):
        """The mean step (P,) of contrastive divergence that renews one bit, picked at random.

        Each bit of each example is set to 0 and to 1, and the two count as the model has them.
        """
        step = 0.0
        for unit in range(self.units):
            both = [np.where(np.arange(self.units) == unit, bit, x) for bit in (0.0, 1.0)]
            scores = np.stack([self.features(each) @ theta for each in both])
            chance = np.exp(scores - np.max(scores, axis=0))
            chance = chance / np.sum(chance, axis=0)
            renewed = sum(p[:, None] * self.features(b) for p, b in zip(chance, both, strict=True))
            step = step + weights @ (self.features(x) - renewed) / self.units
        return step
