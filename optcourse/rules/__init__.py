"""Update rules, each written once: for formulas, for compiled explorers, for stacked networks.

A step is a direction times a rate. The direction is the rule; the rate is a number, one that a
schedule changes (`Scheduled`), or a search. `trajectory` follows a rule on a landscape.
"""

from optcourse.rules.adaptive import Adadelta, AdaGrad, RMSprop
from optcourse.rules.around import Clipped, Decoupled, Scheduled
from optcourse.rules.averages import Average, ExponentialMean, Mean
from optcourse.rules.backtracking import Backtracking, GoldenSection, Shortened
from optcourse.rules.base import Method, Rule, Searched, State, endpoint, trajectory, walk
from optcourse.rules.clips import Clip, Clipping, NormClip, ValueClip, clip_by_norm, clip_by_value
from optcourse.rules.descent import GradientDescent, Momentum, Nesterov
from optcourse.rules.directions import Normalized, Paid, Regularized, Signed
from optcourse.rules.grained import Grained
from optcourse.rules.guards import InsideAdam, UncorrectedAdam, UncorrectedInsideAdam
from optcourse.rules.lion import Lion
from optcourse.rules.momenta import Ahead, WithMomentum, WithNesterov
from optcourse.rules.moments import Adam, AMSGrad, NAdam, RAdam, Yogi
from optcourse.rules.parted import Muon, Parted
from optcourse.rules.prodigy import Prodigy
from optcourse.rules.rates import InverseRoot, OneCycle, PerMember, WarmupStableDecay
from optcourse.rules.schedule_free import ScheduleFree
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
from optcourse.rules.secant import BarzilaiBorwein
from optcourse.rules.snapshots import Snapshot, svrg
from optcourse.rules.switches import SWATS

__all__ = [
    "SWATS",
    "AMSGrad",
    "AdaGrad",
    "Adadelta",
    "Adam",
    "Ahead",
    "Average",
    "Backtracking",
    "BarzilaiBorwein",
    "BracketingLineSearch",
    "Clip",
    "Clipped",
    "Clipping",
    "Cosine",
    "Decoupled",
    "ExactLineSearch",
    "Exponential",
    "ExponentialMean",
    "GoldenSection",
    "GradientDescent",
    "Grained",
    "InsideAdam",
    "InverseRoot",
    "InverseTime",
    "Linear",
    "Lion",
    "Mean",
    "Method",
    "Momentum",
    "Muon",
    "NAdam",
    "Nesterov",
    "NormClip",
    "Normalized",
    "OneCycle",
    "Paid",
    "Parted",
    "PerMember",
    "Prodigy",
    "RAdam",
    "RMSprop",
    "Regularized",
    "Rule",
    "Schedule",
    "ScheduleFree",
    "Scheduled",
    "Search",
    "Searched",
    "Shortened",
    "Signed",
    "Snapshot",
    "State",
    "StepDecay",
    "UncorrectedAdam",
    "UncorrectedInsideAdam",
    "ValueClip",
    "Warmup",
    "WarmupStableDecay",
    "WithMomentum",
    "WithNesterov",
    "Yogi",
    "clip_by_norm",
    "clip_by_value",
    "endpoint",
    "svrg",
    "trajectory",
    "walk",
]
