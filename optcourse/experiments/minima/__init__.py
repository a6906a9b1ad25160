"""Local minima: where descent ends, and how bad it is there.

`basins` maps where descent on the Gabor loss ends; `strict_minima` and `rise_at_rim` find and prove
minima of two parameters. Each experiment is a function of a frozen configuration that returns a
frozen record.
"""

from optcourse.experiments.minima.basins import (
    Basins,
    BasinsConfig,
    LoopedLineSearch,
    MinibatchDescent,
    basins,
    entry,
    random_batches,
)
from optcourse.experiments.minima.curves import CURVES, chord_gap, curve, curve_slope
from optcourse.experiments.minima.searches import rise_at_rim, settle, strict_minima

__all__ = [
    "CURVES",
    "Basins",
    "BasinsConfig",
    "LoopedLineSearch",
    "MinibatchDescent",
    "basins",
    "chord_gap",
    "curve",
    "curve_slope",
    "entry",
    "random_batches",
    "rise_at_rim",
    "settle",
    "strict_minima",
]
