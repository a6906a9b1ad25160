"""Explorers of the chapter on local minima."""

from optcourse.chapters.minima.explorers.averages import averages
from optcourse.chapters.minima.explorers.copies import same_network
from optcourse.chapters.minima.explorers.curves import chords
from optcourse.chapters.minima.explorers.gabor import where_does_it_end
from optcourse.chapters.minima.explorers.runs import gradient_norm, width
from optcourse.chapters.minima.explorers.scales import hyperbola
from optcourse.chapters.minima.explorers.traps import bad_minimum

__all__ = [
    "averages",
    "bad_minimum",
    "chords",
    "gradient_norm",
    "hyperbola",
    "same_network",
    "where_does_it_end",
    "width",
]
