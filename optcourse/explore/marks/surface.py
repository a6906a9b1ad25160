"""A function of the plane as a surface in space."""

from dataclasses import dataclass

import numpy as np

from ..channels import Mark, check_levels, data
from ..paper import shades


@dataclass(frozen=True)
class Surface(Mark):
    """A function of the plane as a surface in a 3-D panel, which the reader can turn.

    `x` (nx,) and `y` (ny,) evenly spaced, `z` (ny, nx); it is shaded by `levels`.
    """

    x: object = data("x", "nx")
    y: object = data("y", "ny")
    z: object = data("z", "ny nx")
    levels: tuple = ()

    def __post_init__(self):
        super().__post_init__()
        check_levels(self.levels)

    def draw(self, axes, order):
        x, y = np.meshgrid(self.x, self.y)
        z = np.clip(np.nan_to_num(np.asarray(self.z, float), nan=np.inf), *axes.get_zlim())
        bands = np.searchsorted(self.levels, z) / len(self.levels)
        axes.plot_surface(x, y, z, facecolors=shades("deep", "peak")(bands), lw=0.2)
