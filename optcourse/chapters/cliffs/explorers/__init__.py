"""Explorers of the chapter on cliffs and exploding gradients."""

from optcourse.chapters.cliffs.explorers.clipping import by_norm_or_by_value
from optcourse.chapters.cliffs.explorers.factors import many_factors
from optcourse.chapters.cliffs.explorers.networks import a_real_cliff
from optcourse.chapters.cliffs.explorers.thresholds import does_h_matter
from optcourse.chapters.cliffs.explorers.unit import over_the_edge

__all__ = [
    "a_real_cliff",
    "by_norm_or_by_value",
    "does_h_matter",
    "many_factors",
    "over_the_edge",
]
