"""A note."""

from dataclasses import dataclass, field

import numpy as np

from optcourse.validation import one_of

from ..channels import Mark, data
from ..palette import ink
from ..paper import finite
from ..text import check_values, fill, mathtext

ANCHORS = {"start": "left", "middle": "center", "end": "right"}  # as matplotlib names them


@dataclass(frozen=True)
class Text(Mark):
    """A note at (x, y); `{name:spec}` in `text` is filled from `values`."""

    x: object = data("x", "")
    y: object = data("y", "")
    text: str = ""
    values: dict = field(default_factory=dict)
    color: int = 0
    anchor: str = "start"

    def __post_init__(self):
        super().__post_init__()
        one_of("anchor", self.anchor, tuple(ANCHORS))
        check_values(self.text, self.values)

    def draw(self, axes, order):
        (x,), (y,) = finite(self.x, self.y)
        style = {"color": ink(self.color), "ha": ANCHORS[self.anchor]}
        if np.isfinite(x) and np.isfinite(y):
            note = mathtext(fill(self.text, self.values))
            axes.text(x, y, note, fontsize=8, clip_on=True, **style)
