"""Explorers of the chapter on ill-conditioning."""

from optcourse.chapters.conditioning import explorers as conditioning
from optcourse.chapters.conditioning.experiments import (
    GrowthConfig,
    SpectrumConfig,
    StepConfig,
    StepsConfig,
    growing_gradient,
    spectra,
    step_in_network,
    steps_to_tolerance,
)

COMPILED = {
    "conditioning: step against curvature": conditioning.step_against_curvature,
    "conditioning: curvature in every direction": conditioning.curvature_in_every_direction,
    "conditioning: the valley": conditioning.valley,
    "conditioning: each part for itself": conditioning.parts_of_the_error,
    "conditioning: held at the edge": conditioning.held_at_the_edge,
}
LIVE = {"conditioning: the edge": lambda: conditioning.the_edge(num_steps=75)}

STEP = StepConfig(hidden=(8,), moments=(0, 3, 10), num_rates=7)
GROWTH = GrowthConfig(seeds=(0, 1), num_samples=1100, num_epochs=2, every=1, num_fixed=50)
SPECTRUM = SpectrumConfig(seeds=(0, 1), hidden=(4,), moments=(0, 10, 40))

BANKED = {
    "conditioning: a step in a network": lambda: conditioning.step_in_network(
        step_in_network(STEP)
    ),
    "conditioning: a gradient that grows": lambda: conditioning.growing_gradient(
        growing_gradient(GROWTH)
    ),
    "conditioning: the bill": lambda: conditioning.steps_against_kappa(
        steps_to_tolerance(StepsConfig(kappas=(2.0, 5.0, 9.0), max_steps=200))
    ),
    "conditioning: the spectrum of a network": lambda: conditioning.spectrum_of_a_network(
        spectra(SPECTRUM)
    ),
}
