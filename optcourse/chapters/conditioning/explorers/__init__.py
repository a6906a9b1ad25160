"""Explorers of the chapter on ill-conditioning."""

from optcourse.chapters.conditioning.explorers.bill import steps_against_kappa
from optcourse.chapters.conditioning.explorers.bowls import (
    curvature_in_every_direction,
    step_against_curvature,
)
from optcourse.chapters.conditioning.explorers.contraction import parts_of_the_error
from optcourse.chapters.conditioning.explorers.edge import the_edge
from optcourse.chapters.conditioning.explorers.holding import held_at_the_edge
from optcourse.chapters.conditioning.explorers.networks import (
    growing_gradient,
    step_in_network,
)
from optcourse.chapters.conditioning.explorers.spectra import spectrum_of_a_network
from optcourse.chapters.conditioning.explorers.valleys import valley

__all__ = [
    "curvature_in_every_direction",
    "growing_gradient",
    "held_at_the_edge",
    "parts_of_the_error",
    "spectrum_of_a_network",
    "step_against_curvature",
    "step_in_network",
    "steps_against_kappa",
    "the_edge",
    "valley",
]
