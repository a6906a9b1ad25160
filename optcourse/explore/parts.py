"""What many scenes are put together from: sliders over lists, curves so far, faint lines, maps."""

import numpy as np

from optcourse.loops import grid

from .controls import Slider
from .marks import Field, Handle, Line, Points


def listed(name, label, values, read="{:,}", start=None, first=0, play=False):
    """A slider over the places 0, 1, … of a list, each shown as `read.format(value)`.

    It stands at place `start` as the explorer begins, if left out in the middle; places before
    `first` are left out.
    """
    start = len(values) // 2 if start is None else start
    texts = tuple(read.format(value) for value in values)[first:]
    last = first + len(texts) - 1
    return Slider(name, label, first, last, start, step=1, texts=texts, play=play)


def numbered(name, label, count):
    """A slider over `count` things of one kind, from "1 of 5" to "5 of 5"."""
    return listed(name, label, range(1, count + 1), f"{{}} of {count}", start=0)


def place(values, wanted):
    """The place in a list of the value nearest to `wanted`: where a preset sets its slider."""
    return int(np.argmin(np.abs(np.asarray(values, float) - wanted)))


def timeline(label, moments, read="step {:,}", start=None, name="moment", first=0):
    """A slider over recorded `moments` that also runs; it stands at `start`, else at the last."""
    start = len(moments) - 1 if start is None else start
    return listed(name, label, moments, read, start, first, play=True)


def so_far(values, moment):
    """The values (n, …) up to place `moment`, and nan where they are yet to come."""
    rows = np.reshape(np.arange(len(values)), (-1, *[1] * (np.ndim(values) - 1)))
    return np.where(rows <= moment, values, np.nan)


def growing(x, values, moment, color=1, label="", width=2.8, size=4.0, shape="circle"):
    """A curve as far as it has come at place `moment`, and a symbol at its end."""
    return [
        Line(x, so_far(values, moment), color=color, width=width, label=label),
        Points(x[moment], values[moment], color=color, size=size, shape=shape),
    ]


def faint(x, rows, label, color=0, width=0.7):
    """Thin lines, one for each of `rows` (m, n), that share one entry of the legend."""
    return [
        Line(x, row, color=color, width=width, label="" if k else label)
        for k, row in enumerate(rows)
    ]


def terrain(value, x, y, levels):
    """A map of `value`, a function of theta (2,), with a height for each of x (nx,), y (ny,)."""
    return Field(x, y, grid(value, x, y), levels)


def trail(path, **style):
    """The line through places of the plane: `path` (n, 2)."""
    return Line(path[:, 0], path[:, 1], **style)


def spot(place, **style):
    """A symbol at one place of the plane: `place` (2,)."""
    return Points(place[0], place[1], **style)


def grip(place, control, **style):
    """A ring at `place` (2,) by which the reader moves the Point `control`."""
    return Handle(place[0], place[1], control, **style)
