"""Explorers of the chapter on local minima."""

from optcourse.chapters.minima import explorers as minima
from optcourse.chapters.minima.experiments import (
    BasinsConfig,
    MatchingsConfig,
    NormsConfig,
    RelabelingsConfig,
    WidthsConfig,
    basins,
    matchings,
    norms,
    relabelings,
    widths,
)

BASINS = BasinsConfig(num_offsets=13, num_frequencies=11, num_steps=60)
RELABELINGS = RelabelingsConfig(width=4, num_train=60, batch_size=20, num_steps=40, num_stops=6)
MATCHINGS = MatchingsConfig(widths=(3, 8), num_pairs=2, num_steps=60, num_stops=5)
WIDTHS = WidthsConfig(widths=(1, 2, 5), num_starts=12, num_train=30, num_steps=20, num_moments=5)
NORMS = NormsConfig(seeds=(0, 1), width=6, num_steps=60, every=10, num_fixed=40, num_each=4,
                    plateau_steps=80, plateau_every=10)  # fmt: skip

COMPILED = {
    "minima: the chord": minima.chords,
    "minima: where does it end": lambda: minima.where_does_it_end(basins(BASINS)),
    "minima: a bad minimum": minima.bad_minimum,
    "minima: the hyperbola": minima.hyperbola,
}
BANKED = {
    "minima: the same network": lambda: minima.same_network(relabelings(RELABELINGS)),
    "minima: match, then average": lambda: minima.averages(matchings(MATCHINGS)),
    "minima: width": lambda: minima.width(widths(WIDTHS)),
    "minima: the gradient norm": lambda: minima.gradient_norm(norms(NORMS)),
}
