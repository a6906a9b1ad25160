"""Explorers of the chapter on gradients that are only estimates."""

from optcourse.chapters.inexact.explorers.apart import how_far_apart
from optcourse.chapters.inexact.explorers.averages import two_ways_to_differentiate
from optcourse.chapters.inexact.explorers.cloud import cloud_that_hovers
from optcourse.chapters.inexact.explorers.compass import compass_of_cd
from optcourse.chapters.inexact.explorers.fixed import fresh_or_fixed
from optcourse.chapters.inexact.explorers.grids import grid_of_bfloat16
from optcourse.chapters.inexact.explorers.kept import weights_in_bfloat16
from optcourse.chapters.inexact.explorers.loops import work_of_a_loop

__all__ = [
    "cloud_that_hovers",
    "compass_of_cd",
    "fresh_or_fixed",
    "grid_of_bfloat16",
    "how_far_apart",
    "two_ways_to_differentiate",
    "weights_in_bfloat16",
    "work_of_a_loop",
]
