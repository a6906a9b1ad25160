"""Saddle points, plateaus and flat regions: where they are, who stops there, who leaves.

Each experiment is a function of a frozen configuration that returns a frozen record: `signs`,
`fields`, `heights`, `critical_points_of_network`, `autoencoder_points`, `staircases`, `plateaus`,
`leaving`, `leaving_by_noise`.
"""

from optcourse.experiments.saddles.autoencoder import (
    AutoencoderConfig,
    AutoencoderPoints,
    autoencoder_points,
)
from optcourse.experiments.saddles.critical import (
    CriticalConfig,
    CriticalPoints,
    critical_points_of_network,
)
from optcourse.experiments.saddles.fields import Fields, FieldsConfig, fields
from optcourse.experiments.saddles.heights import Heights, HeightsConfig, heights
from optcourse.experiments.saddles.leaving import (
    Leaving,
    LeavingConfig,
    Noise,
    NoiseConfig,
    leaving,
    leaving_by_noise,
)
from optcourse.experiments.saddles.objectives import shrunken_digits
from optcourse.experiments.saddles.plateaus import Plateau, PlateauConfig, plateaus
from optcourse.experiments.saddles.signs import (
    EXACT_FIELD,
    EXACT_MATRIX,
    Signs,
    SignsConfig,
    signs,
)
from optcourse.experiments.saddles.staircase import (
    Staircase,
    StaircaseConfig,
    descend,
    staircase,
    staircases,
)
from optcourse.experiments.saddles.surfaces import (
    RIDGE,
    DoubleWell,
    EggCrate,
    TinyNetwork,
    escape_steps,
)

__all__ = [
    "EXACT_FIELD",
    "EXACT_MATRIX",
    "RIDGE",
    "AutoencoderConfig",
    "AutoencoderPoints",
    "CriticalConfig",
    "CriticalPoints",
    "DoubleWell",
    "EggCrate",
    "Fields",
    "FieldsConfig",
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
    "TinyNetwork",
    "autoencoder_points",
    "critical_points_of_network",
    "descend",
    "escape_steps",
    "fields",
    "heights",
    "leaving",
    "leaving_by_noise",
    "plateaus",
    "shrunken_digits",
    "signs",
    "staircase",
    "staircases",
]
