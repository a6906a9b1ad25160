"""Gradients with an error: what it costs, where it hovers, what averages it out."""

from optcourse.chapters.inexact.experiments.averages import (
    reparameterized,
    score_function,
    variances,
)
from optcourse.chapters.inexact.experiments.bowls import (
    cost_of_bias,
    hovering_variance,
    mean_squares,
    shifted_end,
)
from optcourse.chapters.inexact.experiments.errors import (
    Errors,
    ErrorsConfig,
    errors_in_gradients,
)
from optcourse.chapters.inexact.experiments.grids import at_random, neighbours, to_bfloat16
from optcourse.chapters.inexact.experiments.rounding import Rounding, RoundingConfig, rounding
from optcourse.chapters.inexact.experiments.tails import Tails, TailsConfig, tails

__all__ = [
    "Errors",
    "ErrorsConfig",
    "Rounding",
    "RoundingConfig",
    "Tails",
    "TailsConfig",
    "at_random",
    "cost_of_bias",
    "errors_in_gradients",
    "hovering_variance",
    "mean_squares",
    "neighbours",
    "reparameterized",
    "rounding",
    "score_function",
    "shifted_end",
    "tails",
    "to_bfloat16",
    "variances",
]
