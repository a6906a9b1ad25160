"""Explorers of the chapter on surrogate losses and early stopping."""

from optcourse.explorers.surrogates.descents import descent_without_end, price_of_exactness
from optcourse.explorers.surrogates.losses import losses_of_the_margin, what_each_loss_asks_for
from optcourse.explorers.surrogates.networks import (
    after_zero_training_error,
    what_the_network_believes,
)
from optcourse.explorers.surrogates.plane import one_direction
from optcourse.explorers.surrogates.stopping import stop_here

__all__ = [
    "after_zero_training_error",
    "descent_without_end",
    "losses_of_the_margin",
    "one_direction",
    "price_of_exactness",
    "stop_here",
    "what_each_loss_asks_for",
    "what_the_network_believes",
]
