"""Explorers of the chapter on gradient descent."""

from optcourse.chapters.descent import explorers
from optcourse.chapters.descent.experiments import BatchesConfig, batches

SHORT = {"seeds": (0,), "sizes": (4, 16), "octaves": (-1, 0), "num_epochs": 2}
SHORT |= {"num_train": 64, "num_test": 20}


def rate_and_batch():
    config, adam = BatchesConfig(**SHORT), BatchesConfig.for_adam(**SHORT)
    return explorers.rate_and_batch(config, {"sgd": batches(config), "adam": batches(adam)})


COMPILED = {
    "descent: a bracket closes": explorers.a_bracket_closes,
    "descent: grid or dice": explorers.grid_or_dice,
    "descent: one valley or none": explorers.one_valley_or_none,
    "descent: out of the wrong valley": explorers.out_of_the_wrong_valley,
    "descent: shorter than best": explorers.shorter_than_best,
    "descent: straight down": explorers.straight_down,
    "descent: the flow it follows": explorers.the_flow_it_follows,
    "descent: twelve points": explorers.twelve_points,
    "descent: where it stalls": explorers.where_it_stalls,
}
LIVE = {"descent: rate and batch": rate_and_batch}
BANKED = {}
