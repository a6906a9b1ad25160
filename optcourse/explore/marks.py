"""The marks of a picture: lines, points, bars, bands, fields, surfaces, handles.

Fields made with `data()` hold numbers: a number, a NumPy array, or a tracer. Everything else is
style, fixed when the explorer is built. `marks.js`, `space.js` and `figure.py` draw them.
"""

from dataclasses import dataclass, field, fields

import numpy as np

from .text import places

SHAPES = ("circle", "square", "triangle", "cross")
DRAGS = ("xy", "x", "y", "angle")
COLORS = range(0, 7)  # 0 is ink; 1 … 6 the colour-blind-safe palette


def data(default=None):
    """A field that holds numbers of the picture (rather than its style)."""
    return field(default=default, metadata={"data": True})


def one_of(name, value, allowed):
    """Raise ValueError unless `value` is among those `allowed`."""
    if value not in allowed:
        raise ValueError(f"{name} must be one of {list(allowed)}, got {value!r}")


@dataclass(frozen=True)
class Mark:
    """A thing drawn in a panel. Subclasses name their data fields in drawing order."""

    def __post_init__(self):
        one_of("color", getattr(self, "color", 0), COLORS)
        for name in ("width", "size"):
            value = getattr(self, name, 1.0)
            if not 0 < value < np.inf:
                raise ValueError(f"{name} must be positive and finite, got {value}")

    @classmethod
    def data_fields(cls):
        """Names of the fields that hold numbers."""
        return [f.name for f in fields(cls) if f.metadata.get("data")]


@dataclass(frozen=True)
class Line(Mark):
    """A curve through (x, y), or (x, y, z) in a 3-D panel; `dots` marks its points as steps.

    `label` stands in the legend of the panel. `x`, `y`, `z`: (n,).
    """

    x: object = data()
    y: object = data()
    z: object = data()
    color: int = 1
    dash: bool = False
    width: float = 2.0
    dots: bool = False
    label: str = ""


@dataclass(frozen=True)
class Points(Mark):
    """Symbols at (x, y) or (x, y, z). `x`, `y`, `z`: (n,) or numbers."""

    x: object = data()
    y: object = data()
    z: object = data()
    color: int = 1
    shape: str = "circle"
    size: float = 4.0
    label: str = ""

    def __post_init__(self):
        super().__post_init__()
        one_of("shape", self.shape, SHAPES)


@dataclass(frozen=True)
class Bars(Mark):
    """Bars of a given `width` centred at `x`, from 0 (or the lower limit) to `height`; (n,)."""

    x: object = data()
    height: object = data()
    width: float = 0.8
    color: int = 1
    label: str = ""


@dataclass(frozen=True)
class Band(Mark):
    """The region between `low` and `high` over `x`: an interval; all (n,)."""

    x: object = data()
    low: object = data()
    high: object = data()
    color: int = 1
    label: str = ""


@dataclass(frozen=True)
class Guide(Mark):
    """A straight line across the panel at `x` (upright) or at `y` (level). A number."""

    x: object = data()
    y: object = data()
    color: int = 0
    dash: bool = True
    label: str = ""


@dataclass(frozen=True)
class Arrow(Mark):
    """An arrow from (x, y) to (x + dx, y + dy). Numbers."""

    x: object = data()
    y: object = data()
    dx: object = data()
    dy: object = data()
    color: int = 0
    width: float = 2.0
    label: str = ""


@dataclass(frozen=True)
class Text(Mark):
    """A note at (x, y); `{name:spec}` in `text` is filled from `values`."""

    x: object = data()
    y: object = data()
    text: str = ""
    values: dict = field(default_factory=dict)
    color: int = 0
    anchor: str = "start"

    def __post_init__(self):
        super().__post_init__()
        one_of("anchor", self.anchor, ("start", "middle", "end"))
        check_values(self.text, self.values)


@dataclass(frozen=True)
class Field(Mark):
    """A function of the plane as shaded bands with contour lines between them.

    `x` (nx,) and `y` (ny,) evenly spaced, `z` (ny, nx), `levels` increasing numbers.
    """

    x: object = data()
    y: object = data()
    z: object = data()
    levels: tuple = ()

    def __post_init__(self):
        super().__post_init__()
        _check_levels(self.levels)


@dataclass(frozen=True)
class Surface(Field):
    """The same function as a surface in a 3-D panel, which the reader can turn."""


@dataclass(frozen=True)
class Handle(Mark):
    """A ring at (x, y) that the reader drags (or moves by arrow keys) to set a control.

    `drag` says how: a `Point` control follows in "xy"; a slider follows in "x", in "y", or by the
    "angle" around the origin, in degrees.
    """

    x: object = data()
    y: object = data()
    control: str = ""
    drag: str = "xy"
    color: int = 2
    label: str = ""

    def __post_init__(self):
        super().__post_init__()
        one_of("drag", self.drag, DRAGS)


def check_values(text, values):
    """Raise ValueError unless `values` names exactly the places in `text`."""
    names = {name for name, _ in places(text)}
    if names != set(values):
        raise ValueError(f"values must name exactly {sorted(names)}, got {sorted(values)}")


def _check_levels(levels):
    steps = np.diff(np.asarray(levels, float))
    if len(levels) < 2 or not np.all(np.isfinite(levels)) or not np.all(steps > 0):
        raise ValueError(f"levels must be at least two increasing numbers, got {levels}")
