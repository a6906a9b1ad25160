"""Explorers of the chapter on momentum."""

from optcourse.chapters.momentum.explorers.cycles import the_cycle
from optcourse.chapters.momentum.explorers.limits import heavy_ball_or_nesterov
from optcourse.chapters.momentum.explorers.roots import damping
from optcourse.chapters.momentum.explorers.terminal import terminal_speed

__all__ = ["damping", "heavy_ball_or_nesterov", "terminal_speed", "the_cycle"]
