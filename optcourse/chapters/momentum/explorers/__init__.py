"""Explorers of the chapter on momentum."""

from optcourse.chapters.momentum.explorers.bowls import first_steps_on_a_bowl

__all__ = ["first_steps_on_a_bowl"]
