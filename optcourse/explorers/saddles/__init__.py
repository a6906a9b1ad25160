"""Explorers of the chapter on saddle points."""

from optcourse.explorers.saddles.ridge import off_the_ridge

__all__ = ["off_the_ridge"]
