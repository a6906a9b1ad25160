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
from optcourse.chapters.inexact.experiments.chains import Chains, ChainsConfig, chains
from optcourse.chapters.inexact.experiments.climbs import (
    Climbs,
    ClimbsConfig,
    climbs,
)
from optcourse.chapters.inexact.experiments.cuts import Cuts, CutsConfig, cuts
from optcourse.chapters.inexact.experiments.errors import (
    Errors,
    ErrorsConfig,
    errors_in_gradients,
)
from optcourse.chapters.inexact.experiments.fields import (
    PAIR,
    PAIR_BIASES,
    PAIR_DATA,
    asymmetry,
    jacobian,
    loop_work,
    pair_log_likelihood,
    pair_step,
)
from optcourse.chapters.inexact.experiments.floors import Floors, FloorsConfig, floors
from optcourse.chapters.inexact.experiments.grids import at_random, neighbours, to_bfloat16
from optcourse.chapters.inexact.experiments.machines import (
    Machines,
    MachinesConfig,
    machines,
    small_digits,
)
from optcourse.chapters.inexact.experiments.modes import (
    Modes,
    ModesConfig,
    modes,
)
from optcourse.chapters.inexact.experiments.pseudo import (
    Pseudo,
    PseudoConfig,
    pseudo,
)
from optcourse.chapters.inexact.experiments.rounding import Rounding, RoundingConfig, rounding
from optcourse.chapters.inexact.experiments.tails import Tails, TailsConfig, tails

__all__ = [
    "PAIR",
    "PAIR_BIASES",
    "PAIR_DATA",
    "Chains",
    "ChainsConfig",
    "Climbs",
    "ClimbsConfig",
    "Cuts",
    "CutsConfig",
    "Errors",
    "ErrorsConfig",
    "Floors",
    "FloorsConfig",
    "Machines",
    "MachinesConfig",
    "Modes",
    "ModesConfig",
    "Pseudo",
    "PseudoConfig",
    "Rounding",
    "RoundingConfig",
    "Tails",
    "TailsConfig",
    "asymmetry",
    "at_random",
    "chains",
    "climbs",
    "cost_of_bias",
    "cuts",
    "errors_in_gradients",
    "floors",
    "hovering_variance",
    "jacobian",
    "loop_work",
    "machines",
    "mean_squares",
    "modes",
    "neighbours",
    "pair_log_likelihood",
    "pair_step",
    "pseudo",
    "reparameterized",
    "rounding",
    "score_function",
    "shifted_end",
    "small_digits",
    "tails",
    "to_bfloat16",
    "variances",
]
