"""Explorers of the chapter on batches, minibatches and streams."""

from optcourse.chapters.minibatches.explorers.data import (
    first_and_later_passes,
    order_of_the_data,
    passes_over_few_and_many,
)
from optcourse.chapters.minibatches.explorers.equal import work_for_work
from optcourse.chapters.minibatches.explorers.inverse import gradient_and_inverse
from optcourse.chapters.minibatches.explorers.noise import cloud_of_gradients, scale_over_training
from optcourse.chapters.minibatches.explorers.settling import where_sgd_settles
from optcourse.chapters.minibatches.explorers.valleys import two_valleys
from optcourse.chapters.minibatches.explorers.work import cost_of_a_batch, equal_training_loss

__all__ = [
    "cloud_of_gradients",
    "cost_of_a_batch",
    "equal_training_loss",
    "first_and_later_passes",
    "gradient_and_inverse",
    "order_of_the_data",
    "passes_over_few_and_many",
    "scale_over_training",
    "two_valleys",
    "where_sgd_settles",
    "work_for_work",
]
