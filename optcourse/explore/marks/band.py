"""An interval along an axis."""

from dataclasses import dataclass

from ..channels import Mark, data
from ..palette import ink
from ..paper import finite
from ..text import mathtext


@dataclass(frozen=True)
class Band(Mark):
    """The region between `low` and `high` over `x`: an interval; all (n,)."""

    x: object = data("x")
    low: object = data("y")
    high: object = data("y")
    color: int = 1
    label: str = ""

    def key(self):
        return {"width": 9, "opacity": 0.3}

    def draw(self, axes, order):
        style = {"color": ink(self.color), "label": mathtext(self.label), "zorder": order}
        axes.fill_between(*finite(self.x, self.low, self.high), alpha=0.2, lw=0, **style)
