"""The explorer of the speed that momentum comes to."""

import numpy as np

from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    REFERENCE,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
    listed,
    place,
)
from optcourse.loops import scan
from optcourse.rules import Momentum
from optcourse.tables import rows

NUM_STEPS, LAST, AGES = 120, 40, 60
NEVER = 1000
TURNS = (1, 2, 3, 5, 10, 20, NEVER)
TEXTS = ("each step", *(f"every {n} steps" for n in TURNS[1:-1]), "never")
FORMS = {"book": "the book’s, v ← *α*v − *ε*g", "prince": "Prince’s, m ← *α*m + (1 − *α*)g"}
TINY = 1e-9


def terminal_speed():
    """M1, M2: a steady or turning slope, and how fast momentum goes on it."""
    controls = [
        Choice("form", "form", FORMS, "book"),
        Slider("momentum", "momentum *α*", 0.0, 0.95, 0.5, step=0.05, spec=".2f"),
        listed("turn", "the gradient turns round", TEXTS, "{}", start=len(TURNS) - 1),
    ]
    presets = {
        "Momentum 0.9": {"momentum": 0.9},
        "It turns each step": {"momentum": 0.9, "turn": 0},
        "It turns every ten": {"momentum": 0.9, "turn": place(TURNS, 10)},
        "Prince’s form": {"momentum": 0.9, "form": "prince"},
        "Prince’s form, turning": {"momentum": 0.9, "form": "prince", "turn": 0},
    }
    question = "The slope never changes. How fast does it get, in steps of plain descent?"
    return Explorer(_scene, controls, "Terminal speed", question, presets=presets)


def _scene(form, momentum, turn):
    share = 1 - momentum if form == "prince" else 1.0
    often = rows(np.array(TURNS, float), turn)
    path = _walked(Momentum(share, momentum), often)
    speed = np.abs(path[1:] - path[:-1]) + TINY
    return Scene(
        [_speeds(speed, share, momentum), _weights(share, momentum, often)],
        _readouts(speed, share, momentum, often),
    )


def _sign(k, often):
    """+1 for the first `often` steps, −1 for as many, and so on."""
    turned = np.floor(k / often)
    return 1 - 2 * (turned - 2 * np.floor(turned / 2))


def _walked(rule, often):
    """θ (NUM_STEPS + 1,) under gradients ±1 and a rate of 1."""
    step = lambda state, k: rule.move(state, np.zeros(1) + _sign(k, often), k)  # noqa: E731
    return scan(step, rule.init(np.zeros(1)), NUM_STEPS).theta[:, 0]


def _speeds(speed, share, momentum):
    steps = np.arange(1.0, NUM_STEPS + 1)
    marks = [
        Guide(y=1.0, color=METHOD_A, dash=True, label="plain descent", legend=True),
        Guide(y=share / (1 - momentum), color=REFERENCE, label="limit of a steady slope",
              legend=True),
        Line(steps, speed, color=METHOD_B, width=2.6, label="momentum"),
    ]  # fmt: skip
    axes = Axis("step", (0, NUM_STEPS)), Axis("length of the step", (0.01, 40.0), "log")
    return Panel(*axes, marks, aspect=0.8)


def _weights(share, momentum, often):
    """What the step after many weighs the gradients of earlier steps by, with their signs."""
    ages = np.arange(AGES + 1.0)
    weights = share * momentum**ages * _sign(ages, often)
    marks = [
        Guide(y=0.0, color=0, dash=False),
        Guide(x=momentum / (1 - momentum), color=REFERENCE, label="mean age", legend=True),
        Line(ages, weights, color=METHOD_B, dots=True, width=1.2, label="weight × sign"),
    ]
    axes = Axis("age of the gradient, in steps", (-1, AGES)), Axis("weight", (-1.1, 1.1))
    return Panel(*axes, marks, aspect=0.8, title="what a step is made of")


def _readouts(speed, share, momentum, often):
    steady, alternating = often > NUM_STEPS, often < 2
    limit = share / (1 - momentum)
    there = np.argmax(speed >= 0.95 * limit) + 1
    ages = {"age": momentum / (1 - momentum)}
    peak = {"peak": np.max(speed[-LAST:])}
    return [
        Readout("It comes to **{limit:.3g}** times the plain step, 95 % of it at step {there:d}.",
                {"limit": limit, "there": there}, steady),
        Readout("Each step undoes the last: **{last:.3g}** of the plain step is left.",
                {"last": speed[-1]}, alternating),
        Readout(f"At most **{{peak:.3g}}** times the plain step in the last {LAST} steps.", peak,
                ~steady & ~alternating),
        Readout("A gradient is {age:.3g} steps old in the mean.", ages),
    ]  # fmt: skip
