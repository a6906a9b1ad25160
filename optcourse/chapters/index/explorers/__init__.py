"""Explorers of the first page."""

from optcourse.chapters.index.explorers.training import train_a_network
from optcourse.chapters.index.explorers.travellers import three_travellers, travellers_on

__all__ = ["three_travellers", "train_a_network", "travellers_on"]
