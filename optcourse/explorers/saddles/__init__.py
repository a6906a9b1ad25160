"""Explorers of the chapter on saddle points."""

from optcourse.explorers.saddles.counts import (
    coin_flips,
    heights_in_a_field,
    index_in_a_network,
)
from optcourse.explorers.saddles.drawn import drawn_to_the_saddle
from optcourse.explorers.saddles.ridge import off_the_ridge
from optcourse.explorers.saddles.stairs import staircase_of_saxe
from optcourse.explorers.saddles.stopping import noise_at_a_saddle, stopped_too_early

__all__ = [
    "coin_flips",
    "drawn_to_the_saddle",
    "heights_in_a_field",
    "index_in_a_network",
    "noise_at_a_saddle",
    "off_the_ridge",
    "staircase_of_saxe",
    "stopped_too_early",
]
