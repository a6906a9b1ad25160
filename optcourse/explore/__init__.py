"""The explorer engine: scenes, controls, explorers. It knows nothing of optimization."""

from .controls import Choice, Point, Slider
from .explorer import Explorer
from .scene import (
    Arrow,
    Axis,
    Band,
    Bars,
    Field,
    Handle,
    Line,
    Panel,
    Points,
    Readout,
    Rule,
    Scene,
    Surface,
    Text,
)

__all__ = [
    "Arrow", "Axis", "Band", "Bars", "Choice", "Explorer", "Field", "Handle", "Line", "Panel",
    "Point", "Points", "Readout", "Rule", "Scene", "Slider", "Surface", "Text",
]  # fmt: skip
