"""Explorers of the chapter on gradients that are only estimates."""

import numpy as np

from optcourse.chapters.inexact import explorers
from optcourse.chapters.inexact.experiments import ClimbsConfig, Rounding, climbs

KEPT = Rounding(
    rates=np.array([0.001, 0.01, 0.1]),
    loss=np.array([[1.5, 0.2, 0.02], [2.2, 0.5, 0.03], [1.5, 0.2, 0.02]])[:, :, None],
    unchanged=np.zeros((3, 3, 1)),
)

COMPILED = {
    "inexact: a loop": explorers.work_of_a_loop,
    "inexact: two modes": explorers.how_far_apart,
    "inexact: fresh or fixed": explorers.fresh_or_fixed,
    "inexact: the cloud": explorers.cloud_that_hovers,
    "inexact: the grid": explorers.grid_of_bfloat16,
    "inexact: two ways": explorers.two_ways_to_differentiate,
}
LIVE = {
    "inexact: weights in bfloat16": lambda: explorers.weights_in_bfloat16(KEPT, num_steps=100),
}
CLIMBS = ClimbsConfig(runs=2, side=2, hidden=2, num_steps=150, every=50, asked=(1, 2))
BANKED = {"inexact: the compass": lambda: explorers.compass_of_cd(climbs(CLIMBS))}
