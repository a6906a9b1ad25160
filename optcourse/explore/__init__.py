"""The explorer engine: scenes, controls, explorers. It knows nothing of optimization."""

from .controls import Choice, Point, Slider
from .explorer import Explorer
from .marks import MARKS
from .palette import (
    CHOSEN,
    CLASS_A,
    CLASS_B,
    METHOD_A,
    METHOD_B,
    METHOD_C,
    REFERENCE,
    TEST,
    TRAIN,
    VALIDATION,
)
from .parts import (
    faint,
    grip,
    growing,
    listed,
    numbered,
    place,
    so_far,
    spot,
    terrain,
    timeline,
    trail,
)
from .scene import Axis, Panel, Readout, Scene

globals().update(MARKS)  # Line, Points, …: one a file of `marks/`

__all__ = [
    "CHOSEN", "CLASS_A", "CLASS_B", "METHOD_A", "METHOD_B", "METHOD_C", "REFERENCE", "TEST",
    "TRAIN", "VALIDATION",
    "Axis", "Choice", "Explorer", "Panel", "Point", "Readout", "Scene", "Slider",
    "faint", "grip", "growing", "listed", "numbered", "place", "so_far", "spot", "terrain",
    "timeline", "trail", *MARKS,
]  # fmt: skip
