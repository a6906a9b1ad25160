"""A curve."""

from dataclasses import dataclass

from ..channels import Mark, data
from ..palette import ink
from ..paper import finite
from ..text import mathtext


@dataclass(frozen=True)
class Line(Mark):
    """A curve through (x, y), or (x, y, z) in a 3-D panel; `dots` marks its points as steps.

    `label` stands in the legend of the panel. Lines of different panels that share a `run` show one
    run: who asks for point k of one is answered at point k of the others. `x`, `y`, `z`: (n,).
    """

    x: object = data("x")
    y: object = data("y")
    z: object = data("z", optional=True)
    color: int = 1
    dash: bool = False
    width: float = 2.0
    dots: bool = False
    label: str = ""
    run: str = ""

    def key(self):
        return {"width": self.width, "dash": self.dash}

    def draw(self, axes, order):
        style = {"color": ink(self.color), "lw": self.width, "ls": "--" if self.dash else "-"}
        style |= {"marker": "o" if self.dots else None, "ms": 3}
        data = finite(*(getattr(self, name) for name in self.given()))
        axes.plot(*data, label=mathtext(self.label), zorder=order, **style)
