"""Checks of the exercises on saddle points."""

from optcourse.chapters.saddles.exercises.networks import (
    check_different_units,
    check_losses,
    check_zero_weights,
)
from optcourse.chapters.saddles.exercises.points import (
    check_classify,
    check_escape_steps,
    check_index_at,
    check_momentum_growth,
    check_saddle_free_step,
)

__all__ = [
    "check_classify",
    "check_different_units",
    "check_escape_steps",
    "check_index_at",
    "check_losses",
    "check_momentum_growth",
    "check_saddle_free_step",
    "check_zero_weights",
]
