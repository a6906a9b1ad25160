"""Ill-conditioning: what curvature does to a gradient step, on quadratics and in networks.

Each experiment is a function of a frozen configuration that returns a frozen record:
`steps_to_tolerance`, `step_in_network`, `growing_gradient`, `edge_of_stability`. A run that
diverges is recorded with the step at which it did, and raises nothing.
"""

from optcourse.chapters.conditioning.experiments.edge import (
    EdgeConfig,
    EdgeOfStability,
    edge_of_stability,
)
from optcourse.chapters.conditioning.experiments.growth import (
    GrowingGradient,
    GrowthConfig,
    growing_gradient,
)
from optcourse.chapters.conditioning.experiments.quadratics import (
    StepsConfig,
    StepsToTolerance,
    steps_to_tolerance,
    turning_cosines,
)
from optcourse.chapters.conditioning.experiments.steps import (
    StepConfig,
    StepInNetwork,
    step_in_network,
)

__all__ = [
    "EdgeConfig",
    "EdgeOfStability",
    "GrowingGradient",
    "GrowthConfig",
    "StepConfig",
    "StepInNetwork",
    "StepsConfig",
    "StepsToTolerance",
    "edge_of_stability",
    "growing_gradient",
    "step_in_network",
    "steps_to_tolerance",
    "turning_cosines",
]
