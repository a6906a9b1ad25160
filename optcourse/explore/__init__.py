"""The explorer engine: scenes, controls, explorers. It knows nothing of optimization."""

from .controls import Choice, Point, Slider
from .explorer import Explorer
from .marks import (
    Arrow,
    Band,
    Bars,
    Field,
    Guide,
    Handle,
    Line,
    Points,
    Surface,
    Text,
)
from .parts import (
    faint,
    grip,
    growing,
    listed,
    numbered,
    so_far,
    spot,
    terrain,
    timeline,
    trail,
)
from .scene import Axis, Panel, Readout, Scene

__all__ = [
    "Arrow", "Axis", "Band", "Bars", "Choice", "Explorer", "Field", "Guide", "Handle", "Line",
    "Panel", "Point", "Points", "Readout", "Scene", "Slider", "Surface", "Text",
    "faint", "grip", "growing", "listed", "numbered", "so_far", "spot", "terrain", "timeline",
    "trail",
]  # fmt: skip
