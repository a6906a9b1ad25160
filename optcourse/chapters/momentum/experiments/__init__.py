"""Momentum: how fast it lets a ball roll, how high a rate it stands, what it buys in networks.

`forms` has momentum as each source writes it, and `limits` the rates up to which it is stable.
`tuned` and `cycles` compare heavy ball and Nesterov; `rolled` follows a ball against drag.
Networks are trained by `edges`, where sharpness stops, `gains`, what momentum buys, and `courses`,
schedules.
"""

from optcourse.chapters.momentum.experiments.balls import DRAGS, level, rolled, rolls_on
from optcourse.chapters.momentum.experiments.courses import (
    SCHEDULES,
    Courses,
    CoursesConfig,
    course,
    courses,
)
from optcourse.chapters.momentum.experiments.cycles import (
    Cycles,
    CyclesConfig,
    bent,
    bent_slope,
    cycles,
)
from optcourse.chapters.momentum.experiments.edges import LIMITS, Edges, EdgesConfig, edges
from optcourse.chapters.momentum.experiments.forms import FORMS, pushed, walked, weights
from optcourse.chapters.momentum.experiments.gains import Gains, GainsConfig, gains
from optcourse.chapters.momentum.experiments.limits import (
    best_momentum,
    largest_rate,
    left,
    maps,
    polyak,
    steadiest,
)
from optcourse.chapters.momentum.experiments.tuned import Tuned, TunedConfig, tuned

__all__ = [
    "DRAGS",
    "FORMS",
    "LIMITS",
    "SCHEDULES",
    "Courses",
    "CoursesConfig",
    "Cycles",
    "CyclesConfig",
    "Edges",
    "EdgesConfig",
    "Gains",
    "GainsConfig",
    "Tuned",
    "TunedConfig",
    "bent",
    "bent_slope",
    "best_momentum",
    "course",
    "courses",
    "cycles",
    "edges",
    "gains",
    "largest_rate",
    "left",
    "level",
    "maps",
    "polyak",
    "pushed",
    "rolled",
    "rolls_on",
    "steadiest",
    "tuned",
    "walked",
    "weights",
]
