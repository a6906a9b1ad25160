"""The table of rules, methods, searches and clips; and what tests do with the numbers of one."""

from dataclasses import fields, replace

import numpy as np

from optcourse import methods, rules
from optcourse.landscapes import FromValue, GaborLoss, Quadratic, Rosenbrock
from optcourse.rules import (
    Adam,
    BracketingLineSearch,
    ExactLineSearch,
    GradientDescent,
    Momentum,
)
from optcourse.rules.members import OfMembers
from optcourse.validation import Checked

ENTRIES = [
    GradientDescent(1e-3),
    Momentum(1e-3, 0.9),
    rules.Nesterov(1e-3, 0.9),
    rules.AdaGrad(1e-1),
    rules.RMSprop(1e-2, 0.9),
    rules.Adadelta(0.5),
    Adam(1e-2),
    rules.AMSGrad(1e-2),
    rules.RAdam(1e-2),
    rules.NAdam(1e-2),
    rules.Yogi(1e-2),
    rules.Scheduled(Momentum(1e-3, 0.9), rules.Cosine(80, 0.1)),
    rules.Scheduled(Adam(1e-2), rules.Warmup(20, rules.InverseTime(30.0))),
    rules.Scheduled(GradientDescent(1e-3), rules.Linear(50)),
    rules.Scheduled(GradientDescent(1e-3), rules.StepDecay(20, 0.5)),
    rules.Scheduled(GradientDescent(1e-3), rules.Exponential(0.99)),
    rules.Scheduled(GradientDescent(1e-3), rules.InverseRoot(30.0)),
    rules.Scheduled(GradientDescent(1e-3), rules.OneCycle(60)),
    rules.Scheduled(GradientDescent(1e-3), rules.WarmupStableDecay(60, 0.2, 0.3)),
    rules.BarzilaiBorwein(1e-3, 0.9),
    rules.Clipped(Momentum(1e-3, 0.9), rules.NormClip(0.5)),
    rules.Clipped(Adam(1e-2), rules.ValueClip(0.2)),
    rules.Decoupled(Adam(1e-2), 0.05),
    rules.Decoupled(Momentum(1e-3, 0.9), 0.05),
    rules.Decoupled(rules.Lion(1e-2), 0.05),
    rules.Regularized(Adam(1e-2), 0.05),
    rules.Regularized(Momentum(1e-3, 0.9), 0.05),
    rules.Signed(GradientDescent(1e-2)),
    rules.Signed(Momentum(1e-2, 0.9)),
    rules.Normalized(GradientDescent(1e-2)),
    rules.WithMomentum(rules.RMSprop(1e-3, 0.9), 0.9),
    rules.WithMomentum(
        rules.Paid(rules.Scheduled(GradientDescent(1e-3), rules.StepDecay(20, 0.5))), 0.9
    ),
    rules.WithNesterov(rules.RMSprop(1e-3, 0.9), 0.9),
    rules.UncorrectedAdam(1e-2),
    rules.InsideAdam(1e-2),
    rules.UncorrectedInsideAdam(1e-2),
    rules.Lion(1e-2),
    rules.SWATS(1e-2, tolerance=1e-5),
    rules.ScheduleFree(GradientDescent(2e-2), 0.9),
    rules.ScheduleFree(
        rules.Scheduled(rules.Decoupled(Adam(3e-2, beta1=0.0), 0.01), rules.Warmup(10)), 0.9
    ),
    rules.Prodigy(first=1e-3, schedule=rules.Cosine(400)),
    rules.Muon((1, -1), 1e-2),
    rules.Parted((Momentum(1e-3, 0.9), rules.Scheduled(Adam(1e-2), rules.Cosine(80))), (1,)),
    rules.Ahead(rules.WithNesterov(GradientDescent(1e-3), 0.9)),
    methods.VSGD(num_first=3),
    methods.Newton(damping=0.3, lr=0.5),
    methods.SaddleFreeNewton(damping=0.3, lr=0.5),
    GradientDescent(ExactLineSearch(0.1)),
    GradientDescent(BracketingLineSearch(num_rounds=6)),
    GradientDescent(rules.Backtracking(num_rounds=12)),
    GradientDescent(rules.GoldenSection(num_rounds=8)),
    GradientDescent(rules.Shortened(ExactLineSearch(0.1), 0.9)),
    Momentum(ExactLineSearch(0.1), 0.5),
    Momentum(BracketingLineSearch(num_rounds=6), 0.5),
]
FIRST_ORDER = [each for each in ENTRIES if isinstance(each, rules.Rule) and not each.searches]
FACTORS = np.array([0.3, 1.0, 2.0, 5.0])

LANDSCAPES = {
    "bowl": Quadratic((1.0, 20.0), 0.4, (0.3, -0.2)),
    "saddle": Quadratic((-1.0, 2.0), angle=0.1),
    "banana": Rosenbrock(b=5.0),
    "gabor": GaborLoss.generated(),
    "from value": FromValue(lambda theta: theta[0] ** 4 + theta[0] * theta[1] + theta[1] ** 2),
}
START = np.array([-0.4, 0.7])


def named(value):
    """The names of a rule and of the parts it is made of."""
    if isinstance(value, str):
        return value
    return "-".join([type(value).__name__, *map(named, _inside(value))])


def _inside(value):
    """The dataclasses that a dataclass is made of, in order."""
    held = [getattr(value, field.name) for field in fields(value)]
    flat = [part for each in held for part in (each if isinstance(each, tuple) else (each,))]
    return [part for part in flat if hasattr(part, "__dataclass_fields__")]


def parts(value):
    """A rule and all that it is made of."""
    return [value, *(part for inside in _inside(value) for part in parts(inside))]


COUNTS = ("num_rounds", "num_steps", "num_first", "every", "shape", "sizes")


def various(value, factors=FACTORS):
    """The same with many values in place of each number; what must be below 1 stays so.

    0 stays 0, and torch.nn.utils has one eps for all clips.
    """

    def many(name, number):
        if number == 0 or (name == "eps" and isinstance(value, rules.Clip)):
            return number
        below_one = name in ("momentum", "decay", "beta1", "beta2")
        return 1 - (1 - number) * factors if below_one else number * factors

    return _changed(value, lambda part: various(part, factors), many)


def member(value, i):
    """The rule of one member."""

    def single(name, number):
        return float(number[i]) if np.ndim(number) else number

    return _changed(value, lambda part: member(part, i), single)


def with_numbers(value, number):
    """The same with each number `number(it)`, but those that count."""
    return _changed(
        value, lambda part: with_numbers(part, number), lambda _, each: number(each), Checked
    )


def _changed(value, of_part, of_number, parts_are=OfMembers):
    """A dataclass with its parts and its numbers changed; neither what counts nor functions."""

    def changed(name, each):
        if isinstance(each, tuple) and name not in COUNTS:
            return tuple(changed(name, part) for part in each)
        if isinstance(each, parts_are):
            return of_part(each)
        return each if callable(each) or name in COUNTS else of_number(name, each)

    held = {field.name: getattr(value, field.name) for field in fields(value)}
    return replace(value, **{name: changed(name, each) for name, each in held.items()})
