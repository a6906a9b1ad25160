"""Cliffs: steep walls of the loss where many factors multiply, and what clipping does there.

`RecurrentUnit` is the smallest loss with a cliff; `throws`, `slices` and `thresholds` are the
experiments, functions of a frozen configuration that return a frozen record.
"""

from optcourse.experiments.cliffs.clipping import (
    ClippedDescent,
    angle_between,
    clip_by_norm,
    clip_by_value,
)
from optcourse.experiments.cliffs.products import (
    product_loss,
    product_slope,
    steepest_slope,
)
from optcourse.experiments.cliffs.slices import SliceConfig, Slices, slices
from optcourse.experiments.cliffs.thresholds import (
    Thresholds,
    ThresholdsConfig,
    thresholds,
)
from optcourse.experiments.cliffs.throws import Throws, ThrowsConfig, throws
from optcourse.experiments.cliffs.unit import HIGHEST, RecurrentUnit, sigmoid

__all__ = [
    "HIGHEST",
    "ClippedDescent",
    "RecurrentUnit",
    "SliceConfig",
    "Slices",
    "Thresholds",
    "ThresholdsConfig",
    "Throws",
    "ThrowsConfig",
    "angle_between",
    "clip_by_norm",
    "clip_by_value",
    "product_loss",
    "product_slope",
    "sigmoid",
    "slices",
    "steepest_slope",
    "thresholds",
    "throws",
]
