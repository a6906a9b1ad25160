"""A ring that the reader drags."""

from dataclasses import dataclass

from optcourse.validation import one_of

from ..channels import Mark, data
from ..palette import ink
from ..paper import finite, note

DRAGS = ("xy", "x", "y", "angle")


@dataclass(frozen=True)
class Handle(Mark):
    """A ring at (x, y) that the reader drags (or moves by arrow keys) to set a control.

    `drag` says how: a `Point` control follows in "xy"; a slider follows in "x", in "y", or by the
    "angle" around the origin, in degrees.
    """

    x: object = data("x", "")
    y: object = data("y", "")
    control: str = ""
    drag: str = "xy"
    color: int = 2
    label: str = ""

    def __post_init__(self):
        super().__post_init__()
        one_of("drag", self.drag, DRAGS)

    def problem(self):
        wanting = None if self.control else "control must name the control that the handle moves"
        return super().problem() or wanting

    def draw(self, axes, order):
        x, y = finite(self.x, self.y)
        style = {"mfc": "white", "mec": ink(self.color), "ms": 9, "mew": 2}
        axes.plot(x, y, "o", zorder=order + 5, **style)
        note(axes, x[0], y[0], self.label)
