"""Symbols."""

from dataclasses import dataclass

from optcourse.validation import one_of

from ..channels import Mark, data
from ..palette import ink
from ..paper import finite, note

SHAPES = {"circle": "o", "square": "s", "triangle": "^", "cross": "x"}  # as matplotlib names them


@dataclass(frozen=True)
class Points(Mark):
    """Symbols at (x, y) or (x, y, z). `x`, `y`, `z`: (n,) or numbers."""

    x: object = data("x")
    y: object = data("y")
    z: object = data("z", optional=True)
    color: int = 1
    shape: str = "circle"
    size: float = 4.0
    label: str = ""

    def __post_init__(self):
        super().__post_init__()
        one_of("shape", self.shape, tuple(SHAPES))

    def draw(self, axes, order):
        style = {"color": ink(self.color), "ms": 1.6 * self.size, "zorder": order}
        data = finite(*(getattr(self, name) for name in self.given()))
        axes.plot(*data, SHAPES[self.shape], **style)
        if data[0].size:
            note(axes, data[0][0], data[1][0], self.label)
