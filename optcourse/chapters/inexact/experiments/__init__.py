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

__all__ = [
    "Errors",
    "ErrorsConfig",
    "cost_of_bias",
    "errors_in_gradients",
    "hovering_variance",
    "mean_squares",
    "reparameterized",
    "score_function",
    "shifted_end",
    "variances",
]
