"""Explorers of the chapter on long-term dependencies."""

from optcourse.chapters.memory.explorers.depth import through_depth
from optcourse.chapters.memory.explorers.factors import products_of_random_factors
from optcourse.chapters.memory.explorers.latches import remember_one_bit
from optcourse.chapters.memory.explorers.latching import one_unit
from optcourse.chapters.memory.explorers.networks import (
    pixel_by_pixel,
    who_holds,
)
from optcourse.chapters.memory.explorers.powers import powers_of_w, what_is_forgotten
from optcourse.chapters.memory.explorers.spans import whose_gradient
from optcourse.chapters.memory.explorers.success import fifty_networks, scale_of_w

__all__ = [
    "fifty_networks",
    "one_unit",
    "pixel_by_pixel",
    "powers_of_w",
    "products_of_random_factors",
    "remember_one_bit",
    "scale_of_w",
    "through_depth",
    "what_is_forgotten",
    "who_holds",
    "whose_gradient",
]
