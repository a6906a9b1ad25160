"""A function of the plane as shaded bands."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..channels import Mark, check_levels, data
from ..palette import LIGHT
from ..paper import shades


@dataclass(frozen=True)
class Field(Mark):
    """A function of the plane as shaded bands with contour lines between them.

    `x` (nx,) and `y` (ny,) evenly spaced, `z` (ny, nx), `levels` increasing numbers.
    """

    x: object = data("x", "nx")
    y: object = data("y", "ny")
    z: object = data("shade", "ny nx")
    levels: tuple = ()
    rigid: ClassVar[bool] = True

    def __post_init__(self):
        super().__post_init__()
        check_levels(self.levels)

    def draw(self, axes, order):
        levels, z = np.asarray(self.levels, float), np.asarray(self.z, float)
        bands = np.concatenate([[-np.inf], levels, [np.inf]])
        colors = shades("low", "high")(np.linspace(0, 1, len(bands) - 1))
        z = np.nan_to_num(z, nan=1e300)
        axes.contourf(self.x, self.y, z, np.clip(bands, -1e301, 1e301), colors=colors)
        axes.contour(self.x, self.y, z, levels, colors=LIGHT["contour"], linewidths=0.6)
