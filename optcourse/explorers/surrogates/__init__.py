"""Explorers of the chapter on surrogate losses and early stopping."""

from optcourse.explorers.surrogates.losses import losses_of_the_margin, what_each_loss_asks_for
from optcourse.explorers.surrogates.plane import one_direction

__all__ = ["losses_of_the_margin", "one_direction", "what_each_loss_asks_for"]
