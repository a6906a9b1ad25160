"""Explorers of the chapter on gradient descent."""

from optcourse.chapters.descent.explorers.brackets import a_bracket_closes
from optcourse.chapters.descent.explorers.flows import the_flow_it_follows
from optcourse.chapters.descent.explorers.points import twelve_points
from optcourse.chapters.descent.explorers.shorter import shorter_than_best

__all__ = ["a_bracket_closes", "shorter_than_best", "the_flow_it_follows", "twelve_points"]
