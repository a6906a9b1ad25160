"""Explorers of the chapter on saddle points."""

from optcourse.explorers import saddles

COMPILED = {"saddles: off the ridge": saddles.off_the_ridge}

BANKED = {}
