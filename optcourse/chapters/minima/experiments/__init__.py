"""Local minima: where descent ends, how bad it is there, and which minima are copies.

Each experiment is a function of a frozen configuration that returns a frozen record: `basins`,
`relabelings`, `matchings`, `rescalings`, `floors`, `widths`, `students`, `norms`. `traps` are
networks small enough to prove that they have a bad minimum, by `strict_minima` and `rise_at_rim`.
"""

from optcourse.chapters.minima.experiments.basins import (
    Basins,
    BasinsConfig,
    basins,
    entry,
    minibatch_path,
    random_batches,
)
from optcourse.chapters.minima.experiments.curves import CURVES, chord_gap, curve, curve_slope
from optcourse.chapters.minima.experiments.floors import Floors, FloorsConfig, floors
from optcourse.chapters.minima.experiments.hyperbolas import ScaledUnit
from optcourse.chapters.minima.experiments.matchings import (
    Matchings,
    MatchingsConfig,
    matchings,
)
from optcourse.chapters.minima.experiments.norms import Norms, NormsConfig, norms
from optcourse.chapters.minima.experiments.relabelings import (
    Relabelings,
    RelabelingsConfig,
    relabelings,
)
from optcourse.chapters.minima.experiments.rescalings import (
    Rescalings,
    RescalingsConfig,
    rescalings,
)
from optcourse.chapters.minima.experiments.searches import rise_at_rim, settle, strict_minima
from optcourse.chapters.minima.experiments.students import Students, StudentsConfig, students
from optcourse.chapters.minima.experiments.units import HiddenUnit, Neuron, Trap, traps
from optcourse.chapters.minima.experiments.widths import Widths, WidthsConfig, widths

__all__ = [
    "CURVES",
    "Basins",
    "BasinsConfig",
    "Floors",
    "FloorsConfig",
    "HiddenUnit",
    "Matchings",
    "MatchingsConfig",
    "Neuron",
    "Norms",
    "NormsConfig",
    "Relabelings",
    "RelabelingsConfig",
    "Rescalings",
    "RescalingsConfig",
    "ScaledUnit",
    "Students",
    "StudentsConfig",
    "Trap",
    "Widths",
    "WidthsConfig",
    "basins",
    "chord_gap",
    "curve",
    "curve_slope",
    "entry",
    "floors",
    "matchings",
    "minibatch_path",
    "norms",
    "random_batches",
    "relabelings",
    "rescalings",
    "rise_at_rim",
    "settle",
    "strict_minima",
    "students",
    "traps",
    "widths",
]
