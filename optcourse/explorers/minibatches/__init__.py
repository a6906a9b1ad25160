"""Explorers of the chapter on batches, minibatches and streams."""

from optcourse.explorers.minibatches.valleys import two_valleys

__all__ = ["two_valleys"]
