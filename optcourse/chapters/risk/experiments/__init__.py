"""Risk and empirical risk: what a loss on a sample says about the loss on everything.

Worlds whose distribution is known (`TwoGaussians` with `ZeroOneRisk` and `LogisticRisk`), and
experiments, each a function of a frozen configuration that returns a frozen record:
`samples_of_risk`, `capacity`, `descents`, `memorizing`, `parting`, `peaks`, `promises`,
`standing`, `widths`.
"""

from optcourse.chapters.risk.experiments.capacity import (
    Capacity,
    CapacityConfig,
    basis,
    capacity,
    truth,
)
from optcourse.chapters.risk.experiments.descents import Descents, DescentsConfig, descents
from optcourse.chapters.risk.experiments.gaussians import LogisticRisk, TwoGaussians, ZeroOneRisk
from optcourse.chapters.risk.experiments.memorizing import Memorizing, MemorizingConfig, memorizing
from optcourse.chapters.risk.experiments.parting import Parting, PartingConfig, parting
from optcourse.chapters.risk.experiments.peaks import Peaks, PeaksConfig, peaks
from optcourse.chapters.risk.experiments.promises import (
    Promises,
    PromisesConfig,
    hoeffding,
    promises,
)
from optcourse.chapters.risk.experiments.samples import RiskSamples, SamplesConfig, samples_of_risk
from optcourse.chapters.risk.experiments.standing import Standing, StandingConfig, standing
from optcourse.chapters.risk.experiments.widths import Widths, WidthsConfig, widths

__all__ = [
    "Capacity",
    "CapacityConfig",
    "Descents",
    "DescentsConfig",
    "LogisticRisk",
    "Memorizing",
    "MemorizingConfig",
    "Parting",
    "PartingConfig",
    "Peaks",
    "PeaksConfig",
    "Promises",
    "PromisesConfig",
    "RiskSamples",
    "SamplesConfig",
    "Standing",
    "StandingConfig",
    "TwoGaussians",
    "Widths",
    "WidthsConfig",
    "ZeroOneRisk",
    "basis",
    "capacity",
    "descents",
    "hoeffding",
    "memorizing",
    "parting",
    "peaks",
    "promises",
    "samples_of_risk",
    "standing",
    "truth",
    "widths",
]
