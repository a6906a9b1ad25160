"""An arrow."""

from dataclasses import dataclass

import numpy as np

from ..channels import Mark, data
from ..palette import ink
from ..paper import finite, note


@dataclass(frozen=True)
class Arrow(Mark):
    """An arrow from (x, y) to (x + dx, y + dy). Numbers."""

    x: object = data("x", "")
    y: object = data("y", "")
    dx: object = data("dx", "")
    dy: object = data("dy", "")
    color: int = 0
    width: float = 2.0
    label: str = ""

    def draw(self, axes, order):
        x, y, dx, dy = (float(v[0]) for v in finite(self.x, self.y, self.dx, self.dy))
        style = {"arrowstyle": "-|>", "color": ink(self.color), "lw": self.width}
        if np.all(np.isfinite([x, y, dx, dy])):
            axes.annotate("", (x + dx, y + dy), (x, y), arrowprops=style, zorder=order)
            note(axes, x + dx, y + dy, self.label)
