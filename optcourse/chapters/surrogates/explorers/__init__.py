"""Explorers of the chapter on surrogate losses and early stopping."""

from optcourse.chapters.surrogates.explorers.descents import descent_without_end, price_of_exactness
from optcourse.chapters.surrogates.explorers.exact import exact_or_surrogate
from optcourse.chapters.surrogates.explorers.losses import (
    losses_of_the_margin,
    what_each_loss_asks_for,
)
from optcourse.chapters.surrogates.explorers.networks import what_the_network_believes
from optcourse.chapters.surrogates.explorers.plane import one_direction
from optcourse.chapters.surrogates.explorers.stopping import stop_here
from optcourse.chapters.surrogates.explorers.zero import after_zero_training_error

__all__ = [
    "after_zero_training_error",
    "descent_without_end",
    "exact_or_surrogate",
    "losses_of_the_margin",
    "one_direction",
    "price_of_exactness",
    "stop_here",
    "what_each_loss_asks_for",
    "what_the_network_believes",
]
