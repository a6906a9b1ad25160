"""Explorers of the chapter on momentum."""

from optcourse.chapters.momentum import explorers

COMPILED = {
    "momentum: damping": explorers.damping,
    "momentum: heavy ball or nesterov": explorers.heavy_ball_or_nesterov,
    "momentum: terminal speed": explorers.terminal_speed,
    "momentum: the cycle": explorers.the_cycle,
}
BANKED = {}
