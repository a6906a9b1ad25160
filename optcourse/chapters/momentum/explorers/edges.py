"""The explorer of the edge that moves with momentum: it trains a network as you look."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from optcourse import draws
from optcourse.chapters.momentum.experiments import LIMITS
from optcourse.explore import (
    METHOD_A,
    REFERENCE,
    TRAIN,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
)
from optcourse.networks.data import digits
from optcourse.networks.passes import Mlp
from optcourse.networks.rounds import sharpest, trained
from optcourse.rules import Momentum, Nesterov

EVERY, MARGIN = 20, 0.1
RULES = {"heavy ball": Momentum, "nesterov": Nesterov}
NAMES = {"heavy ball": "heavy ball", "nesterov": "Nesterov"}


class Seen(NamedTuple):
    """Sharpness, and the direction that is so sharp (P,)."""

    sharpness: Any
    way: Any


def the_edge_moves(num_steps=800):
    """M8: sharpness under heavy ball and Nesterov, on 200 digits, all of them at each step."""
    controls = [
        Choice("rule", "rule", NAMES, "heavy ball"),
        Slider("momentum", "momentum *α*", 0.0, 0.8, 0.2, step=0.1, spec=".1f"),
        Slider("rate", "learning rate *ε*", 0.05, 0.3, 0.2, step=0.05, spec=".2f"),
        Slider("seed", "start", 1, 10, 1, step=1, spec="d"),
    ]
    presets = {
        "Heavy ball 0.5": {"momentum": 0.5},
        "Nesterov 0.5": {"momentum": 0.5, "rule": "nesterov"},
        "Heavy ball 0.8": {"momentum": 0.8},
        "Plain, lower rate": {"momentum": 0.0, "rate": 0.15},
    }
    question = "Plain descent goes up to 2/ε. How far up does more momentum go?"
    data = digits(num_train=200)
    scene = partial(_scene, num_steps, data.X_train.astype(float), np.eye(10)[data.y_train])
    return Explorer(scene, controls, "The edge moves", question, presets=presets)


def _scene(num_steps, inputs, targets, rule, momentum, rate, seed):
    net = Mlp((inputs.shape[1], 24, 24, targets.shape[1]), loss="half_squared_distance")
    slope = lambda theta: net.gradient(theta, inputs, targets)  # noqa: E731
    look = partial(_seen, lambda theta: slope(theta).theta, seed)
    run = trained(RULES[rule](rate, momentum), lambda theta, k: slope(theta), net.start(seed),
                  num_steps // EVERY, EVERY, look)  # fmt: skip
    limit = LIMITS[rule](momentum) / rate
    steps = EVERY * np.arange(num_steps // EVERY + 1)
    panels = [_sharp(steps, run, rate, limit), _loss(steps, run)]
    return Scene(panels, _readouts(run, limit))


def _seen(gradient, seed, theta, before):
    """Where the network stands: `sharpest` goes on from the direction of a moment `before`."""
    if before is None:
        first = 2 * draws.uniform(seed, 9, len(theta)) - 1
        return Seen(*sharpest(gradient, theta, first, 20))
    return Seen(*sharpest(gradient, theta, before.way, 3))


def _sharp(steps, run, rate, limit):
    marks = [
        Guide(y=2 / rate, color=METHOD_A, label="2/*ε*, plain descent’s limit", legend=True),
        Guide(y=limit, color=REFERENCE, dash=False, label="this rule’s limit", legend=True),
        Line(steps, run.seen.sharpness, color=TRAIN, width=2.5, label="this network"),
    ]
    axes = (
        Axis("step", (0, steps[-1])),
        Axis("sharpness *λ*_{max}", (4.0, 60.0), "log", (5, 10, 20, 40)),
    )
    return Panel(*axes, marks, aspect=0.8)


def _loss(steps, run):
    marks = [Line(steps, np.where(run.loss < 1e6, run.loss, np.nan), color=TRAIN, width=2.5)]
    axes = Axis("step", (0, steps[-1])), Axis("training loss", (1e-4, 3.0), "log")
    return Panel(*axes, marks, aspect=0.8)


def _readouts(run, limit):
    sharp = run.seen.sharpness[-1]
    ratio, calm = sharp / limit, ~run.diverged
    values = {"step": run.done[-1], "sharp": sharp, "limit": limit}
    part = {"ratio": ratio}
    return [
        Readout("Step {step:.0f}: sharpness **{sharp:.1f}**, limit {limit:.1f}.", values, calm),
        Readout("**At the edge:** {ratio:.2f} of the limit.", part,
                calm & (np.abs(ratio - 1) <= MARGIN), tone="good"),
        Readout("Below the edge: {ratio:.2f} of the limit.", part, calm & (ratio < 1 - MARGIN)),
        Readout("**Past the edge:** {ratio:.2f} of the limit.", part,
                calm & (ratio > 1 + MARGIN), tone="bad"),
        Readout("**Diverged at step {step:.0f}.**", {"step": run.lasted[-1]}, run.diverged,
                tone="bad"),
    ]  # fmt: skip
