"""Explorers of the chapter on batches, minibatches and streams."""

from optcourse.explorers import minibatches

COMPILED = {"minibatches: two valleys": minibatches.two_valleys}
BANKED = {}
