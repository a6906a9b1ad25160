"""Explorers of the chapter on adaptive steps."""

from optcourse.chapters.adaptive.explorers.bounces import bouncing
from optcourse.chapters.adaptive.explorers.bursts import bursts
from optcourse.chapters.adaptive.explorers.corrections import why_correct
from optcourse.chapters.adaptive.explorers.decays import decay_or_penalty
from optcourse.chapters.adaptive.explorers.duels import which_rule_which_rate
from optcourse.chapters.adaptive.explorers.fades import fading_rates
from optcourse.chapters.adaptive.explorers.grids import the_grid_decides
from optcourse.chapters.adaptive.explorers.guards import where_the_guard_stands
from optcourse.chapters.adaptive.explorers.hinges import between_sign_and_slope
from optcourse.chapters.adaptive.explorers.ranks import common_and_rare
from optcourse.chapters.adaptive.explorers.rounds import muons_rounds
from optcourse.chapters.adaptive.explorers.traps import reddis_trap
from optcourse.chapters.adaptive.explorers.turns import turned_bowl

__all__ = [
    "between_sign_and_slope",
    "bouncing",
    "bursts",
    "common_and_rare",
    "decay_or_penalty",
    "fading_rates",
    "muons_rounds",
    "reddis_trap",
    "the_grid_decides",
    "turned_bowl",
    "where_the_guard_stands",
    "which_rule_which_rate",
    "why_correct",
]
