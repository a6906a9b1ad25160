"""The explorer of rates that fade, or forget."""

import numpy as np

from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    METHOD_C,
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
)
from optcourse.rules import Adadelta, AdaGrad, RMSprop, trajectory

NUM_STEPS, FLOOR = 400, 1e-9
WHERE = {"slope": "a slope", "bowl": "a bowl"}
START = np.array([1.0])


class Ground:
    """The loss g |θ| where θ is below 0, a slope; or ½ g θ², a bowl."""

    def __init__(self, where, size):
        self.where, self.size = where, size

    def grad(self, theta):
        return self.size * (theta if self.where == "bowl" else -1.0 + 0.0 * theta)


def fading_rates():
    """P5: AdaGrad, RMSprop and Adadelta on a steady slope and on a bowl of one parameter."""
    controls = [
        Choice("where", "on", WHERE, "slope"),
        Slider(
            "rate", "rate *ε*, of the first two", 1e-3, 0.3, 0.01, count=26, log=True, spec=".2g"
        ),
        Slider("guard", "guard *δ* of Adadelta", 1e-8, 1e-2, 1e-6, count=25, log=True, spec=".1g"),
        Slider("size", "size of the gradient", 0.01, 100.0, 1.0, count=33, log=True, spec=".2g"),
    ]
    presets = {
        "A larger guard": {"guard": 1e-2},
        "A hundred times steeper": {"size": 100.0},
        "On a bowl": {"where": "bowl"},
        "Bowl, guard 0.01": {"where": "bowl", "guard": 1e-2},
    }
    question = "AdaGrad's rate fades. Does it halt? Adadelta has no rate. What sets its steps?"
    return Explorer(_scene, controls, "Fading rates", question, presets=presets)


def _scene(where, rate, guard, size):
    rules = AdaGrad(rate), RMSprop(rate), Adadelta(eps=guard)
    begin = START if where == "bowl" else np.zeros(1)
    paths = [trajectory(rule, Ground(where, size), begin, NUM_STEPS).theta[:, 0] for rule in rules]
    far = [np.abs(path) + FLOOR for path in paths]
    ends = dict(zip(("ada", "rms", "delta"), (each[-1] for each in far), strict=True))
    kind = "left of the way" if where == "bowl" else "walked"
    text = ": AdaGrad {ada:.2g}, RMSprop {rms:.2g}, Adadelta **{delta:.2g}**."
    readout = Readout(f"After {NUM_STEPS} steps, {kind}{text}", ends)
    return Scene([_course(where, far), _lengths(paths)], [readout])


def _lines(x, values, **style):
    names = ("AdaGrad", METHOD_A, False), ("RMSprop", METHOD_B, True), ("Adadelta", METHOD_C, False)
    return [
        Line(x, each, color=color, dash=dash, label=name, **style)
        for each, (name, color, dash) in zip(values, names, strict=True)
    ]


def _course(where, far):
    steps, far = np.arange(1.0, NUM_STEPS + 1), [each[1:] for each in far]
    label = "distance to the lowest place" if where == "bowl" else "distance walked"
    axes = Axis("step", (1, NUM_STEPS), "log"), Axis(label, (1e-5, 1e3), "log")
    return Panel(*axes, _lines(steps, far, width=2.2), aspect=0.8)


def _lengths(paths):
    steps = np.arange(1.0, NUM_STEPS + 1)
    lengths = [np.abs(path[1:] - path[:-1]) + FLOOR for path in paths]
    axes = Axis("step", (1, NUM_STEPS), "log"), Axis("length of the step", (1e-6, 10.0), "log")
    return Panel(*axes, _lines(steps, lengths, width=2.2), aspect=0.8)
