"""Explorers of the chapter on momentum."""

from optcourse.chapters.momentum.explorers.ahead import one_path_two_views
from optcourse.chapters.momentum.explorers.balls import a_ball_with_drag
from optcourse.chapters.momentum.explorers.courses import schedules
from optcourse.chapters.momentum.explorers.cycles import the_cycle
from optcourse.chapters.momentum.explorers.edges import the_edge_moves
from optcourse.chapters.momentum.explorers.gains import what_momentum_buys
from optcourse.chapters.momentum.explorers.limits import heavy_ball_or_nesterov
from optcourse.chapters.momentum.explorers.roots import damping
from optcourse.chapters.momentum.explorers.terminal import terminal_speed

__all__ = [
    "a_ball_with_drag",
    "damping",
    "heavy_ball_or_nesterov",
    "one_path_two_views",
    "schedules",
    "terminal_speed",
    "the_cycle",
    "the_edge_moves",
    "what_momentum_buys",
]
