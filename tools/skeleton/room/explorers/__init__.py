"""Explorers of the chapter on TITLE."""

from optcourse.chapters.CHAPTER.explorers.bowls import first_steps_on_a_bowl

__all__ = ["first_steps_on_a_bowl"]
