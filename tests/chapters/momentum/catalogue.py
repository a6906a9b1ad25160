"""Explorers of the chapter on momentum."""

from functools import partial

from optcourse.chapters.momentum import explorers

COMPILED = {
    "momentum: a ball with drag": explorers.a_ball_with_drag,
    "momentum: damping": explorers.damping,
    "momentum: heavy ball or nesterov": explorers.heavy_ball_or_nesterov,
    "momentum: one path two views": explorers.one_path_two_views,
    "momentum: terminal speed": explorers.terminal_speed,
    "momentum: the cycle": explorers.the_cycle,
}
LIVE = {
    "momentum: schedules": partial(explorers.schedules, num_steps=100),
    "momentum: the edge moves": partial(explorers.the_edge_moves, num_steps=60),
    "momentum: what momentum buys": partial(explorers.what_momentum_buys, num_rounds=3),
}
BANKED = {}
