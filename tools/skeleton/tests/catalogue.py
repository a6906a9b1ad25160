"""Explorers of the chapter on TITLE."""

from optcourse.chapters.CHAPTER import explorers

COMPILED = {
    "CHAPTER: first steps on a bowl": explorers.first_steps_on_a_bowl,
}
BANKED = {}
