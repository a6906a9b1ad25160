"""The explorer of the edge of stability, in the chapter on ill-conditioning: it trains."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from optcourse import draws
from optcourse.explore import (
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
from optcourse.networks.rounds import bend, pointing, sharpest, trained
from optcourse.rules import GradientDescent

EVERY = 25
LOSSES = {"half_squared_distance": "squared error", "cross_entropy": "cross-entropy"}


class Seen(NamedTuple):
    """Sharpness, the direction that is so sharp (P,), and gᵀHg / gᵀg."""

    sharpness: Any
    way: Any
    along: Any


def the_edge(num_steps=1500):
    """I7: sharpness of a network that full-batch descent trains, on 200 digits, as you look."""
    controls = [
        Slider("rate", "learning rate *ε*", 0.02, 2, 0.05, count=41, log=True, spec=".2g"),
        Slider("scale", "initial scale", 0.5, 2, 1.0, count=13, log=True, spec=".2g"),
        Slider("seed", "start", 1, 20, 1, step=1, spec="d"),
        Choice("loss", "loss", LOSSES, "half_squared_distance"),
    ]
    presets = {
        "At the edge": {"rate": 0.2},
        "A small rate": {"rate": 0.03},
        "The largest rate": {"rate": 0.4},
        "Too large": {"rate": 1.0},
        "Cross-entropy": {"rate": 0.2, "loss": "cross_entropy"},
    }
    question = "Choose the rate. How sharp a place does descent end up in?"
    data = digits(num_train=200)
    scene = partial(_edge, num_steps, data.X_train.astype(float), np.eye(10)[data.y_train])
    return Explorer(scene, controls, "The edge", question, presets=presets)


def _edge(num_steps, inputs, targets, rate, scale, seed, loss):
    net = Mlp((inputs.shape[1], 32, 32, 32, targets.shape[1]), loss=loss)
    theta = net.start(seed, scale)
    run = trained(
        GradientDescent(rate),
        lambda theta, k: net.gradient(theta, inputs, targets),
        theta,
        num_steps // EVERY,
        EVERY,
        partial(_seen, lambda theta: net.gradient(theta, inputs, targets).theta, seed),
    )
    balance = 0.5 * rate * run.seen.along
    steps = EVERY * np.arange(num_steps // EVERY + 1)
    span = Axis("step", (0, num_steps), ticks=(0, num_steps // 3, 2 * num_steps // 3, num_steps))
    return Scene(
        [
            Panel(
                span,
                Axis("sharpness *λ*_{max}", (0.2, 100), "log", (0.2, 1, 5, 20, 100)),
                [
                    Guide(y=2 / rate, color=REFERENCE, label="2/*ε*", legend=True),
                    Line(steps, run.seen.sharpness, color=TRAIN, width=2.5, label="this network"),
                ],
                aspect=1.0,
            ),
            Panel(
                span,
                Axis("cost ÷ gain of a step", (-0.3, 1.5)),
                [
                    Guide(y=0.0, dash=False),
                    Guide(y=1.0, color=REFERENCE, label="a step hurts above"),
                    Line(steps, balance, color=TRAIN, width=2.5,
                         label="*εg*^{T}*Hg* ÷ 2*g*^{T}*g*"),
                ],
                aspect=1.0,
            ),
            Panel(
                span,
                Axis("training loss", (1e-3, 10), "log"),
                [Line(steps, np.where(run.loss < 1e6, run.loss, np.nan), color=TRAIN)],
                aspect=1.0,
            ),
        ],
        _readouts(run, rate),
    )  # fmt: skip


def _seen(gradient, seed, theta, before):
    """Where the network stands: `sharpest` goes on from the direction of a moment `before`."""
    if before is None:
        value, way = sharpest(gradient, theta, 2 * draws.uniform(seed, 9, len(theta)) - 1, 20)
    else:
        value, way = sharpest(gradient, theta, before.way, 3)
    slope = pointing(gradient(theta), way)
    return Seen(value, way, np.sum(bend(gradient, theta, slope) * slope))


def _readouts(run, rate):
    sharp = run.seen.sharpness[-1]
    ratio = 0.5 * rate * sharp
    values = {"step": run.done[-1], "sharp": sharp, "limit": 2 / rate}
    values |= {"balance": 0.5 * rate * run.seen.along[-1]}
    return [
        Readout("Step {step:.0f}: sharpness **{sharp:.1f}**, limit 2/*ε* = {limit:.1f}. "
                "Curvature takes {balance:.0%} of what the slope gives.", values,
                when=~run.diverged),
        Readout("**At the edge:** *ελ*/2 = {ratio:.2f}.", {"ratio": ratio},
                when=(ratio > 0.9) & (ratio < 1.1), tone="good"),
        Readout("Below the edge: *ελ*/2 = {ratio:.2f}.", {"ratio": ratio}, when=ratio <= 0.9),
        Readout("**Past the edge:** *ελ*/2 = {ratio:.2f}.", {"ratio": ratio},
                when=ratio >= 1.1, tone="bad"),
        Readout("**Diverged at step {step:.0f}.**", {"step": run.lasted[-1]}, when=run.diverged,
                tone="bad"),
    ]  # fmt: skip
