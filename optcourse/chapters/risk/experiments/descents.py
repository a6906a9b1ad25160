"""Claim R9: gradient descent on the risk itself, in a world whose distribution is known."""

from dataclasses import dataclass

import numpy as np

from optcourse.chapters.risk.experiments.gaussians import LogisticRisk, TwoGaussians, ZeroOneRisk
from optcourse.rules import GradientDescent, trajectory
from optcourse.validation import Checked, checked, positive, whole


@dataclass(frozen=True)
class DescentsConfig(Checked):
    """Descent of rate `lr` on the 0-1 risk and on the logistic risk, from each of `starts`."""

    prior: float = 0.3
    starts: tuple = ((0.1, 1.0, 0.5), (-0.5, 1.0, 0.0), (-1.0, 0.2, -0.5), (1.0, 1.0, 1.0))
    lr: float = checked(positive, 2.0)
    num_steps: int = checked(whole, 1000, at_least=1)


@dataclass(frozen=True, eq=False)
class Descents:
    """T + 1 states from S starts; the 0-1 risk first, then the logistic risk.

    `prior` of class 1 in the world; `theta` (2, T + 1, S, 3); `risk` (2, T + 1, S), the risk that
    was descended on; `error` (2, T + 1, S), the 0-1 risk on either path; `least` (2,), both risks
    of the Bayes rule.
    """

    prior: float
    theta: np.ndarray
    risk: np.ndarray
    error: np.ndarray
    least: np.ndarray

    @property
    def world(self):
        """The distribution."""
        return TwoGaussians(prior=self.prior)


def descents(config: DescentsConfig) -> Descents:
    """Every gradient is that of an integral over the distribution: no example is ever drawn."""
    world = TwoGaussians(prior=config.prior)
    rule, risks = GradientDescent(config.lr), (ZeroOneRisk(world), LogisticRisk(world))
    paths = [trajectory(rule, risk, config.starts, config.num_steps).theta for risk in risks]
    return Descents(
        config.prior,
        np.stack(paths),
        np.stack([risk.value(path) for risk, path in zip(risks, paths, strict=True)]),
        np.stack([risks[0].value(path) for path in paths]),
        np.array([risk.value(world.bayes_rule) for risk in risks]),
    )
