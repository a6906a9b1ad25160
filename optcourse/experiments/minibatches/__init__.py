"""Batches, minibatches, streams: what the gradient of a part of the data is worth."""

from optcourse.experiments.minibatches.valleys import (
    Valleys,
    ValleysConfig,
    leave_the_valley,
    mean_gabor,
    minibatches_of,
)

__all__ = ["Valleys", "ValleysConfig", "leave_the_valley", "mean_gabor", "minibatches_of"]
