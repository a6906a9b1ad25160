"""The explorer of two ways to pull weights toward zero."""

import numpy as np

from optcourse import draws
from optcourse.explore import (
    METHOD_B,
    METHOD_C,
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
from optcourse.loops import scan
from optcourse.rules import Adam, Decoupled, Regularized
from optcourse.tables import rows

NUM_STEPS, RATE, PAIRS = 500, 0.008, 6
NOISES = np.geomspace(0.01, 10.0, 61)
TIME = RATE * NUM_STEPS
SEED = 5


def decay_or_penalty():
    """P9: weights whose gradients are noise, under AdamW and under Adam with an L2 penalty."""
    controls = [
        Slider("noise", "size of the noise *s*", 0.01, 10.0, 3.0, count=37, log=True, spec=".2g"),
        Slider("decay", "decay *λ*", 0.01, 0.5, 0.1, count=35, log=True, spec=".2g"),
    ]
    presets = {
        "A busy weight": {"noise": 10.0},
        "A quiet weight": {"noise": 0.1},
        "Noise of size 1": {"noise": 1.0},
    }
    question = "One weight is busy, one is quiet. Which is pulled to zero, under either rule?"
    return Explorer(_scene, controls, "Decay or penalty", question, presets=presets)


def _scene(noise, decay):
    steps = np.arange(NUM_STEPS + 1.0)
    apart, mixed = Decoupled(Adam(RATE), decay), Regularized(Adam(RATE), decay)
    runs = walked(apart, noise), walked(mixed, noise)
    theory = np.exp(-RATE * decay * steps), np.exp(-RATE * decay * steps / noise)
    ends = {"apart": runs[0][-1], "mixed": runs[1][-1]}
    text = "Left of the weight: AdamW **{apart:.0%}**, Adam with the penalty **{mixed:.0%}**."
    return Scene([_course(steps, runs, theory), _shares(noise, decay, runs)], [Readout(text, ends)])


def walked(rule, noise):
    """The mean weight (NUM_STEPS + 1,) of pairs from 1 whose gradients are opposite noise."""
    drawn = noise * draws.normal(SEED, 0, (NUM_STEPS, PAIRS))

    def step(state, k):
        one = rows(drawn, k)
        return rule.move(state, np.concatenate([one, -one]), k)

    path = scan(step, rule.init(np.ones(2 * PAIRS)), NUM_STEPS).theta
    return np.mean(path, axis=1)


def _course(steps, runs, theory):
    marks = [
        Guide(y=0.0, color=0),
        Line(steps, runs[0], color=METHOD_C, width=2.6, label="AdamW"),
        Line(steps, runs[1], color=METHOD_B, width=2.6, label="Adam, L2 penalty"),
        Line(steps, theory[0], color=REFERENCE, dash=True, width=1.0, label="formulas"),
        Line(steps, theory[1], color=REFERENCE, dash=True, width=1.0),
    ]
    axes = Axis("step", (0, NUM_STEPS)), Axis("mean weight", (-0.2, 1.2))
    return Panel(*axes, marks, aspect=0.8)


def _shares(noise, decay, runs):
    marks = [
        Line(NOISES, np.exp(-TIME * decay) + 0 * NOISES, color=METHOD_C, label="AdamW"),
        Line(NOISES, np.exp(-TIME * decay / NOISES), color=METHOD_B, dash=True,
             label="Adam, L2 penalty"),
        Points(noise, runs[0][-1], color=METHOD_C, size=6),
        Points(noise, runs[1][-1], color=METHOD_B, shape="square", size=6),
    ]  # fmt: skip
    axes = (
        Axis("size of the noise *s*", (0.01, 10.0), "log"),
        Axis("left after 500 steps", (0.0, 1.2)),
    )
    return Panel(*axes, marks, aspect=0.8, title="formulas; symbols: these runs")
