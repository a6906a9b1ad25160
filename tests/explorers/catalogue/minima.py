"""Explorers of the chapter on local minima."""

from optcourse.experiments.minima import BasinsConfig, basins
from optcourse.explorers import minima

BASINS = BasinsConfig(num_offsets=13, num_frequencies=11, num_steps=60)

COMPILED = {
    "minima: the chord": minima.chords,
    "minima: where does it end": lambda: minima.where_does_it_end(basins(BASINS)),
}
BANKED = {}
