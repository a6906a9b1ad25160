"""A straight line across the panel."""

from dataclasses import dataclass

import numpy as np

from ..channels import Mark, data
from ..palette import ink
from ..text import mathtext


@dataclass(frozen=True)
class Guide(Mark):
    """A straight line across the panel at `x` (upright) or at `y` (level). A number.

    `label` stands beside the line, or in the legend of the panel (`legend=True`). Where the line
    stands for a slider, `control` names it: a ring at the line's end drags it.
    """

    x: object = data("x", "", optional=True)
    y: object = data("y", "", optional=True)
    color: int = 0
    dash: bool = True
    label: str = ""
    legend: bool = False
    control: str = ""

    def problem(self):
        return super().problem() if len(self.given()) == 1 else "give exactly one of x and y"

    def key(self):
        return {"width": 1.3, "dash": self.dash, "opacity": 0.75} if self.legend else None

    def draw(self, axes, order):
        upright = self.x is not None
        at = float(np.ravel(self.x if upright else self.y)[0])
        if not np.isfinite(at):
            return
        style = {"color": ink(self.color), "ls": "--" if self.dash else "-", "lw": 1}
        named = mathtext(self.label) if self.legend else ""
        (axes.axvline if upright else axes.axhline)(at, zorder=order, label=named, **style)
        if self.label and not self.legend:
            (_beside_upright if upright else _over_level)(axes, at, mathtext(self.label))


def _beside_upright(axes, x, text):
    style = {"fontsize": 8, "va": "top", "clip_on": True}
    axes.text(x, 0.97, f" {text}", transform=axes.get_xaxis_transform(), **style)


def _over_level(axes, y, text):
    style = {"fontsize": 8, "va": "bottom", "ha": "right", "clip_on": True}
    axes.text(0.98, y, text, transform=axes.get_yaxis_transform(), **style)
