"""Local steps and the way as a whole: how long training walks, and whether it arrives.

Landscapes: `EndlessRidge` and `RoundHill`. Each experiment is a function of a frozen configuration
that returns a frozen record: `valleys` for Rosenbrock's valley, `walk_of` for networks, `spares`
for students with as many units as their teacher or more, `connections` and `partings` for the
ways between two networks, `parities` for starts beside a solution and anywhere,
`lines` for the straight line from start to end, `stops` for the ground where training stops,
`rivals` and `likeness` for controls, `bands` for networks that say how sure they are, `splits` for
points that two threshold units cannot fit. `functions`, `search` and what stands beside them
enumerate all functions on a few points.
"""

from optcourse.chapters.journeys.experiments.bands import Bands, BandsConfig, bands
from optcourse.chapters.journeys.experiments.connections import (
    Connections,
    ConnectionsConfig,
    connections,
)
from optcourse.chapters.journeys.experiments.controls import (
    Likeness,
    Rivals,
    RivalsConfig,
    likeness,
    rivals,
)
from optcourse.chapters.journeys.experiments.lines import Lines, LinesConfig, lines
from optcourse.chapters.journeys.experiments.lunches import (
    RULES,
    SETS,
    asking_again,
    closed_sets,
    functions,
    histories,
    mean_best,
    search,
)
from optcourse.chapters.journeys.experiments.mountains import EndlessRidge, RoundHill
from optcourse.chapters.journeys.experiments.parities import Parities, ParitiesConfig, parities
from optcourse.chapters.journeys.experiments.partings import Partings, PartingsConfig, partings
from optcourse.chapters.journeys.experiments.spares import Lesson, Spares, SparesConfig, spares
from optcourse.chapters.journeys.experiments.splits import (
    Splits,
    SplitsConfig,
    family,
    fits_by_two,
    fitted_by,
    points,
    splits,
    splitting,
    two_half_spaces,
)
from optcourse.chapters.journeys.experiments.stops import Stops, StopsConfig, stops
from optcourse.chapters.journeys.experiments.valleys import (
    Valleys,
    ValleysConfig,
    rate_at,
    valleys,
)
from optcourse.chapters.journeys.experiments.walks import Walk, WalkConfig, walk_of

__all__ = [
    "RULES",
    "SETS",
    "Bands",
    "BandsConfig",
    "Connections",
    "ConnectionsConfig",
    "EndlessRidge",
    "Lesson",
    "Likeness",
    "Lines",
    "LinesConfig",
    "Parities",
    "ParitiesConfig",
    "Partings",
    "PartingsConfig",
    "Rivals",
    "RivalsConfig",
    "RoundHill",
    "Spares",
    "SparesConfig",
    "Splits",
    "SplitsConfig",
    "Stops",
    "StopsConfig",
    "Valleys",
    "ValleysConfig",
    "Walk",
    "WalkConfig",
    "asking_again",
    "bands",
    "closed_sets",
    "connections",
    "family",
    "fits_by_two",
    "fitted_by",
    "functions",
    "histories",
    "likeness",
    "lines",
    "mean_best",
    "parities",
    "partings",
    "points",
    "rate_at",
    "rivals",
    "search",
    "spares",
    "splits",
    "splitting",
    "stops",
    "two_half_spaces",
    "valleys",
    "walk_of",
]
