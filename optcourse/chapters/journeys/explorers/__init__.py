"""Explorers of the chapter on local steps and the way as a whole."""

from optcourse.chapters.journeys.explorers.connections import three_ways
from optcourse.chapters.journeys.explorers.mountains import the_mountain
from optcourse.chapters.journeys.explorers.parities import how_wrong
from optcourse.chapters.journeys.explorers.spares import spare_units
from optcourse.chapters.journeys.explorers.valleys import longer_or_shorter
from optcourse.chapters.journeys.explorers.walks import the_way_walked

__all__ = [
    "how_wrong",
    "longer_or_shorter",
    "spare_units",
    "the_mountain",
    "the_way_walked",
    "three_ways",
]
