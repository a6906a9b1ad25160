"""Checks of the exercises on adaptive steps."""

from optcourse.chapters.adaptive.exercises.draft import check_rmsprop_ahead, check_vsgd
from optcourse.chapters.adaptive.exercises.rules import (
    check_adadelta,
    check_adagrad,
    check_adam,
    check_adamw,
    check_rmsprop,
    check_turned_hessian,
    check_wrong_lines,
)

__all__ = [
    "check_adadelta",
    "check_adagrad",
    "check_adam",
    "check_adamw",
    "check_rmsprop",
    "check_rmsprop_ahead",
    "check_turned_hessian",
    "check_vsgd",
    "check_wrong_lines",
]
