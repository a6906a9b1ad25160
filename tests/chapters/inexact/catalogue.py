"""Explorers of the chapter on gradients that are only estimates."""

import numpy as np

from optcourse.chapters.inexact import explorers
from optcourse.chapters.inexact.experiments import Rounding

KEPT = Rounding(
    rates=np.array([0.001, 0.01, 0.1]),
    loss=np.array([[1.5, 0.2, 0.02], [2.2, 0.5, 0.03], [1.5, 0.2, 0.02]])[:, :, None],
    unchanged=np.zeros((3, 3, 1)),
)

COMPILED = {
    "inexact: fresh or fixed": explorers.fresh_or_fixed,
    "inexact: the cloud": explorers.cloud_that_hovers,
    "inexact: the grid": explorers.grid_of_bfloat16,
    "inexact: two ways": explorers.two_ways_to_differentiate,
}
LIVE = {
    "inexact: weights in bfloat16": lambda: explorers.weights_in_bfloat16(KEPT, num_steps=100),
}
BANKED = {}
