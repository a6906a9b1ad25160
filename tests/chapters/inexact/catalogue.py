"""Explorers of the chapter on gradients that are only estimates."""

from optcourse.chapters.inexact import explorers

COMPILED = {
    "inexact: fresh or fixed": explorers.fresh_or_fixed,
    "inexact: the cloud": explorers.cloud_that_hovers,
    "inexact: two ways": explorers.two_ways_to_differentiate,
}
BANKED = {}
