"""Gradient descent: what it follows, how long its steps should be, and what they cost.

Each experiment is a function of a frozen configuration that returns a frozen record: `flows` and
`net_flows` for the way that descent follows, `brackets` and `shorter` for searches along a line,
`four_steps` for a straight line through points. `by_hand` compares gradients with autograd's,
`convex` looks at the curvature of two losses, `stalls` at where SGD comes to rest, and `batches` at
which rate suits which batch.
`straight`, `stale`, `race` and `even` are about SVRG, `ranges`, `dice` and `trials` about looking
for a rate, `quantized` about asking the loss everywhere.
"""

from optcourse.chapters.descent.experiments.batches import Batches, BatchesConfig, batches, examples
from optcourse.chapters.descent.experiments.bowls import (
    Shorter,
    ShorterConfig,
    bowl_loss,
    curvatures,
    exact_rate,
    shorter,
)
from optcourse.chapters.descent.experiments.brackets import (
    Brackets,
    BracketsConfig,
    bracket_ends,
    brackets,
)
from optcourse.chapters.descent.experiments.derivatives import PROBLEMS, by_hand
from optcourse.chapters.descent.experiments.dice import Dice, DiceConfig, dice, grid_places
from optcourse.chapters.descent.experiments.errors import Mistakes, mistakes
from optcourse.chapters.descent.experiments.even import Even, even
from optcourse.chapters.descent.experiments.flows import (
    Flows,
    FlowsConfig,
    NetFlowsConfig,
    downhill,
    flowed,
    flows,
    land,
    net_flows,
)
from optcourse.chapters.descent.experiments.lines import (
    FourSteps,
    FourStepsConfig,
    LineLoss,
    excess_left,
    four_steps,
    points,
)
from optcourse.chapters.descent.experiments.logits import (
    Convex,
    ConvexConfig,
    LogisticLoss,
    SigmoidError,
    convex,
    labelled,
    newton_rest,
    threshold,
)
from optcourse.chapters.descent.experiments.powers import FINER, best_inside, power_of_size
from optcourse.chapters.descent.experiments.quantized import (
    Quantized,
    QuantizedConfig,
    quantized,
)
from optcourse.chapters.descent.experiments.ranges import (
    Ranges,
    RangesConfig,
    averaged,
    ranges,
)
from optcourse.chapters.descent.experiments.searched import (
    NetLoss,
    Searched,
    SearchedConfig,
    searched,
)
from optcourse.chapters.descent.experiments.stale import (
    Race,
    RaceConfig,
    Stale,
    StaleConfig,
    race,
    stale,
)
from optcourse.chapters.descent.experiments.stalls import Stalls, StallsConfig, stalls
from optcourse.chapters.descent.experiments.straight import (
    Regression,
    Straight,
    StraightConfig,
    straight,
)
from optcourse.chapters.descent.experiments.trials import Trials, TrialsConfig, chances, trials

__all__ = [
    "FINER",
    "PROBLEMS",
    "Batches",
    "BatchesConfig",
    "Brackets",
    "BracketsConfig",
    "Convex",
    "ConvexConfig",
    "Dice",
    "DiceConfig",
    "Even",
    "Flows",
    "FlowsConfig",
    "FourSteps",
    "FourStepsConfig",
    "LineLoss",
    "LogisticLoss",
    "Mistakes",
    "NetFlowsConfig",
    "NetLoss",
    "Quantized",
    "QuantizedConfig",
    "Race",
    "RaceConfig",
    "Ranges",
    "RangesConfig",
    "Regression",
    "Searched",
    "SearchedConfig",
    "Shorter",
    "ShorterConfig",
    "SigmoidError",
    "Stale",
    "StaleConfig",
    "Stalls",
    "StallsConfig",
    "Straight",
    "StraightConfig",
    "Trials",
    "TrialsConfig",
    "averaged",
    "batches",
    "best_inside",
    "bowl_loss",
    "bracket_ends",
    "brackets",
    "by_hand",
    "chances",
    "convex",
    "curvatures",
    "dice",
    "downhill",
    "even",
    "exact_rate",
    "examples",
    "excess_left",
    "flowed",
    "flows",
    "four_steps",
    "grid_places",
    "labelled",
    "land",
    "mistakes",
    "net_flows",
    "newton_rest",
    "points",
    "power_of_size",
    "quantized",
    "race",
    "ranges",
    "searched",
    "shorter",
    "stale",
    "stalls",
    "straight",
    "threshold",
    "trials",
]
