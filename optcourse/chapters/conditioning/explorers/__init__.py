"""Explorers of the chapter on ill-conditioning."""

from optcourse.chapters.conditioning.explorers.bill import steps_against_kappa
from optcourse.chapters.conditioning.explorers.bowls import (
    curvature_in_every_direction,
    step_against_curvature,
)
from optcourse.chapters.conditioning.explorers.networks import (
    growing_gradient,
    step_in_network,
    the_edge,
)
from optcourse.chapters.conditioning.explorers.valleys import valley

__all__ = [
    "curvature_in_every_direction",
    "growing_gradient",
    "step_against_curvature",
    "step_in_network",
    "steps_against_kappa",
    "the_edge",
    "valley",
]
