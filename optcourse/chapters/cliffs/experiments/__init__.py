"""Cliffs: steep walls of the loss where many factors multiply, and what clipping does there.

`RecurrentUnit` is the smallest loss with a cliff; `throws`, `depths`, `slices` and `thresholds` are
the experiments, functions of a frozen configuration that return a frozen record.
"""

from optcourse.chapters.cliffs.experiments.clipping import angle_between, clipped_descent
from optcourse.chapters.cliffs.experiments.depths import Depths, DepthsConfig, depths
from optcourse.chapters.cliffs.experiments.products import (
    product_loss,
    product_slope,
    steepest_slope,
)
from optcourse.chapters.cliffs.experiments.slices import SliceConfig, Slices, slices
from optcourse.chapters.cliffs.experiments.thresholds import (
    Thresholds,
    ThresholdsConfig,
    thresholds,
)
from optcourse.chapters.cliffs.experiments.throws import Throws, ThrowsConfig, throws
from optcourse.chapters.cliffs.experiments.unit import HIGHEST, RecurrentUnit, sigmoid

__all__ = [
    "HIGHEST",
    "Depths",
    "DepthsConfig",
    "RecurrentUnit",
    "SliceConfig",
    "Slices",
    "Thresholds",
    "ThresholdsConfig",
    "Throws",
    "ThrowsConfig",
    "angle_between",
    "clipped_descent",
    "depths",
    "product_loss",
    "product_slope",
    "sigmoid",
    "slices",
    "steepest_slope",
    "thresholds",
    "throws",
]
