"""A table of numbers as coloured cells."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optcourse.numerals import format_briefly

from ..channels import Mark, check_levels, data
from ..palette import LIGHT
from ..text import mathtext


@dataclass(frozen=True)
class Cells(Mark):
    """A table of numbers as coloured cells, such as weights or counts.

    `x` (nx,) and `y` (ny,) evenly spaced, the middles of the cells, `z` (ny, nx). `levels` are
    increasing numbers: the colours go evenly from one to the next, and end with the last. Where the
    first is below 0 there are two colours, which meet in the middle of the levels.
    """

    x: object = data("x", "nx")
    y: object = data("y", "ny")
    z: object = data("shade", "ny nx")
    levels: tuple = ()
    label: str = ""
    rigid: ClassVar[bool] = True

    def __post_init__(self):
        super().__post_init__()
        check_levels(self.levels)

    def key(self):
        """A line for each end of the colours, and for the middle where there are two."""
        low, high = self.levels[0], self.levels[-1]
        named = [("-none", low), ("-more", high)]
        if low < 0:
            named = [("-less", low), ("-none", self.levels[len(self.levels) // 2]), ("-more", high)]
        texts = [format_briefly(value) for _, value in named]
        texts[0] = f"{self.label}: {texts[0]}"
        return [
            {"label": text, "color": color, "width": 9}
            for text, (color, _) in zip(texts, named, strict=True)
        ]

    def draw(self, axes, order):
        z = np.asarray(self.z, float)
        shares = self._shares(z)
        none, less, more = (_rgb(f"c-{name}") for name in ("none", "less", "more"))
        end = np.where((shares < 0)[..., None], less, more)
        colors = none + np.abs(shares)[..., None] * (end - none)
        colors = np.nan_to_num(np.dstack([colors, np.isfinite(shares)]))
        x, y = (_edges(np.asarray(each, float)) for each in (self.x, self.y))
        axes.imshow(colors, origin="lower", extent=(*x, *y), aspect="auto", zorder=order)
        axes.plot([], [], "s", color=LIGHT["c-more"], label=mathtext(self.label))

    def _shares(self, z):
        """How far each number is on the way from the neutral colour: −1 … 1, or 0 … 1; or NaN."""
        levels = np.asarray(self.levels, float)
        share = np.interp(z, levels, np.linspace(0, 1, len(levels)))
        share = np.where(np.isnan(z), np.nan, share)
        return 2 * share - 1 if levels[0] < 0 else share


def _edges(middles):
    """Where the first cell begins and the last one ends."""
    half = (middles[1] - middles[0]) / 2 if len(middles) > 1 else 0.5
    return middles[0] - half, middles[-1] + half


def _rgb(name):
    return np.array([int(LIGHT[name][k : k + 2], 16) / 255 for k in (1, 3, 5)])
