"""Explorers of the first page, and of the page about speed."""

from optcourse.chapters.index.explorers.growth import how_time_grows
from optcourse.chapters.index.explorers.training import train_a_network
from optcourse.chapters.index.explorers.travellers import three_travellers, travellers_on

__all__ = ["how_time_grows", "three_travellers", "train_a_network", "travellers_on"]
