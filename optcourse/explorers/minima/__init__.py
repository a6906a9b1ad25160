"""Explorers of the chapter on local minima."""

from optcourse.explorers.minima.curves import chords
from optcourse.explorers.minima.gabor import where_does_it_end

__all__ = ["chords", "where_does_it_end"]
