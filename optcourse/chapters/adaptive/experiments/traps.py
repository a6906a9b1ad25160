"""Claims P8: a sequence of losses on which Adam walks the wrong way."""

from dataclasses import dataclass

import numpy as np

from optcourse.rules import AMSGrad, GradientDescent, UncorrectedAdam, Yogi
from optcourse.validation import Checked, checked, one_of, positive, whole

RULES = {
    "sgd": lambda lr, beta1, beta2: GradientDescent(lr),
    "adam": UncorrectedAdam,
    "amsgrad": AMSGrad,
    "yogi": Yogi,
}


@dataclass(frozen=True)
class TrapConfig(Checked):
    """Slopes C, −1, −1, C, … on θ from −1 to 1, or by chance, C with `chance`, else −1.

    `rule` has rates `lr`/√t and each of `beta2s`; `sizes` are the C. With a `chance` above 0 each
    has `num_runs` runs.
    """

    rule: str = checked(one_of, "adam", tuple(RULES))
    seed: int = checked(whole, 0, at_least=0)
    sizes: tuple = checked(positive, (2.2, 3.0, 5.0, 10.0, 30.0))
    beta1: float = 0.0
    beta2s: tuple = (0.01, 0.05, 0.15, 0.35, 0.65, 0.9, 0.99)
    lr: float = checked(positive, 0.5)
    chance: float = 0.0
    num_runs: int = checked(whole, 1, at_least=1)
    num_steps: int = checked(whole, 6000, at_least=1)


@dataclass(frozen=True, eq=False)
class Trap:
    """`sizes` (C,), `beta2s` (B,); `ends` (C, B, S), where each run is in the mean of its last
    tenth. The best place is −1, the worst +1, where the mean slope is positive.
    """

    sizes: np.ndarray
    beta2s: np.ndarray
    ends: np.ndarray


def trap(config: TrapConfig) -> Trap:
    """All runs at once. Reddi, Kale and Kumar (2018), section 3, equation 2."""
    sizes, beta2s = np.array(config.sizes), np.array(config.beta2s)
    shape = len(sizes), len(beta2s), config.num_runs, 1
    rule = RULES[config.rule](1.0, beta1=config.beta1, beta2=beta2s[:, None, None])
    state, total = rule.init(np.zeros(shape)), 0.0
    large, rng = sizes[:, None, None, None], np.random.default_rng(config.seed)
    last = max(1, config.num_steps // 10)
    for k in range(config.num_steps):
        turn = rng.random(shape[2:]) < config.chance if config.chance else k % 3 == 0
        grad = np.where(turn, large, -1.0) + np.zeros(shape)
        way, memory = rule.direction(grad, state.memory, k, state.theta)
        theta = np.clip(state.theta - config.lr / np.sqrt(k + 1) * way, -1.0, 1.0)
        state = type(state)(theta, memory)
        total = total + theta * (k >= config.num_steps - last)
    return Trap(sizes, beta2s, (total / last)[..., 0])
