"""The explorer of three gradients in turn on which Adam walks the wrong way."""

from dataclasses import replace

import numpy as np

from optcourse.chapters.adaptive.explorers.tables import _WeighedAdam
from optcourse.explore import (
    CHOSEN,
    METHOD_C,
    REFERENCE,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    listed,
    place,
)
from optcourse.loops import scan
from optcourse.rules import AMSGrad, GradientDescent, Yogi
from optcourse.tables import rows

NUM_STEPS, RATE = 1000, 0.5
LARGE = (2.2, 3, 5, 10, 30)
MEMORIES = (0.01, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.99)
RULES = {
    "adam": "Adam, *ρ*_{1} = 0",
    "momentum": "Adam, *ρ*_{1} = 0.9",
    "amsgrad": "AMSGrad",
    "yogi": "Yogi",
    "sgd": "SGD",
}
EVERY = 5
SPREAD = np.linspace(0.005, 0.995, 100)


def reddis_trap():
    """P8: the gradients C, −1, −1 in turn on [−1, 1], at the rate 0.5/√t."""
    controls = [
        Choice("rule", "rule", RULES, "adam"),
        listed("large", "every third gradient *C*", LARGE, "{}", start=1),
        listed("memory", "*ρ*_{2}", MEMORIES, "{}", start=3),
    ]
    controls[2] = replace(controls[2], off={"rule": ("sgd",)}, why="SGD keeps none.")
    presets = {
        "A longer memory": {"memory": place(MEMORIES, 0.8)},
        "AMSGrad": {"rule": "amsgrad"},
        "Yogi": {"rule": "yogi"},
        "A larger gradient": {"large": place(LARGE, 10), "memory": place(MEMORIES, 0.2)},
        "With momentum": {"rule": "momentum"},
    }
    question = "The gradients sum to more than 0, so the best place is −1. Where does Adam go?"
    return Explorer(_scene, controls, "Reddi's trap", question, presets=presets)


def ruled(rule, memory):
    made = {
        "adam": lambda: _WeighedAdam(RATE, 0.0, memory),
        "momentum": lambda: _WeighedAdam(RATE, 0.9, memory),
        "amsgrad": lambda: AMSGrad(RATE, 0.0, memory),
        "yogi": lambda: Yogi(RATE, 0.0, memory, 1e-8),
        "sgd": lambda: GradientDescent(RATE),
    }
    return made[rule]()


def walked(rule, large):
    """θ (NUM_STEPS + 1,) from 0, kept to [−1, 1] after each step."""

    def step(state, k):
        third = k - 3 * np.floor(k / 3)
        grad = np.where(third == 0, large, -1.0) + 0.0 * state.theta
        way, memory = rule.direction(grad, state.memory, k, state.theta)
        theta = state.theta - RATE / np.sqrt(k + 1.0) * way
        return state._replace(theta=np.clip(theta, -1.0, 1.0), memory=memory)

    return scan(step, rule.init(np.zeros(1)), NUM_STEPS).theta[:, 0]


def _scene(rule, large, memory):
    size, rho2 = rows(np.array(LARGE, float), large), rows(np.array(MEMORIES), memory)
    theta = walked(ruled(rule, rho2), size)
    end = {"end": np.mean(theta[-30:])}
    best, worst = end["end"] < -0.5, end["end"] > 0.5
    return Scene(
        [_course(theta), _drift(rule, size, rho2)],
        [
            Readout("It ends at **{end:.2f}**, the best end.", end, best, tone="good"),
            Readout("It ends at **{end:.2f}**, the worst end.", end, worst, tone="bad"),
            Readout("It ends at **{end:.2f}**.", end, ~best & ~worst),
        ],
    )


def drift(large, memory):
    """How far one round of three gradients moves θ, in rates: below 0 is toward +1."""
    first = (1 - memory) * (large**2 + memory + memory**2) / (1 - memory**3)
    second = memory * first + 1 - memory
    third = memory * second + 1 - memory
    return large / np.sqrt(first) - 1 / np.sqrt(second) - 1 / np.sqrt(third)


def border(large):
    """The smallest ρ₂ at which `drift` is not toward the worst end, by 40 halvings."""

    def halve(ends, _):
        middle = 0.5 * (ends[0] + ends[1])
        wrong = drift(large, middle) < 0
        return np.stack([np.where(wrong, middle, ends[0]), np.where(wrong, ends[1], middle)])

    return scan(halve, np.array([1e-6, 1 - 1e-6]), 40)[-1][0]


def _course(theta):
    shown = np.arange(0, NUM_STEPS + 1, EVERY)
    marks = [
        Guide(y=-1.0, color=REFERENCE, label="best"),
        Guide(y=1.0, color=REFERENCE, label="worst"),
        Line(shown, theta[::EVERY], color=METHOD_C, width=1.6),
    ]
    return Panel(Axis("step", (0, NUM_STEPS)), Axis("*θ*", (-1.15, 1.25)), marks, aspect=0.8)


def _drift(rule, large, rho2):
    here = np.nan if rule == "sgd" else rho2  # which SGD has not
    marks = [
        Guide(y=0.0, color=REFERENCE),
        Line(SPREAD, -drift(large, SPREAD), color=METHOD_C, label="a round of Adam, *ρ*_{1} = 0"),
        Guide(x=border(large), color=REFERENCE, label="border"),
        Points(here, -drift(large, here), color=CHOSEN, shape="square", size=6),
    ]
    axes = Axis("*ρ*_{2}", (0.0, 1.0)), Axis("how far, in rates", (-2.2, 1.3))
    return Panel(*axes, marks, aspect=0.8, title="above 0: toward the worst end")
