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
    parts = [getattr(value, field.name) for field in fields(value)]
    names = [named(part) for part in parts if hasattr(part, "__dataclass_fields__")]
    return "-".join([type(value).__name__, *names])


def parts(value):
    """A rule and all that it is made of."""
    inside = [getattr(value, field.name) for field in fields(value)]
    return [value, *(p for v in inside if hasattr(v, "__dataclass_fields__") for p in parts(v))]


def various(value, factors=FACTORS):
    """The same with many values in place of each number; what must be below 1 stays so.

    torch.nn.utils has one eps for all clips.
    """
    found = {}
    for field in fields(value):
        number = getattr(value, field.name)
        if isinstance(number, OfMembers):
            found[field.name] = various(number, factors)
        elif not callable(number) and not (field.name == "eps" and isinstance(value, rules.Clip)):
            below_one = field.name in ("momentum", "decay", "beta1", "beta2")
            found[field.name] = 1 - (1 - number) * factors if below_one else number * factors
    return replace(value, **found)


def member(value, i):
    """The rule of one member."""
    found = {field.name: getattr(value, field.name) for field in fields(value)}
    for name, number in found.items():
        if isinstance(number, OfMembers):
            found[name] = member(number, i)
        elif not callable(number) and np.ndim(number):
            found[name] = float(number[i])
    return replace(value, **found)


def with_numbers(value, number):
    """The same with each number `number(it)`, but those that count."""
    found = {}
    for field in fields(value):
        each = getattr(value, field.name)
        if hasattr(each, "__dataclass_fields__"):
            found[field.name] = with_numbers(each, number)
        elif field.name not in ("num_rounds", "num_steps", "every"):
            found[field.name] = number(each)
    return replace(value, **found)
