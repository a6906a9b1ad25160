"""The restricted Boltzmann machine: its exact gradient, and contrastive divergence.

Contrastive divergence replaces what the model expects, which takes a sum over all states, by what
k steps of Gibbs sampling from the examples give (Hinton, 2002). Here that expectation is taken over
all states too, by transition probabilities, so that no sampling error is left.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optcourse.networks.energies.patterns import all_patterns, independent, mixed
from optcourse.networks.energies.sigmoids import log_sum, sigmoid, softplus
from optcourse.validation import Checked, checked, whole


class Parts(NamedTuple):
    """Weights (…, visible, hidden), visible and hidden biases (…, visible), (…, hidden)."""

    weights: object
    visible: object
    hidden: object


@dataclass(frozen=True)
class Rbm(Checked):
    """p(v) = Σ_h exp(vᵀWh + bᵀv + cᵀh)/Z over bits v (visible,) and h (hidden,).

    θ (…, P) holds W row by row, b and c. Examples are `v` (m, visible) and count by `weights` (m,),
    which sum to one; likelihoods are in nats an example. Goodfellow et al. (2016), section 20.2.
    ValueError if there is no unit of a kind.
    """

    visible: int = checked(whole, 9, 1)
    hidden: int = checked(whole, 6, 1)

    @property
    def num_parameters(self):
        return self.visible * self.hidden + self.visible + self.hidden

    def parts(self, theta):
        """θ as `Parts`."""
        end = self.visible * self.hidden
        weights = np.reshape(theta[..., :end], (*np.shape(theta)[:-1], self.visible, self.hidden))
        return Parts(
            weights, theta[..., end : end + self.visible], theta[..., end + self.visible :]
        )

    def hidden_inputs(self, theta, v):
        """Log odds (…, m, hidden) of the hidden bits, given `v`: c + vW."""
        W, _, c = self.parts(theta)
        return v @ W + c[..., None, :]

    def visible_inputs(self, theta, h):
        """Log odds (…, m, visible) of the visible bits, given `h` (m, hidden): b + Wh."""
        W, b, _ = self.parts(theta)
        return h @ np.swapaxes(W, -1, -2) + b[..., None, :]

    def log_weight(self, theta, v):
        """log Z p(v) (…, m), which costs no sum over states: bᵀv + Σ_j softplus(c_j + (vW)_j)."""
        along = np.sum(v * self.parts(theta).visible[..., None, :], axis=-1)
        return along + np.sum(softplus(self.hidden_inputs(theta, v)), axis=-1)

    def hidden_log_weight(self, theta):
        """log Z p(h) (…, 2^hidden) of every hidden pattern: cᵀh + Σ_i softplus(b_i + (Wh)_i)."""
        h = all_patterns(self.hidden)
        along = np.sum(h * self.parts(theta).hidden[..., None, :], axis=-1)
        return along + np.sum(softplus(self.visible_inputs(theta, h)), axis=-1)

    def log_partition(self, theta):
        """log Z (…,), by the 2^hidden hidden patterns, however many visible units there are."""
        return log_sum(self.hidden_log_weight(theta))

    def log_likelihood(self, theta, v, weights):
        """Σ weights log p(v) (…,)."""
        return np.sum(weights * self.log_weight(theta, v), axis=-1) - self.log_partition(theta)

    def distribution(self, theta):
        """p(v) (…, 2^visible) of `all_patterns(visible)`."""
        every = self.log_weight(theta, all_patterns(self.visible))
        return np.exp(every - self.log_partition(theta)[..., None])

    def statistics(self, theta, v, weights):
        """Σ weights ∂ log(Z p(v))/∂θ (…, P): the averages of v h, of v and of h, h by its mean."""
        means, counts = sigmoid(self.hidden_inputs(theta, v)), weights[..., None, :]
        pairs = np.swapaxes(v, -1, -2) @ (means * weights[..., None])
        return self._flat(pairs, (counts @ v)[..., 0, :], (counts @ means)[..., 0, :])

    def model_statistics(self, theta):
        """The same averages under the model: ∂ log Z/∂θ (…, P), by the hidden patterns."""
        h = all_patterns(self.hidden)
        inputs = self.visible_inputs(theta, h)
        every = h @ self.parts(theta).hidden[..., None]
        every = every + np.sum(softplus(inputs), axis=-1, keepdims=True)
        above = np.exp(every - np.max(every, axis=-2, keepdims=True))
        chance = above / np.sum(above, axis=-2, keepdims=True)
        means = sigmoid(inputs) * chance
        pairs = np.swapaxes(means, -1, -2) @ h
        return self._flat(pairs, np.sum(means, -2), np.sum(chance * h, -2))

    def _flat(self, pairs, visible, hidden):
        shape = np.shape(pairs)[:-2]
        pairs = np.reshape(pairs, (*shape, self.visible * self.hidden))
        visible = np.broadcast_to(visible, (*shape, self.visible))
        return np.concatenate([pairs, visible, hidden], axis=-1)

    def gradient(self, theta, v, weights):
        """∇ log-likelihood (…, P): averages over the examples less those under the model.

        Goodfellow et al. (2016), equation 18.4.
        """
        return self.statistics(theta, v, weights) - self.model_statistics(theta)

    def expected_cd(self, theta, v, weights, num_gibbs=1):
        """The mean step (…, P) of contrastive divergence with so many steps of Gibbs sampling.

        The model's averages are replaced by those over the patterns that the examples become
        (Goodfellow et al., 2016, algorithm 18.2), by transition probabilities: no draw is made.
        """
        every = all_patterns(self.visible)
        chance = self.after_gibbs(theta, v, weights, num_gibbs)
        return self.statistics(theta, v, weights) - self.statistics(theta, every, chance)

    def expected_cds(self, theta, v, weights, asked):
        """`expected_cd` for each number of Gibbs steps in `asked`, (K, …, P).

        One chain serves all, by tables of all transitions: 2^visible · 2^hidden numbers each.
        """
        every, found = all_patterns(self.visible), {}
        down = independent(sigmoid(self.visible_inputs(theta, all_patterns(self.hidden))))
        round_trip = down @ independent(sigmoid(self.hidden_inputs(theta, every)))
        hidden = mixed(weights, sigmoid(self.hidden_inputs(theta, v)))[..., None, :]
        at_examples = self.statistics(theta, v, weights)
        for k in range(1, max(asked) + 1):
            if k in asked:
                chance = (hidden @ down)[..., 0, :]
                found[k] = at_examples - self.statistics(theta, every, chance)
            hidden = hidden @ round_trip
        return np.stack([found[k] for k in asked])

    def after_gibbs(self, theta, v, weights, num_gibbs=1):
        """Probabilities (…, 2^visible) of what the examples become in `num_gibbs` (≥ 1) steps."""
        down = sigmoid(self.visible_inputs(theta, all_patterns(self.hidden)))
        chance = mixed(mixed(weights, sigmoid(self.hidden_inputs(theta, v))), down)
        if whole("num_gibbs", num_gibbs, at_least=1) > 1:
            up = sigmoid(self.hidden_inputs(theta, all_patterns(self.visible)))
        for _ in range(num_gibbs - 1):
            chance = mixed(mixed(chance, up), down)
        return chance

    def sampled_cd(self, theta, v, num_gibbs, rng):
        """One drawn step (…, P) of contrastive divergence: each example is renewed by `rng`."""
        weights = np.full(np.shape(v)[-2], 1 / np.shape(v)[-2])
        fantasy = v
        for _ in range(num_gibbs):
            h = self._drawn(self.hidden_inputs(theta, fantasy), rng)
            fantasy = self._drawn(self.visible_inputs(theta, h), rng)
        return self.statistics(theta, v, weights) - self.statistics(theta, fantasy, weights)

    def _drawn(self, inputs, rng):
        return 1.0 * (rng.random(np.shape(inputs)) < sigmoid(inputs))
