"""What drawings say, in words, for readers who do not see them: as `ask.js` says it of the page.

A map says where it is lowest; lines where they begin, end and are least; other marks how many they
are, and which is highest and lowest. Marks with a name are told, or else the first.
"""

import re

import numpy as np

from optcourse.numerals import format_number

from .marks import Bars, Cells, Field, Line, Points
from .text import plain


def told(scene):
    """A sentence for each thing that the panels with two axes of a scene show."""
    return [sentence for panel in scene.panels if panel.z is None for sentence in _panel(panel)]


def reading(axis, value):
    """A value as it can be read off an axis."""
    return _read(value, *axis.limits, axis.scale == "log")


def _read(value, low, high, log=False):
    digits = max(0, min(9, 3 - int(np.ceil(np.log10(high - low)))))
    text = format_number(value, ".3g" if log else f".{digits}f")
    return re.sub(r"\.0+(?!\d)|(\.\d*[1-9])0+(?!\d)", lambda found: found[1] or "", text)


def _panel(panel):
    maps = [_bottom(panel, mark) for mark in panel.marks if isinstance(mark, Field)]
    lines = [mark for mark in panel.marks if isinstance(mark, Line)]
    marks = lines or [mark for mark in panel.marks if isinstance(mark, Points | Bars | Cells)]
    named = [mark for mark in marks if mark.label]
    return [each for each in maps[:1] + [_mark(panel, m) for m in named or marks[:1]] if each]


def _bottom(panel, mark):
    z = np.asarray(mark.z, float)
    if not np.any(np.isfinite(z)):
        return ""
    row, column = np.unravel_index(np.argmin(np.where(np.isfinite(z), z, np.inf)), z.shape)
    across, up = np.asarray(mark.x)[column], np.asarray(mark.y)[row]
    return f"lowest at {reading(panel.x, across)}, {reading(panel.y, up)}"


def _cells(panel, mark):
    """How many numbers a table has, and where they are highest and lowest."""
    x, y, z = (np.asarray(each, float) for each in (mark.x, mark.y, mark.z))

    def told(k):
        row, column = divmod(k, len(x))
        worth = _read(z.ravel()[k], mark.levels[0], mark.levels[-1])
        return f"{worth} at {reading(panel.x, x[column])}, {reading(panel.y, y[row])}"

    order = np.argsort(z.ravel(), kind="stable")  # NaN stand last
    if not (count := np.count_nonzero(~np.isnan(z))):
        return ""
    name = mark.label or panel.y.label
    return plain(f"{name}: {count}, most {told(order[count - 1])}, least {told(order[0])}")


def _mark(panel, mark):
    if isinstance(mark, Cells):
        return _cells(panel, mark)
    x, y = np.broadcast_arrays(mark.x, mark.height if isinstance(mark, Bars) else mark.y)
    seen = [
        _within(panel.x, u) and _within(panel.y, v) for u, v in zip(x.flat, y.flat, strict=True)
    ]
    places = list(zip(x.flat, y.flat, strict=True))
    places = [place for place, inside in zip(places, seen, strict=True) if inside]
    if not places:
        return ""
    texts = [f"{reading(panel.y, v)} at {reading(panel.x, u)}" for u, v in places]
    order = sorted(range(len(places)), key=lambda k: places[k][1])
    ends = f"from {texts[0]} to {texts[-1]}"
    if not isinstance(mark, Line):
        ends = f"{len(places)}, most {texts[order[-1]]}"
    name = mark.label or panel.y.label or type(mark).__name__
    return plain(f"{name}: {ends}, least {texts[order[0]]}")


def _within(axis, value):
    low, high = axis.limits
    slack = 0.0 if axis.scale == "log" else 1e-3 * (high - low)
    return low - slack <= value <= high + slack
