"""Explorers of the chapter on local minima."""

from optcourse.explorers.minima.copies import same_network
from optcourse.explorers.minima.curves import chords
from optcourse.explorers.minima.gabor import where_does_it_end
from optcourse.explorers.minima.runs import gradient_norm, width
from optcourse.explorers.minima.scales import hyperbola
from optcourse.explorers.minima.traps import bad_minimum

__all__ = [
    "bad_minimum",
    "chords",
    "gradient_norm",
    "hyperbola",
    "same_network",
    "where_does_it_end",
    "width",
]
