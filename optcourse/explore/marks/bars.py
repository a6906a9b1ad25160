"""Bars."""

from dataclasses import dataclass

from ..channels import Mark, data
from ..palette import ink
from ..paper import finite
from ..text import mathtext


@dataclass(frozen=True)
class Bars(Mark):
    """Bars of a given `width` centred at `x`, from 0 (or the lower limit) to `height`; (n,)."""

    x: object = data("x")
    height: object = data("y")
    width: float = 0.8
    color: int = 1
    label: str = ""

    def key(self):
        return {"width": 9}

    def draw(self, axes, order):
        style = {"color": ink(self.color), "label": mathtext(self.label), "zorder": order}
        axes.bar(*finite(self.x, self.height), self.width, **style)
