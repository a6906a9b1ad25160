"""Explorers of the chapter on cliffs."""

from optcourse.chapters.cliffs import explorers as cliffs
from optcourse.chapters.cliffs.experiments import SliceConfig, ThresholdsConfig, slices, thresholds

COMPILED = {
    "cliffs: many factors": cliffs.many_factors,
    "cliffs: over the edge": cliffs.over_the_edge,
    "cliffs: by norm or by value": cliffs.by_norm_or_by_value,
}

SLICE = SliceConfig(seeds=(0, 1), length=8, num_steps=9, num_fixed=4, num_points=11)
THRESHOLDS = ThresholdsConfig(
    seeds=(0, 1), rates=(0.01, 0.1), thresholds=(0.1, 1.0), length=8, num_steps=20, num_test=9
)

LIVE = {
    "cliffs: does h matter": lambda: cliffs.does_h_matter(thresholds(THRESHOLDS), num_steps=40),
}

BANKED = {
    "cliffs: a real cliff": lambda: cliffs.a_real_cliff(slices(SLICE)),
}
