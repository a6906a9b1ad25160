"""Explorers of the chapter on gradients that are only estimates."""

from optcourse.chapters.inexact.explorers.averages import two_ways_to_differentiate
from optcourse.chapters.inexact.explorers.cloud import cloud_that_hovers
from optcourse.chapters.inexact.explorers.fixed import fresh_or_fixed

__all__ = [
    "cloud_that_hovers",
    "fresh_or_fixed",
    "two_ways_to_differentiate",
]
