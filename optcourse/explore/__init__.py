"""The explorer engine: scenes, controls, explorers. It knows nothing of optimization."""

from .controls import Choice, Point, Slider
from .explorer import Explorer
from .marks import MARKS
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

globals().update(MARKS)  # Line, Points, …: one a file of `marks/`

__all__ = [
    "Axis", "Choice", "Explorer", "Panel", "Point", "Readout", "Scene", "Slider",
    "faint", "grip", "growing", "listed", "numbered", "so_far", "spot", "terrain", "timeline",
    "trail", *MARKS,
]  # fmt: skip
