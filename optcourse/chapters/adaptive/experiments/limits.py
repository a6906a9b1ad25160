"""Claims P3: Adam with a guard of nothing is sign descent, with one of any size descent."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.adaptive.experiments.bounces import Bowl
from optcourse.rules import Adam, GradientDescent, Momentum, Signed, UncorrectedAdam, trajectory
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class LimitsConfig(Checked):
    """Paths of `num_steps` steps from `start` on the bowl of `curvatures`, at the rate `lr`."""

    curvatures: tuple = checked(positive, (1.0, 30.0))
    start: tuple = (2.0, 1.0)
    lr: float = checked(positive, 0.03)
    momentum: float = checked(positive, 0.9)
    guards: tuple = checked(positive, (1e4, 1e6, 1e8))
    num_steps: int = checked(whole, 60, at_least=1)


@dataclass(frozen=True, eq=False)
class Limits:
    """The largest distance of two paths: of Adam with both betas 0 and sign descent, `to_sign`,
    and descent, `apart`; of Adam and descent, `to_descent` (G,), at each of `guards` (G,), the
    rate times the guard; and of Adam without correction and momentum, `to_momentum` (G,).
    """

    guards: np.ndarray
    to_sign: float
    apart: float
    to_descent: np.ndarray
    to_momentum: np.ndarray


def limits(config: LimitsConfig) -> Limits:
    """Every pair of paths from the same start."""
    bowl, start, lr = Bowl(np.array(config.curvatures)), np.array(config.start), config.lr

    def path(rule):
        return trajectory(rule, bowl, start, config.num_steps).theta

    def far(one, other):
        return float(np.abs(one - other).max())

    descent, none = path(GradientDescent(lr)), path(Adam(lr, 0.0, 0.0))
    ball = path(Momentum(lr * (1 - config.momentum), config.momentum))
    pairs = [(Adam(lr * g, 0.0, 0.0, g), UncorrectedAdam(lr * g, config.momentum, 0.999, g))
             for g in config.guards]  # fmt: skip
    return Limits(
        guards=np.array(config.guards),
        to_sign=far(none, path(Signed(GradientDescent(lr)))),
        apart=far(none, descent),
        to_descent=np.array([far(path(adam), descent) for adam, _ in pairs]),
        to_momentum=np.array([far(path(heavy), ball) for _, heavy in pairs]),
    )
