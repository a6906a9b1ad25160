"""A network's loss along lines and planes through its space of parameters.

Every function here works for any model, over the whole set of examples. For an MLP (an
nn.Sequential of Linear and elementwise layers) many points of the line or plane are computed at
once, and the products of the data with the first layer only once.
"""

from optcourse.networks.surfaces.directions import (
    TrajectoryPlane,
    filter_normalized,
    random_directions,
    trajectory_plane,
)
from optcourse.networks.surfaces.slices import (
    Interpolation,
    LossSlice,
    interpolate,
    loss_slice,
    losses_at,
    parameter_vector,
)

__all__ = [
    "Interpolation",
    "LossSlice",
    "TrajectoryPlane",
    "filter_normalized",
    "interpolate",
    "loss_slice",
    "losses_at",
    "parameter_vector",
    "random_directions",
    "trajectory_plane",
]
