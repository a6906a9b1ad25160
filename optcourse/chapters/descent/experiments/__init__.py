"""Gradient descent: what it follows, how long its steps should be, and what they cost.

Each experiment is a function of a frozen configuration that returns a frozen record: `flows` and
`net_flows` for the way that descent follows, `brackets` and `shorter` for searches along a line,
`four_steps` for a straight line through points. `by_hand` compares gradients with autograd's.
"""

from optcourse.chapters.descent.experiments.bowls import (
    Shorter,
    ShorterConfig,
    bowl_loss,
    curvatures,
    exact_rate,
    searched,
    shorter,
)
from optcourse.chapters.descent.experiments.brackets import (
    Brackets,
    BracketsConfig,
    bracket_ends,
    brackets,
)
from optcourse.chapters.descent.experiments.derivatives import PROBLEMS, by_hand
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

__all__ = [
    "PROBLEMS",
    "Brackets",
    "BracketsConfig",
    "Flows",
    "FlowsConfig",
    "FourSteps",
    "FourStepsConfig",
    "LineLoss",
    "NetFlowsConfig",
    "Shorter",
    "ShorterConfig",
    "bowl_loss",
    "bracket_ends",
    "brackets",
    "by_hand",
    "curvatures",
    "downhill",
    "exact_rate",
    "excess_left",
    "flowed",
    "flows",
    "four_steps",
    "land",
    "net_flows",
    "points",
    "searched",
    "shorter",
]
