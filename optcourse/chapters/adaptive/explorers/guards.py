"""The explorer of the small number that keeps a quotient finite, in two places."""

import numpy as np

from optcourse.chapters.adaptive.explorers.bounces import Valley
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
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
from optcourse.rules import Adam, InsideAdam, trajectory

NUM_STEPS, RATE = 120, 0.02
SIZES = np.geomspace(1e-12, 1.0, 121)
START = np.array([1.0])


def where_the_guard_stands():
    """P2: the guard beside the root and under it, and what each makes of a small loss."""
    controls = [
        Slider("size", "first gradient |*g*|", 1e-12, 1.0, 1e-2, count=49, log=True, spec=".2g"),
        Slider("guard", "guard *δ*", 1e-12, 1e-3, 1e-8, count=37, log=True, spec=".2g"),
    ]
    presets = {
        "A small loss": {"size": 1e-4},
        "A smaller one": {"size": 1e-5},
        "Smaller than the guard": {"size": 1e-9},
        "A larger guard": {"guard": 1e-4},
    }
    question = "Multiply the loss by a small number. Which of the two takes shorter steps?"
    return Explorer(_scene, controls, "Where the guard stands", question, presets=presets)


def outside(size, guard):
    return size / (size + guard)


def inside(size, guard):
    return size / np.sqrt(size * size + guard)


def _scene(size, guard):
    runs = [
        trajectory(rule(RATE, eps=guard), Valley(size), START, NUM_STEPS).theta[:, 0]
        for rule in (Adam, InsideAdam)
    ]
    beside, under = outside(size, guard), inside(size, guard)
    steps = {"beside": beside, "under": under}
    text = "First step, of the rate: guard outside **{beside:.2g}**, inside **{under:.2g}**."
    return Scene([_steps(size, guard, beside, under), _course(*runs)], [Readout(text, steps)])


def _steps(size, guard, beside, under):
    marks = [
        Line(SIZES, outside(SIZES, guard), color=METHOD_A, label="outside: √*v* + *δ*"),
        Line(SIZES, inside(SIZES, guard), color=METHOD_B, dash=True, label="inside: √(*v* + *δ*)"),
        Guide(x=guard, color=METHOD_A, label="*δ*"),
        Guide(x=np.sqrt(guard), color=METHOD_B, label="√*δ*"),
        Points(size, beside, color=METHOD_A, size=5),
        Points(size, under, color=METHOD_B, shape="square", size=5),
    ]
    axes = Axis("|*g*|", (1e-12, 1.0), "log"), Axis("step ÷ rate", (0.0, 1.1))
    return Panel(*axes, marks, aspect=0.8)


def _course(beside, under):
    steps = np.arange(NUM_STEPS + 1.0)
    marks = [
        Guide(y=0.0, color=0, label="the lowest place"),
        Line(steps, beside, color=METHOD_A, label="outside"),
        Line(steps, under, color=METHOD_B, dash=True, label="inside"),
    ]
    axes = Axis("step", (0, NUM_STEPS)), Axis("*θ*", (-0.5, 1.1))
    return Panel(*axes, marks, aspect=0.8, title="Adam on a bowl with that gradient at 1")
