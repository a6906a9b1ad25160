"""Update rules, each written once: for formulas, for compiled explorers, for stacked networks.

A step is a direction times a rate. The direction is the rule; the rate is a number, one that a
schedule changes (`Scheduled`), or a search. `trajectory` follows a rule on a landscape.
"""

from optcourse.rules.adaptive import Adadelta, AdaGrad, RMSprop
from optcourse.rules.around import Clipped, Decoupled, Scheduled
from optcourse.rules.base import Method, Rule, Searched, State, endpoint, trajectory, walk
from optcourse.rules.clips import Clip, Clipping, NormClip, ValueClip, clip_by_norm, clip_by_value
from optcourse.rules.descent import GradientDescent, Momentum, Nesterov
from optcourse.rules.grained import Grained
from optcourse.rules.moments import Adam, AMSGrad, NAdam, RAdam, Yogi
from optcourse.rules.schedules import (
    Cosine,
    Exponential,
    InverseTime,
    Linear,
    Schedule,
    StepDecay,
    Warmup,
)
from optcourse.rules.searches import BracketingLineSearch, ExactLineSearch, Search

__all__ = [
    "AMSGrad",
    "AdaGrad",
    "Adadelta",
    "Adam",
    "BracketingLineSearch",
    "Clip",
    "Clipped",
    "Clipping",
    "Cosine",
    "Decoupled",
    "ExactLineSearch",
    "Exponential",
    "GradientDescent",
    "Grained",
    "InverseTime",
    "Linear",
    "Method",
    "Momentum",
    "NAdam",
    "Nesterov",
    "NormClip",
    "RAdam",
    "RMSprop",
    "Rule",
    "Schedule",
    "Scheduled",
    "Search",
    "Searched",
    "State",
    "StepDecay",
    "ValueClip",
    "Warmup",
    "Yogi",
    "clip_by_norm",
    "clip_by_value",
    "endpoint",
    "trajectory",
    "walk",
]
