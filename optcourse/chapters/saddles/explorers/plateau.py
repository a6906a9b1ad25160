"""The explorer of the plateau around zero weights: a network trains, and leaves it or not."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from optcourse import draws
from optcourse.explore import (
    REFERENCE,
    TRAIN,
    Axis,
    Cells,
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
from optcourse.networks.data import digits
from optcourse.networks.passes import Gradient, Mlp
from optcourse.networks.rounds import trained
from optcourse.rules import Momentum
from optcourse.tables import rows

EXAMPLES, UNITS, BATCH, EVERY = 300, 16, 32, 25
NET = Mlp((64, UNITS, UNITS, 10))
SCALES = np.array([0, 1e-4, 1e-3, 3e-3, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1])
NOISES = np.array([0, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1])
FIRST = np.log(10.0)  # the loss of a network that knows nothing, in nats
TITLE = "A plateau, left or not"
QUESTION = "Weights near zero: is the plateau left in 1,500 steps, and what makes it shorter?"


class Seen(NamedTuple):
    """The loss on all examples, and the length of its gradient."""

    loss: Any
    norm: Any


def left_or_not(num_steps=1500):
    """D7, D9: a small network near zero weights, with momentum or noise in its gradients."""
    controls = [
        listed("which", "initial weights ×", SCALES, "{:g}", start=place(SCALES, 0.01)),
        Slider("rate", "learning rate *ε*", 0.01, 1.0, 0.1, count=41, log=True, spec=".2g"),
        Slider("momentum", "momentum *α*", 0.0, 0.95, 0.0, step=0.05, spec=".2f"),
        listed("noise", "noise in each slope", NOISES, "{:g}", start=0),
        Slider("seed", "start", 1, 20, 1, step=1, spec="d"),
    ]
    zero = place(SCALES, 0.0)
    presets = {
        "Ordinary weights": {"which": place(SCALES, 1.0)},
        "With momentum": {"momentum": 0.9},
        "A larger rate": {"rate": 1.0},
        "At zero, with momentum": {"which": zero, "momentum": 0.9},
        "At zero, with noise": {"which": zero, "noise": place(NOISES, 0.01)},
    }
    data = digits(num_train=EXAMPLES)
    inputs, targets = data.X_train.astype(float), np.eye(10)[data.y_train]
    scene = partial(_left, num_steps, inputs, targets)
    return Explorer(scene, controls, TITLE, QUESTION, presets=presets)


def _left(num_steps, inputs, targets, which, rate, momentum, noise, seed):
    rule, noise = Momentum(rate, momentum), rows(NOISES, noise)
    start = NET.start(seed, rows(SCALES, which))

    def gradient(theta, k):
        places = np.floor(draws.uniform(seed, 20 + 2 * k, BATCH) * EXAMPLES)
        loss, slope = NET.gradient(theta, rows(inputs, places), rows(targets, places))
        return Gradient(loss, slope + noise * draws.normal(seed, 21 + 2 * k, len(theta)))

    def look(theta, _):
        loss, slope = NET.gradient(theta, inputs, targets)
        return Seen(loss, np.sqrt(np.sum(slope * slope)))

    run = trained(rule, gradient, start, num_steps // EVERY, EVERY, look)
    return Scene(_panels(run, num_steps), _readouts(run))


def _panels(run, num_steps):
    steps = EVERY * np.arange(num_steps // EVERY + 1)
    axis = Axis("step", (0, num_steps))
    loss = [
        Guide(y=FIRST, color=REFERENCE, label="guessing", legend=True),
        Line(steps, run.seen.loss, color=TRAIN, width=2.5, label="all 300 digits"),
    ]
    norm = [Line(steps, run.seen.norm, color=TRAIN, width=2.5)]
    units, (_, (between, _), _) = np.arange(1, UNITS + 1), NET.layers(run.state.theta[-1])
    weights = [Cells(units, units, between, levels=(-1, 0, 1), label="weight")]
    ends = {"limits": (0.5, UNITS + 0.5), "ticks": (1, UNITS // 2, UNITS)}
    return [
        Panel(axis, Axis("loss, nats", (0.0, 3.0)), loss, aspect=1.0),
        Panel(axis, Axis("gradient norm ‖*g*‖", (1e-4, 10.0), "log"), norm, aspect=1.0),
        Panel(Axis("to unit of layer 2", **ends), Axis("from unit of layer 1", **ends), weights,
              aspect=1.0, to_scale=True),
    ]  # fmt: skip


def _readouts(run):
    loss, norm = run.seen
    off, done = loss <= 0.9 * FIRST, loss <= 0.01 * FIRST
    values = {"step": run.done[-1], "loss": loss[-1], "norm": norm[-1]}
    return [
        Readout("Step {step:.0f}: loss **{loss:.3f}**, ‖*g*‖ = {norm:.2g}.", values,
                when=~run.diverged),
        Readout("**Left at step {k:.0f}**: a tenth of the loss is gone.",
                {"k": EVERY * np.argmax(off)}, when=np.any(off), tone="good"),
        Readout("A hundredth was left at step {k:.0f}.", {"k": EVERY * np.argmax(done)},
                when=np.any(done)),
        Readout("**Not left.**", when=~np.any(off) & ~run.diverged, tone="bad"),
        Readout("**Diverged at step {at:.0f}.**", {"at": run.lasted[-1]}, when=run.diverged,
                tone="bad"),
    ]  # fmt: skip
