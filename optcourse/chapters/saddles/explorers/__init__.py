"""Explorers of the chapter on saddle points."""

from optcourse.chapters.saddles.explorers.counts import coin_flips
from optcourse.chapters.saddles.explorers.drawn import drawn_to_the_saddle
from optcourse.chapters.saddles.explorers.gabor import saddles_of_gabor
from optcourse.chapters.saddles.explorers.heights import heights_in_a_field, index_in_a_network
from optcourse.chapters.saddles.explorers.own import your_own
from optcourse.chapters.saddles.explorers.plateau import left_or_not
from optcourse.chapters.saddles.explorers.ridge import off_the_ridge
from optcourse.chapters.saddles.explorers.stairs import staircase_of_saxe
from optcourse.chapters.saddles.explorers.stopping import noise_at_a_saddle, stopped_too_early
from optcourse.chapters.saddles.explorers.valley import past_the_saddle

__all__ = [
    "coin_flips",
    "drawn_to_the_saddle",
    "heights_in_a_field",
    "index_in_a_network",
    "left_or_not",
    "noise_at_a_saddle",
    "off_the_ridge",
    "past_the_saddle",
    "saddles_of_gabor",
    "staircase_of_saxe",
    "stopped_too_early",
    "your_own",
]
