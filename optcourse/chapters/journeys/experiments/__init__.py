"""Local steps and the way as a whole: how long training walks, and whether it arrives.

Landscapes: `EndlessRidge` and `RoundHill`. Each experiment is a function of a frozen configuration
that returns a frozen record: `valleys` for Rosenbrock's valley, `walk_of` for networks, `spares`
for students with as many units as their teacher or more, `connections` and `partings` for the
ways between two networks, `parities` for starts beside a solution and anywhere.
"""

from optcourse.chapters.journeys.experiments.connections import (
    Connections,
    ConnectionsConfig,
    connections,
)
from optcourse.chapters.journeys.experiments.mountains import EndlessRidge, RoundHill
from optcourse.chapters.journeys.experiments.parities import Parities, ParitiesConfig, parities
from optcourse.chapters.journeys.experiments.partings import Partings, PartingsConfig, partings
from optcourse.chapters.journeys.experiments.spares import Lesson, Spares, SparesConfig, spares
from optcourse.chapters.journeys.experiments.valleys import (
    Valleys,
    ValleysConfig,
    rate_at,
    valleys,
)
from optcourse.chapters.journeys.experiments.walks import Walk, WalkConfig, walk_of

__all__ = [
    "Connections",
    "ConnectionsConfig",
    "EndlessRidge",
    "Lesson",
    "Parities",
    "ParitiesConfig",
    "Partings",
    "PartingsConfig",
    "RoundHill",
    "Spares",
    "SparesConfig",
    "Valleys",
    "ValleysConfig",
    "Walk",
    "WalkConfig",
    "connections",
    "parities",
    "partings",
    "rate_at",
    "spares",
    "valleys",
    "walk_of",
]
