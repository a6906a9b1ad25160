"""Explorers of the chapter on momentum."""

from optcourse.chapters.momentum import explorers

COMPILED = {
    "momentum: a ball with drag": explorers.a_ball_with_drag,
    "momentum: damping": explorers.damping,
    "momentum: heavy ball or nesterov": explorers.heavy_ball_or_nesterov,
    "momentum: one path two views": explorers.one_path_two_views,
    "momentum: terminal speed": explorers.terminal_speed,
    "momentum: the cycle": explorers.the_cycle,
}
BANKED = {}
