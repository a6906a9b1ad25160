"""Surrogate losses: what they cost, what they estimate, and where training with them ends.

Each experiment is a function of a frozen configuration that returns a frozen record:
`outliers`, `search_costs`, `new_digits`, `probabilities`, `after_zero`, `stopping`,
`separable_descent`.
"""

from optcourse.chapters.surrogates.experiments.beliefs import (
    LOSSES,
    PLACES,
    Probabilities,
    ProbabilityConfig,
    probabilities,
    true_probability,
)
from optcourse.chapters.surrogates.experiments.descents import (
    PER_DECADE,
    Descent,
    SeparableConfig,
    hard_margin,
    leaning_clouds,
    separable_descent,
    zeros_and_ones,
)
from optcourse.chapters.surrogates.experiments.halts import Stopping, StoppingConfig, halt, stopping
from optcourse.chapters.surrogates.experiments.new_digits import (
    NewDigits,
    NewDigitsConfig,
    new_digits,
    widest,
)
from optcourse.chapters.surrogates.experiments.past_zero import (
    EDGES,
    AfterZero,
    AfterZeroConfig,
    after_zero,
    label_margins,
    with_wrong,
)
from optcourse.chapters.surrogates.experiments.plane import (
    ANGLES,
    LENGTHS,
    OutlierConfig,
    Outliers,
    losses_by_angle,
    lowest_by_angle,
    margins,
    mistakes_of_best,
    outliers,
    two_clouds,
)
from optcourse.chapters.surrogates.experiments.search import (
    SearchConfig,
    SearchCosts,
    best_dichotomies,
    cover_count,
    dichotomies,
    fewest_mistakes,
    logistic_regression,
    search_costs,
    seen_through,
    separable,
)

__all__ = [
    "ANGLES",
    "EDGES",
    "LENGTHS",
    "LOSSES",
    "PER_DECADE",
    "PLACES",
    "AfterZero",
    "AfterZeroConfig",
    "Descent",
    "NewDigits",
    "NewDigitsConfig",
    "OutlierConfig",
    "Outliers",
    "Probabilities",
    "ProbabilityConfig",
    "SearchConfig",
    "SearchCosts",
    "SeparableConfig",
    "Stopping",
    "StoppingConfig",
    "after_zero",
    "best_dichotomies",
    "cover_count",
    "dichotomies",
    "fewest_mistakes",
    "halt",
    "hard_margin",
    "label_margins",
    "leaning_clouds",
    "logistic_regression",
    "losses_by_angle",
    "lowest_by_angle",
    "margins",
    "mistakes_of_best",
    "new_digits",
    "outliers",
    "probabilities",
    "search_costs",
    "seen_through",
    "separable",
    "separable_descent",
    "stopping",
    "true_probability",
    "two_clouds",
    "widest",
    "with_wrong",
    "zeros_and_ones",
]
