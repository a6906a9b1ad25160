"""The explorer of Muon's iteration, which makes the singular values of a matrix alike."""

import numpy as np

from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    REFERENCE,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
)
from optcourse.rules.parted import QUINTIC

MOST = 8
VALUES = np.geomspace(1e-4, 1.0, 241)
ANGLES = np.linspace(0.0, 2 * np.pi, 121)
CIRCLE = np.array([np.cos(ANGLES), np.sin(ANGLES)])
TURN = np.array([[np.cos(0.6), -np.sin(0.6)], [np.sin(0.6), np.cos(0.6)]])


def muons_rounds():
    """P13: rounds of the iteration, and what becomes of two directions of a layer."""
    controls = [
        Slider("rounds", "rounds", 0, MOST, 0, step=1, spec="d"),
        Slider("weak", "weaker direction ÷ stronger", 1e-3, 1.0, 0.05, count=31, log=True,
               spec=".2g"),
    ]  # fmt: skip
    presets = {
        "One round": {"rounds": 1},
        "Five rounds": {"rounds": 5},
        "Hardly a direction": {"rounds": 5, "weak": 1e-3},
        "Eight rounds": {"rounds": 8},
    }
    question = "One direction of a layer's gradient is weak. After how many rounds is it not?"
    return Explorer(_scene, controls, "Muon's rounds", question, presets=presets)


def _after(values, rounds):
    """Singular values after that many rounds: a σ + b σ³ + c σ⁵, again and again."""
    a, b, c = QUINTIC
    for k in range(MOST):
        values = np.where(k < rounds, (a + (b + c * values**2) * values**2) * values, values)
    return values


def _scene(rounds, weak):
    strong = 1 / np.sqrt(1 + weak * weak)
    given = np.stack([strong, weak * strong])
    found = _after(given, rounds)
    text = "The step's singular values: **{first:.2f}** and **{second:.2g}**, {ratio:.3g} to 1."
    return Scene(
        [_curve(rounds, given, found), _ellipse(given, found)],
        [Readout(text, {"first": found[0], "second": found[1], "ratio": found[0] / found[1]})],
    )


def _curve(rounds, given, found):
    marks = [
        Guide(y=0.68, color=REFERENCE),
        Guide(y=1.14, color=REFERENCE),
        Line(VALUES, _after(VALUES, rounds), color=METHOD_A, label="after the rounds"),
        Points(given, found, color=METHOD_B, size=5),
    ]
    axes = Axis("σ ÷ length of the gradient", (1e-4, 4.0), "log"), Axis("σ of the step", (0, 1.3))
    return Panel(*axes, marks, aspect=0.8, title="Dashed: 0.68 and 1.14")


def _ellipse(given, found):
    """What the gradient and the step make of a circle of inputs."""
    before, after = (TURN @ (each[:, None] * CIRCLE) for each in (given, found))
    marks = [
        Line(*before, color=REFERENCE, dash=True, label="gradient"),
        Line(*after, color=METHOD_B, label="step"),
    ]
    return Panel(
        Axis("output 1", (-1.3, 1.3)),
        Axis("output 2", (-1.3, 1.3)),
        marks,
        aspect=1.0,
        to_scale=True,
        title="A circle of inputs",
    )
