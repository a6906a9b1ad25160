"""Checks of the exercises on gradient descent."""

from optcourse.chapters.descent.exercises.losses import (
    check_best_step,
    check_gabor_slope,
    check_has_lowest,
    check_logistic_slope,
    check_ten_slopes,
)
from optcourse.chapters.descent.exercises.searches import (
    check_bracket_round,
    check_how_many,
    check_sgd,
)

__all__ = [
    "check_best_step",
    "check_bracket_round",
    "check_gabor_slope",
    "check_has_lowest",
    "check_how_many",
    "check_logistic_slope",
    "check_sgd",
    "check_ten_slopes",
]
