"""Explorers of the chapter on momentum."""

from optcourse.chapters.momentum import explorers

COMPILED = {
    "momentum: first steps on a bowl": explorers.first_steps_on_a_bowl,
}
BANKED = {}
