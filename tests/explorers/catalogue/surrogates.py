"""Explorers of the chapter on surrogate losses."""

from optcourse.explorers import surrogates

COMPILED = {
    "surrogates: losses of the margin": surrogates.losses_of_the_margin,
    "surrogates: one direction": surrogates.one_direction,
    "surrogates: what each loss asks for": surrogates.what_each_loss_asks_for,
}
BANKED = {}
