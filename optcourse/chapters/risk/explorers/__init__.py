"""Explorers of the chapter on risk."""

from optcourse.chapters.risk.explorers.fits import capacity, wider_networks
from optcourse.chapters.risk.explorers.memorizing import memorizing
from optcourse.chapters.risk.explorers.peaks import the_peak
from optcourse.chapters.risk.explorers.promises import the_promise
from optcourse.chapters.risk.explorers.samples import descending_the_risk, samples_of_risk
from optcourse.chapters.risk.explorers.training import when_lower_is_not_better

__all__ = [
    "capacity",
    "descending_the_risk",
    "memorizing",
    "samples_of_risk",
    "the_peak",
    "the_promise",
    "when_lower_is_not_better",
    "wider_networks",
]
