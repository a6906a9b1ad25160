"""The explorer of steps that are shorter than the best one."""

import numpy as np

from optcourse.chapters.descent.experiments import bowl_loss, curvatures, exact_rate
from optcourse.explore import (
    METHOD_A,
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
    Slider,
)
from optcourse.landscapes import best_lr
from optcourse.loops import each, scan
from optcourse.rules.grained import to_grain

NUM, NUM_STEPS, GOAL = 50, 300, 1e-8
START = np.random.default_rng(0).standard_normal(NUM)
SPREADS = {"log": "spread out", "steep": "one steep direction"}


def shorter_than_best():
    """A2b: an exact line search whose steps are multiplied by a factor that the reader sets."""
    controls = [
        Slider("factor", "part of the best step", 0.3, 1.9, 1.0, step=0.05),
        Slider("kappa", "condition number *κ*", 10.0, 1000.0, 1000.0, count=21, log=True,
               spec=".2g"),
        Choice("spectrum", "curvatures", SPREADS, "log"),
    ]  # fmt: skip
    presets = {
        "A tenth shorter": {"factor": 0.9},
        "Half the step": {"factor": 0.5},
        "Half as long again": {"factor": 1.5},
        "One steep direction": {"spectrum": "steep"},
        "One steep, shorter": {"factor": 0.9, "spectrum": "steep"},
    }
    question = "Each step ends at the lowest place of its line. Can descent be faster?"
    title = "Shorter than the best step"
    return Explorer(_scene, controls, title, question, presets=presets)


def _searched(values, factor):
    """The path (NUM_STEPS + 1, n) of steps `factor` times the exact one; chaotic, so to a grain."""

    def step(theta, _):
        return to_grain(theta * (1 - factor * exact_rate(values, theta)[..., None] * values))

    return scan(step, START, NUM_STEPS)


def _scene(factor, kappa, spectrum):
    values = curvatures(NUM, kappa, spectrum)
    path = _searched(values, factor)
    loss = each(lambda theta: bowl_loss(values, theta), path)
    left = loss / loss[0]
    best = each(lambda theta: bowl_loss(values, theta), _searched(values, 1.0))
    fixed = (
        START**2
        * values
        * (1 - best_lr(1.0, kappa) * values) ** (2 * np.arange(NUM_STEPS + 1.0)[:, None])
    )
    constant = np.sum(fixed, axis=1) / np.sum(START**2 * values)
    return Scene(
        [_fall(left, best / best[0], constant), _rates(values, path, factor, kappa)],
        _readouts(left),
    )


def _fall(left, best, constant):
    steps = np.arange(NUM_STEPS + 1.0)
    marks = [
        Guide(y=GOAL, color=0, label="goal"),
        Line(steps, constant, color=REFERENCE, dash=True, label="best constant rate"),
        Line(steps, best, color=REFERENCE, label="best steps"),
        Line(steps, left, color=METHOD_A, width=2.8, label="yours"),
    ]
    axes = Axis("step", (0, NUM_STEPS)), Axis("loss, of the first", (1e-12, 3.0), "log")
    return Panel(*axes, marks, aspect=0.8)


def _rates(values, path, factor, kappa):
    """One over the rate of each step: the curvature that the step would end at once."""
    ends = each(lambda theta: 1 / (factor * exact_rate(values, theta) + 1e-300), path)
    marks = [
        Guide(y=1.0, color=0, label="lowest curvature"),
        Guide(y=kappa, color=0, label="highest"),
        Points(np.arange(NUM_STEPS + 1.0), ends, color=METHOD_A, size=2.5),
    ]
    axes = Axis("step", (0, NUM_STEPS)), Axis("1 ÷ rate", (0.4, 3000.0), "log")
    return Panel(*axes, marks, aspect=0.8, title="curvature that each step is right for")


def _readouts(left):
    there = np.any(left < GOAL)
    steps, rest = {"k": np.argmax(left < GOAL)}, {"left": left[-1]}
    return [
        Readout("**{k:d} steps** to a hundred-millionth of the loss.", steps, there, tone="good"),
        Readout(f"After {NUM_STEPS} steps **{{left:.2g}}** of the loss is left.", rest, ~there),
    ]
