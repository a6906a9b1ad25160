"""Explorers of the chapter on local steps and the way as a whole."""

from optcourse.chapters.journeys import explorers as journeys
from optcourse.chapters.journeys.experiments import (
    BandsConfig,
    ConnectionsConfig,
    LinesConfig,
    ParitiesConfig,
    SparesConfig,
    SplitsConfig,
    StopsConfig,
    ValleysConfig,
    WalkConfig,
    bands,
    connections,
    lines,
    parities,
    spares,
    splits,
    stops,
    valleys,
    walk_of,
)

COMPILED = {
    "journeys: the mountain": journeys.the_mountain,
    "journeys: the way or the steps": lambda: journeys.longer_or_shorter(
        valleys(ValleysConfig(sharp=(1.0, 10.0), shares=(0.4,), num_steps=3000))
    ),
}

LIVE = {
    "journeys: how wrong": lambda: journeys.how_wrong(
        parities(ParitiesConfig(num_steps=20, num_starts=3, lrs=(0.01,))), num_steps=50
    ),
}

SHORT = {"seeds": (0,), "hidden": (6,), "num_train": 60, "num_steps": 80, "every": 4, "points": 9}
WALKS = {
    "digits, all examples": WalkConfig(**SHORT),
    "digits, batches of 20": WalkConfig(**SHORT, batch_size=20),
    "MNIST-1D, all examples": WalkConfig.on_signals(**SHORT),
    "MNIST-1D, batches of 50": WalkConfig.on_signals(**SHORT, batch_size=50),
}

LESSONS = {6: 9, 10: 12}  # units of the teacher, and starts
TAUGHT = {"spares": (0, 1), "num_steps": 400, "num_moments": 5}


JOINED = {"num_train": 60, "widths": (3, 5), "num_pairs": 2, "num_steps": 60, "num_stops": 5}

FEW = {"seeds": (0, 1), "width": 4, "num_train": 60, "batch_size": 20, "num_steps": 40}
LINES = {
    "digits, one layer": LinesConfig(**FEW),
    "MNIST-1D, six layers": LinesConfig(**FEW, data="mnist1d", depth=6, start_scale=4.0),
}

BANDS = BandsConfig(seeds=(0,), widths=(1, 2, 3, 8), num_points=5, num_steps=300, num_looks=6)
SPLITS = SplitsConfig(
    num_elements=5, easy=4, hard=10, widths=(1, 2, 3, 6, 8), num_starts=3, num_steps=80
)

HALTED = {"hidden": (5,), "num_train": 60, "stops": (5, 20), "num_more": 30, "num_looks": 6}
HALTS = {"digits": StopsConfig(**HALTED), "MNIST-1D": StopsConfig.on_signals(**HALTED)}

BANKED = {
    "journeys: at rest": lambda: journeys.at_rest(
        {name: stops(config) for name, config in HALTS.items()}
    ),
    "journeys: a band that shrinks": lambda: journeys.a_band_that_shrinks(bands(BANDS)),
    "journeys: no free lunch": journeys.no_free_lunch,
    "journeys: two units or eight": lambda: journeys.two_units_or_eight(splits(SPLITS)),
    "journeys: the straight line": lambda: journeys.the_straight_line(
        {name: lines(config) for name, config in LINES.items()}
    ),
    "journeys: three ways": lambda: journeys.three_ways(
        connections(ConnectionsConfig(**JOINED, curve_steps=40))
    ),
    "journeys: spare units": lambda: journeys.spare_units(
        {
            k: spares(SparesConfig(teacher=k, num_starts=count, **TAUGHT))
            for k, count in LESSONS.items()
        }
    ),
    "journeys: the way walked": lambda: journeys.the_way_walked(
        {name: walk_of(config) for name, config in WALKS.items()}
    ),
}
