"""Saddle points, plateaus and flat regions: where they are, who stops there, who leaves.

Each experiment is a function of a frozen configuration that returns a frozen record: `signs`,
`fields`, `heights`, `critical_points_of_network`, `wider`, `counts`, `autoencoder_points`,
`staircases`, `plateaus`, `valley`, `leaving`, `leaving_by_noise`, `gabor_points`.
"""

from optcourse.chapters.saddles.experiments.autoencoder import (
    AutoencoderConfig,
    AutoencoderPoints,
    autoencoder_points,
)
from optcourse.chapters.saddles.experiments.counts import Counts, CountsConfig, counts
from optcourse.chapters.saddles.experiments.critical import (
    CriticalConfig,
    CriticalPoints,
    critical_points_of_network,
)
from optcourse.chapters.saddles.experiments.fields import Fields, FieldsConfig, fields
from optcourse.chapters.saddles.experiments.gabor import GaborConfig, GaborPoints, gabor_points
from optcourse.chapters.saddles.experiments.heights import Heights, HeightsConfig, heights
from optcourse.chapters.saddles.experiments.leaving import (
    Leaving,
    LeavingConfig,
    leaving,
)
from optcourse.chapters.saddles.experiments.noise import Noise, NoiseConfig, leaving_by_noise
from optcourse.chapters.saddles.experiments.objectives import TanhNet, shrunken_digits
from optcourse.chapters.saddles.experiments.plateaus import Plateau, PlateauConfig, plateaus
from optcourse.chapters.saddles.experiments.signs import (
    EXACT_FIELD,
    EXACT_MATRIX,
    Signs,
    SignsConfig,
    signs,
)
from optcourse.chapters.saddles.experiments.staircase import (
    Staircase,
    StaircaseConfig,
    descend,
    staircase,
    staircases,
)
from optcourse.chapters.saddles.experiments.surfaces import (
    RIDGE,
    DoubleWell,
    EggCrate,
    TinyNetwork,
    escape_steps,
)
from optcourse.chapters.saddles.experiments.symmetry import made_symmetric
from optcourse.chapters.saddles.experiments.valleys import Valley, ValleyConfig, valley
from optcourse.chapters.saddles.experiments.waits import waits_near_zero
from optcourse.chapters.saddles.experiments.wider import Wider, WiderConfig, wider

__all__ = [
    "EXACT_FIELD",
    "EXACT_MATRIX",
    "RIDGE",
    "AutoencoderConfig",
    "AutoencoderPoints",
    "Counts",
    "CountsConfig",
    "CriticalConfig",
    "CriticalPoints",
    "DoubleWell",
    "EggCrate",
    "Fields",
    "FieldsConfig",
    "GaborConfig",
    "GaborPoints",
    "Heights",
    "HeightsConfig",
    "Leaving",
    "LeavingConfig",
    "Noise",
    "NoiseConfig",
    "Plateau",
    "PlateauConfig",
    "Signs",
    "SignsConfig",
    "Staircase",
    "StaircaseConfig",
    "TanhNet",
    "TinyNetwork",
    "Valley",
    "ValleyConfig",
    "Wider",
    "WiderConfig",
    "autoencoder_points",
    "counts",
    "critical_points_of_network",
    "descend",
    "escape_steps",
    "fields",
    "gabor_points",
    "heights",
    "leaving",
    "leaving_by_noise",
    "made_symmetric",
    "plateaus",
    "shrunken_digits",
    "signs",
    "staircase",
    "staircases",
    "valley",
    "waits_near_zero",
    "wider",
]
