"""What an explorer shows: panels with axes and marks, and a line of readouts.

A scene holds arrays and styles, no drawing calls. The same scene is drawn by the front end in the
page and by `optcourse.explore.figure` in matplotlib.
"""

from dataclasses import dataclass, field

import numpy as np

from optcourse.validation import bounds, finite_array, one_of

from .text import check_values, fill


@dataclass(frozen=True)
class Axis:
    """One axis: its label, fixed limits, "linear" or "log" scale.

    `ticks=False` hides its ticks; a tuple of numbers sets them.
    """

    label: str
    limits: tuple[float, float]
    scale: str = "linear"
    ticks: bool | tuple = True

    def __post_init__(self):
        one_of("scale", self.scale, ("linear", "log"))
        low, _ = bounds("limits", self.limits)
        if self.scale == "log" and low <= 0:
            raise ValueError(f"limits of a log axis must be positive, got {self.limits}")
        if isinstance(self.ticks, tuple):
            finite_array("ticks", self.ticks, (None,))


@dataclass(frozen=True)
class Readout:
    """A sentence under the panels, shown while `when` is true (always, if it is left out).

    `{name:spec}` is filled from `values`; `tone` is "plain", "good" or "bad".
    """

    text: str
    values: dict = field(default_factory=dict)
    when: object = None
    tone: str = "plain"

    def __post_init__(self):
        one_of("tone", self.tone, ("plain", "good", "bad"))
        check_values(self.text, self.values)


@dataclass(frozen=True)
class Panel:
    """One picture: two axes (three make it a 3-D panel), marks drawn in order.

    `aspect` is height over width of the drawing, which a map keeps wherever it is drawn; so does a
    panel that is `to_scale`, where a unit is as long up as across and a circle is round. `weight`
    is its share of the explorer's width; a 3-D panel is seen from `view`: degrees around the
    vertical axis and degrees above the ground.
    """

    x: Axis
    y: Axis
    marks: list
    z: Axis | None = None
    title: str = ""
    aspect: float = 0.75
    weight: float = 1.0
    view: tuple[float, float] = (-50.0, 32.0)
    to_scale: bool = False

    def __post_init__(self):
        for name in ("aspect", "weight"):
            value = getattr(self, name)
            if not 0 < value < 10:
                raise ValueError(f"{name} must lie between 0 and 10, got {value}")
        if self.to_scale and not np.isclose(self.aspect, self.even(), rtol=0.01):
            raise ValueError(f"to scale the aspect must be {self.even():.3g}, got {self.aspect}")

    def even(self):
        """The aspect in which a unit is as long up as across; none (NaN) with a log axis."""
        across, up = (np.ptp(axis.limits) for axis in (self.x, self.y))
        return np.nan if "log" in (self.x.scale, self.y.scale) else up / across


@dataclass(frozen=True)
class Scene:
    """Everything an explorer shows for one setting of its controls."""

    panels: list
    readouts: list = field(default_factory=list)

    def __post_init__(self):
        if not self.panels:
            raise ValueError("panels must hold at least one Panel, got none")

    def reading(self):
        """The sentences that are shown, in the markup of `optcourse.explore.text`."""
        shown = [r for r in self.readouts if r.when is None or np.all(np.asarray(r.when))]
        return " ".join(fill(r.text, r.values) for r in shown)
