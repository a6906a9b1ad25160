"""Explorers of the chapter on saddle points, for losses that are formulas."""

import numpy as np

from optcourse.chapters.saddles.experiments.surfaces import RIDGE
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
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
    Text,
    terrain,
    trail,
)
from optcourse.loops import scan
from optcourse.rules import Momentum

NUM_STEPS = 200
ESCAPED = 1.0 - 1e-9  # off the ridge by 1, whatever the last digits of the slider's 1 are
OFFSETS = 10.0 ** np.linspace(-12, 0, 25)
KICKS = np.random.default_rng(3).standard_normal((NUM_STEPS, 2))


def off_the_ridge():
    """D1: descent on x₁² − x₂² from a start that is off the ridge by δ."""
    controls = [
        Slider("offset", "offset *δ*", 1e-12, 1.0, 1e-9, count=25, log=True, spec=".1g"),
        Slider("lr", "learning rate *ε*", 0.02, 0.3, 0.1, step=0.02),
        Slider("momentum", "momentum *α*", 0.0, 0.9, 0.0, step=0.1, spec=".1f"),
        Choice("noise", "noise",
               {"0": "none", "1e-4": "0.0001", "1e-2": "0.01"}, "0"),
    ]  # fmt: skip
    presets = {
        "A trillionth off": {"offset": 1e-12},
        "A tenth off": {"offset": 0.1},
        "With momentum": {"momentum": 0.9},
        "With noise": {"noise": "1e-4"},
    }
    question = "Start off the ridge by δ. How many steps until descent has left?"
    title = "How long does a saddle hold descent?"
    return Explorer(_ridge, controls, title, question, presets=presets)


def _ridge(offset, lr, momentum, noise):
    sigma = float(noise)
    rule = Momentum(lr, momentum)
    kicks = sigma * KICKS + 0.0 * lr  # traced, so that a traced row can be taken from it

    def follow(start, kicks):
        def step(state, k):
            return rule.move(state, RIDGE.grad(state.theta) + kicks[k], k)

        return scan(step, rule.init(start), NUM_STEPS).theta

    ridge = np.stack([0.0 * offset + 1.0, 0.0 * offset])
    shaken = follow(ridge, kicks)  # what noise alone does; the rest of x₂ is proportional to δ
    path = follow(ridge + np.stack([0.0 * offset, offset]), kicks)
    per_offset = follow(np.stack([0.0 * offset, 0.0 * offset + 1.0]), 0.0 * kicks)[:, 1]
    away = np.abs(path[:, 1])
    return Scene(
        [
            _ridge_map(path),
            _ridge_clock(away, offset, lr, momentum, noise),
            _ridge_bill(per_offset, shaken[:, 1], away, offset),
        ],
        _ridge_readouts(away, lr, momentum, sigma),
    )


def _ridge_map(path):
    x, y = np.linspace(-1.3, 1.3, 53), np.linspace(-1.3, 1.3, 53)
    return Panel(
        Axis("*x*_{1}", (-1.3, 1.3), ticks=(-1, 0, 1)),
        Axis("*x*_{2}", (-1.3, 1.3), ticks=(-1, 0, 1)),
        [
            terrain(RIDGE.value, x, y, tuple(np.arange(-1.75, 1.76, 0.25))),
            Guide(y=0.0),
            Text(-1.2, -0.25, "ridge"),
            trail(path, color=METHOD_A, dots=True, run="descent"),
            Points(0.0, 0.0, color=0, shape="cross", size=5, label="saddle"),
        ],
        aspect=0.95,
    )


def _ridge_clock(away, offset, lr, momentum, noise):
    steps = np.arange(NUM_STEPS + 1)
    marks = [
        Guide(y=1.0, color=0, label="escaped", legend=True),
        Line(steps, np.maximum(away, 1e-14), color=METHOD_A, label="|*x*_{2}|", run="descent"),
    ]
    if noise == "0":
        growth = np.log(_growth(lr, momentum))
        expected = np.minimum(offset * np.exp(growth * steps), 1e3)
        marks.append(Line(steps, expected, color=0, dash=True, label="*δ* × factor^{step}"))
    x = Axis("step", (0, NUM_STEPS), ticks=(0, 100, 200))
    return Panel(x, Axis("distance from the ridge", (1e-13, 10.0), "log"), marks, aspect=0.95)


def _ridge_bill(per_offset, shaken, away, offset):
    paths = np.abs(np.reshape(OFFSETS, (-1, 1)) * per_offset + shaken)
    needed = np.sum(1.0 * (paths < ESCAPED), axis=1)
    needed = np.where(needed > NUM_STEPS, np.nan, needed)
    now = np.sum(1.0 * (away < ESCAPED))
    x = Axis("offset *δ*", (5e-13, 2.0), "log", ticks=(1e-12, 1e-8, 1e-4, 1.0))
    marks = [
        Line(OFFSETS, needed, color=METHOD_A),
        Points(offset, np.where(now > NUM_STEPS, np.nan, now), color=CHOSEN, size=5),
    ]
    y = Axis("steps to escape", (-5, NUM_STEPS), ticks=(0, 50, 100, 150, 200))
    return Panel(x, y, marks, aspect=0.95)


def _growth(lr, momentum):
    """The factor of |x₂| from step to step, in the long run: the larger root of heavy ball."""
    b = 1 + momentum + 2 * lr
    return 0.5 * (b + np.sqrt(b * b - 4 * momentum))


def _ridge_readouts(away, lr, momentum, sigma):
    escaped = away >= ESCAPED
    there = np.any(escaped)
    values = {"k": np.argmax(escaped)}
    growth = _growth(lr, momentum)
    lines = [
        Readout("**{k:d} steps** to escape.", values, when=there & ~escaped[1], tone="good"),
        Readout("**One step** to escape.", when=escaped[1] & ~escaped[0], tone="good"),
        Readout("It starts outside.", when=escaped[0], tone="good"),
        Readout("**Still near the saddle** after 200 steps.", when=~there, tone="bad"),
    ]
    if sigma == 0:
        more = {"growth": growth, "ten": np.log(10) / np.log(growth)}
        text = "Each step multiplies *δ* by {growth:.2f}: ten times closer, {ten:.1f} steps more."
        return [*lines, Readout(text, more)]
    text = "The noise alone puts the path about {kick:.1g} off the ridge at each step."
    return [*lines, Readout(text, {"kick": lr * sigma})]
