"""Explorers of the first page."""

import numpy as np

from optcourse.chapters.index import explorers as index


def bumpy(theta):
    """A landscape as a reader would write it."""
    return np.sin(3 * theta[0]) + theta[0] ** 2 + 2 * theta[1] ** 2


COMPILED = {
    "index: three travellers": index.three_travellers,
    "index: travellers on a landscape of one's own": lambda: index.travellers_on(bumpy),
}
LIVE = {"index: train a network": lambda: index.train_a_network(num_steps=60)}
BANKED = {"index: how the time grows": index.how_time_grows}
