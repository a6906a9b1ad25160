"""Local steps and the way as a whole: how long training walks, and whether it arrives.

Landscapes: `EndlessRidge` and `RoundHill`. Each experiment is a function of a frozen configuration
that returns a frozen record: `valleys` for Rosenbrock's valley, `walk_of` for networks, `spares`
for students with as many units as their teacher or more.
"""

from optcourse.chapters.journeys.experiments.mountains import EndlessRidge, RoundHill
from optcourse.chapters.journeys.experiments.spares import Lesson, Spares, SparesConfig, spares
from optcourse.chapters.journeys.experiments.valleys import (
    Valleys,
    ValleysConfig,
    rate_at,
    valleys,
)
from optcourse.chapters.journeys.experiments.walks import Walk, WalkConfig, walk_of

__all__ = [
    "EndlessRidge",
    "Lesson",
    "RoundHill",
    "Spares",
    "SparesConfig",
    "Valleys",
    "ValleysConfig",
    "Walk",
    "WalkConfig",
    "rate_at",
    "spares",
    "valleys",
    "walk_of",
]
