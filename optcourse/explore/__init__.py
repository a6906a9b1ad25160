"""The explorer engine: scenes, controls, explorers. It knows nothing of optimization."""

from .controls import Choice, Point, Slider
from .explorer import Explorer
from .marks import (
    Arrow,
    Band,
    Bars,
    Field,
    Handle,
    Line,
    Points,
    Rule,
    Surface,
    Text,
)
from .scene import Axis, Panel, Readout, Scene

__all__ = [
    "Arrow", "Axis", "Band", "Bars", "Choice", "Explorer", "Field", "Handle", "Line", "Panel",
    "Point", "Points", "Readout", "Rule", "Scene", "Slider", "Surface", "Text",
]  # fmt: skip
