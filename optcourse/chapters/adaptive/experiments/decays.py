"""Claims P9: what a weight loses by decay, where its gradient is nothing but noise."""

from dataclasses import dataclass

import numpy as np

from optcourse.rules import Adam, Decoupled, Regularized
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class DecaysConfig(Checked):
    """`num_weights` weights of 1, whose gradients are normal, of each of `sizes`."""

    seed: int = checked(whole, 0, at_least=0)
    sizes: tuple = checked(positive, (0.1, 1.0, 10.0))
    lr: float = checked(positive, 1e-3)
    weight_decay: float = checked(positive, 0.1)
    num_weights: int = checked(whole, 400, at_least=1)
    num_steps: int = checked(whole, 4000, at_least=1)


@dataclass(frozen=True, eq=False)
class Decays:
    """S sizes. The mean weight at the end, (S,) each: `apart` of AdamW, `inside` of Adam on a
    loss with a penalty. `strength` is rate · decay · steps.
    """

    sizes: np.ndarray
    strength: float
    apart: np.ndarray
    inside: np.ndarray

    @property
    def formulas(self):
        """e^(−strength), and e^(−strength / size) (S,)."""
        return np.exp(-self.strength), np.exp(-self.strength / self.sizes)


def decays(config: DecaysConfig) -> Decays:
    """Both rules on the same noise."""
    adam, decay = Adam(config.lr), config.weight_decay
    rules = Decoupled(adam, decay), Regularized(adam, decay)
    start = np.ones((len(config.sizes), config.num_weights))
    states, rng = [rule.init(start.copy()) for rule in rules], np.random.default_rng(config.seed)
    for k in range(config.num_steps):
        grad = np.array(config.sizes)[:, None] * rng.standard_normal(start.shape)
        states = [rule.move(*each, k) for rule, each in
                  zip(rules, ((state, grad) for state in states), strict=True)]  # fmt: skip
    strength = config.lr * decay * config.num_steps
    means = [state.theta.mean(axis=1) for state in states]
    return Decays(np.array(config.sizes), strength, *means)
