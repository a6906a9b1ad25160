"""Ill-conditioning: what curvature does to a gradient step, on quadratics and in networks.

Each experiment is a function of a frozen configuration that returns a frozen record:
`steps_to_tolerance`, `line_searches`, `step_in_network`, `growing_gradient`, `edge_of_stability`,
`spectra`, `noisy_steps`, `warm_up`. A run that diverges is recorded, and raises nothing.
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
from optcourse.chapters.conditioning.experiments.noise import (
    NoiseConfig,
    NoisySteps,
    noisy_steps,
)
from optcourse.chapters.conditioning.experiments.quadratics import (
    SearchConfig,
    Searches,
    StepsConfig,
    StepsToTolerance,
    line_searches,
    steps_to_tolerance,
    turning_cosines,
)
from optcourse.chapters.conditioning.experiments.spectra import (
    Spectra,
    SpectrumConfig,
    spectra,
)
from optcourse.chapters.conditioning.experiments.steps import (
    StepConfig,
    StepInNetwork,
    step_in_network,
)
from optcourse.chapters.conditioning.experiments.warming import (
    WarmConfig,
    Warmed,
    warm_up,
)

__all__ = [
    "EdgeConfig",
    "EdgeOfStability",
    "GrowingGradient",
    "GrowthConfig",
    "NoiseConfig",
    "NoisySteps",
    "SearchConfig",
    "Searches",
    "Spectra",
    "SpectrumConfig",
    "StepConfig",
    "StepInNetwork",
    "StepsConfig",
    "StepsToTolerance",
    "WarmConfig",
    "Warmed",
    "edge_of_stability",
    "growing_gradient",
    "line_searches",
    "noisy_steps",
    "spectra",
    "step_in_network",
    "steps_to_tolerance",
    "turning_cosines",
    "warm_up",
]
