"""The explorer of a network whose weights are kept in bfloat16: it trains as you look."""

from functools import partial

import numpy as np

from optcourse import draws
from optcourse.chapters.inexact.experiments.grids import at_random, to_bfloat16
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    METHOD_C,
    REFERENCE,
    TRAIN,
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
from optcourse.networks.data import digits
from optcourse.networks.passes import Mlp
from optcourse.networks.rounds import trained
from optcourse.rules import GradientDescent
from optcourse.tables import rows

EVERY, BATCH, NUM_TRAIN, TOSSES = 50, 20, 1000, 3
NET = Mlp((64, 32, 10))
WAYS = {"float": "not rounded", "nearest": "to the nearest", "random": "at random"}
LOSSES = (0.01, 4.0)


def weights_in_bfloat16(record, num_steps=2000):
    """N9: a network, its weights rounded after each step, over recorded ones (a `Rounding`)."""
    controls = [
        Slider("rate", "learning rate *ε*", 0.001, 0.1, 0.01, count=21, log=True, spec=".2g"),
        Choice("way", "weights rounded", WAYS, "float"),
        Slider("seed", "start", 1, 10, 1, step=1, spec="d"),
    ]
    presets = {
        "To the nearest": {"way": "nearest"},
        "At random": {"way": "random"},
        "A tiny rate": {"rate": 0.001, "way": "nearest"},
        "Tiny, at random": {"rate": 0.001, "way": "random"},
    }
    question = "Keep the weights in eight bits after each step. What does it cost, at which rate?"
    data = digits(num_train=NUM_TRAIN)
    scene = partial(_kept, record, num_steps, data.X_train.astype(float), np.eye(10)[data.y_train])
    return Explorer(scene, controls, "Weights in bfloat16", question, presets=presets)


class Kept:
    """A rule after each of whose steps θ is rounded."""

    def __init__(self, rule, rounded):
        self.rule, self.rounded = rule, rounded

    def init(self, theta):
        return self.rule.init(self.rounded(theta, 0))

    def move(self, state, grad, k):
        moved = self.rule.move(state, grad, k)
        return moved._replace(theta=self.rounded(moved.theta, k + 1))


def _rounding(way):
    if way == "nearest":
        return lambda theta, k: to_bfloat16(theta)
    if way == "random":
        return lambda theta, k: at_random(theta, draws.uniform(TOSSES, k, len(theta)))
    return lambda theta, k: theta


def _kept(record, num_steps, inputs, targets, rate, way, seed):
    def gradient(theta, k):
        which = np.floor(draws.uniform(seed, k + 9, BATCH) * NUM_TRAIN)
        return NET.gradient(theta, rows(inputs, which), rows(targets, which))

    def look(theta, _):
        return NET.gradient(theta, inputs, targets).loss

    rule = Kept(GradientDescent(rate), _rounding(way))
    run = trained(rule, gradient, NET.start(seed), num_steps // EVERY, EVERY, look)
    values = {"step": run.done[-1], "loss": run.seen[-1]}
    return Scene(
        [_course(run, num_steps), _ends(record, rate, run, way)],
        [Readout("Step {step:.0f}: loss **{loss:.3g}** over 1,000 digits.", values)],
    )


def _course(run, num_steps):
    steps = EVERY * np.arange(num_steps // EVERY + 1)
    return Panel(
        Axis("step", (0, num_steps)),
        Axis("training loss", LOSSES, "log"),
        [
            Guide(y=np.log(10.0), color=REFERENCE, dash=True, label="guessing"),
            Line(steps, run.seen, color=TRAIN, width=2.8, label="this network"),
        ],
    )


def _ends(record, rate, run, way):
    """Recorded losses at the end against the rate, in the median: in float32, and of this way."""
    ends = np.median(record.loss, axis=2)
    marks = [Line(record.rates, ends[0], color=METHOD_A, width=3.5, label="recorded: float32")]
    if way == "nearest":
        marks += [Line(record.rates, ends[1], color=METHOD_B, label="to the nearest")]
    if way == "random":
        marks += [Line(record.rates, ends[2], color=METHOD_C, dash=True, label="at random")]
    return Panel(
        Axis("learning rate *ε*", (0.0008, 0.125), "log"),
        Axis("training loss at the end", LOSSES, "log"),
        [*marks, Points(rate, run.seen[-1], color=CHOSEN, size=5.5)],
    )
