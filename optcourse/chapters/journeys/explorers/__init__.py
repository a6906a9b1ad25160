"""Explorers of the chapter on local steps and the way as a whole."""

from optcourse.chapters.journeys.explorers.bands import a_band_that_shrinks
from optcourse.chapters.journeys.explorers.connections import three_ways
from optcourse.chapters.journeys.explorers.lines import the_straight_line
from optcourse.chapters.journeys.explorers.lunches import no_free_lunch
from optcourse.chapters.journeys.explorers.mountains import the_mountain
from optcourse.chapters.journeys.explorers.parities import how_wrong
from optcourse.chapters.journeys.explorers.spares import spare_units
from optcourse.chapters.journeys.explorers.splits import two_units_or_eight
from optcourse.chapters.journeys.explorers.stops import at_rest
from optcourse.chapters.journeys.explorers.valleys import longer_or_shorter
from optcourse.chapters.journeys.explorers.walks import the_way_walked

__all__ = [
    "a_band_that_shrinks",
    "at_rest",
    "how_wrong",
    "longer_or_shorter",
    "no_free_lunch",
    "spare_units",
    "the_mountain",
    "the_straight_line",
    "the_way_walked",
    "three_ways",
    "two_units_or_eight",
]
