"""Explorers of the chapter on gradient descent."""

from optcourse.chapters.descent.explorers.batches import rate_and_batch
from optcourse.chapters.descent.explorers.brackets import a_bracket_closes
from optcourse.chapters.descent.explorers.dice import grid_or_dice
from optcourse.chapters.descent.explorers.flows import the_flow_it_follows
from optcourse.chapters.descent.explorers.logits import one_valley_or_none
from optcourse.chapters.descent.explorers.points import twelve_points
from optcourse.chapters.descent.explorers.shorter import shorter_than_best
from optcourse.chapters.descent.explorers.stalls import where_it_stalls
from optcourse.chapters.descent.explorers.straight import straight_down
from optcourse.chapters.descent.explorers.valleys import out_of_the_wrong_valley

__all__ = [
    "a_bracket_closes",
    "grid_or_dice",
    "one_valley_or_none",
    "out_of_the_wrong_valley",
    "rate_and_batch",
    "shorter_than_best",
    "straight_down",
    "the_flow_it_follows",
    "twelve_points",
    "where_it_stalls",
]
