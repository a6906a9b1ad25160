"""What a mark is: numbers, each of which says where it goes; a style; and its drawing on paper."""

from dataclasses import dataclass, field, fields
from typing import ClassVar

import numpy as np

from optcourse.validation import one_of

COLORS = range(0, 7)  # 0 is ink; 1 … 6 the colour-blind-safe palette


@dataclass(frozen=True)
class Channel:
    """What the numbers of a field are: by which axis they are placed, and how many there are.

    `scale`: "x", "y", "z", the axis; "dx", "dy", a way along it; "shade", the levels of the mark.
    `shape`: "" one number; "n" as many as in the other fields, or all one number; "nx", "ny" the
    lines of a grid, "ny nx" its points. An `optional` field may be left out.
    """

    scale: str
    shape: str = "n"
    optional: bool = False


def data(scale, shape="n", optional=False):
    """A field of a mark that holds numbers (a number, a NumPy array, a tracer); see `Channel`."""
    return field(default=None, metadata={"channel": Channel(scale, shape, optional)})


@dataclass(frozen=True)
class Mark:
    """A thing drawn in a panel.

    Fields made by `data` are numbers of the picture, in drawing order; the others are its style,
    fixed when the explorer is built. `draw(axes, order)` draws it by matplotlib; the file of the
    same name in `front/marks/` draws it in the page. A panel with a mark that is `rigid` keeps its
    proportions at any width.
    """

    rigid: ClassVar[bool] = False

    def __post_init__(self):
        one_of("color", getattr(self, "color", 0), COLORS)
        for name in ("width", "size"):
            value = getattr(self, name, 1.0)
            if not 0 < value < np.inf:
                raise ValueError(f"{name} must be positive and finite, got {value}")

    @classmethod
    def channels(cls):
        """Name → Channel of the fields that hold numbers, in drawing order."""
        return {f.name: f.metadata["channel"] for f in fields(cls) if "channel" in f.metadata}

    def given(self):
        """Name → Channel of those that were not left out."""
        channels = self.channels().items()
        return {name: channel for name, channel in channels if getattr(self, name) is not None}

    def key(self):
        """How its line in the legend is drawn: `width`, `dash`, `opacity`; None if it has none.

        Several lines are a list, which say their `label` and `color`, a name of the palette.
        """
        return None

    def problem(self):
        """What is wrong with the numbers; None if all is well."""
        given = self.given()
        for name, channel in self.channels().items():
            if name not in given and not channel.optional:
                return f"{name} is missing"
        return _misfit({name: np.shape(getattr(self, name)) for name in given}, given)


def _misfit(shapes, channels):
    """What does not fit among the shapes of the fields that are given; None if all do."""
    sizes = {channel.shape: shapes[name] for name, channel in channels.items()}
    for name, channel in channels.items():
        dims = channel.shape.split()
        if not dims and np.prod(shapes[name], dtype=int) != 1:
            return f"{name} must be one number, got shape {shapes[name]}"
        whole = sum((sizes[dim] for dim in dims), ())
        if dims != ["n"] and dims and (len(shapes[name]) != len(dims) or shapes[name] != whole):
            return f"{name} must be ({', '.join(dims)}), got {shapes}"
    series = [shapes[name] for name, channel in channels.items() if channel.shape == "n"]
    if len(set(series)) > 1 or any(len(shape) > 1 for shape in series):
        return f"data must be one-dimensional and equally long, got {shapes}"
    return None


def check_levels(levels):
    """Raise ValueError unless `levels` are two or more numbers, each above the last."""
    steps = np.diff(np.asarray(levels, float))
    if len(levels) < 2 or not np.all(np.isfinite(levels)) or not np.all(steps > 0):
        raise ValueError(f"levels must be at least two increasing numbers, got {levels}")
