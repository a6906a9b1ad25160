"""The explorer of a network that learns parity from a start near a solution, or from anywhere."""

from functools import partial

import numpy as np

from optcourse import draws
from optcourse.chapters.journeys.experiments.parities import ParitiesConfig, all_inputs, solution
from optcourse.explore import (
    CHOSEN,
    REFERENCE,
    TRAIN,
    Axis,
    Band,
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
from optcourse.networks import rounds
from optcourse.networks.passes import Mlp
from optcourse.rules import Adam

BITS, UNITS, RATE, EVERY = 6, 48, 0.01, 25
NET = Mlp((BITS, UNITS, 1), "relu", "half_squared_distance")
STARTS = {"near": "beside a solution", "random": "anywhere"}
TICKS = (0, 25, 50, 75, 100)
TITLE = "How wrong may the start be?"
QUESTION = "Six bits, even or odd? From which starts does descent find the answer?"


def how_wrong(record, num_steps=1500):
    """G6, G23: a network learns parity in the page, beside recorded ones (a Parities)."""
    controls = [
        Choice("start", "start", STARTS, "near"),
        Slider("noise", "noise on every weight", 0.0, 1.0, 1.0, step=0.05, spec=".2f"),
        Slider("width", "hidden units", BITS, UNITS, BITS, step=6, spec="d"),
        Slider("seed", "start number", 1, 20, 1, step=1, spec="d"),
    ]
    presets = {
        "Beside a solution": {"start": "near", "noise": 0.2},
        "Anywhere": {"start": "random"},
        "Eight times the units": {"start": "random", "width": UNITS},
    }
    scene = partial(_learned, record, num_steps)
    return Explorer(scene, controls, TITLE, QUESTION, presets=presets)


def beside(noise, seed):
    """θ (P,) of the solution in the first units and zeros in the others, with normal noise."""
    parts = np.split(solution(BITS), np.cumsum([BITS * BITS, BITS, BITS]))
    into, bias, out = np.zeros((BITS, UNITS)), np.zeros(UNITS), np.zeros(UNITS)
    into[:, :BITS] = parts[0].reshape(BITS, BITS).T
    bias[:BITS], out[:BITS] = parts[1], parts[2]
    exact = np.concatenate([into.ravel(), bias, out, parts[3]])
    return exact + noise * draws.normal(seed, 0, len(exact))


def trained(start, noise, width, seed, num_rounds):
    """`Rounds` of `EVERY` steps; what is seen after each is the share of inputs told wrongly."""
    X, odd = all_inputs(ParitiesConfig(bits=BITS))
    X, targets = X.astype(float), 2.0 * odd[:, None] - 1
    on = [1.0 * (np.arange(UNITS) < width)]
    theta = beside(noise, seed) if start == "near" else NET.start(seed, 1.0, (BITS, width, 1))

    def gradient(theta, k):
        return NET.gradient(theta, X, targets, on=on)

    def look(theta, _):
        return np.mean(~(NET.forward(theta, X, on)[-1] * targets > 0))

    return rounds.trained(Adam(RATE), gradient, theta, num_rounds, EVERY, look)


def _learned(record, num_steps, start, noise, width, seed):
    run = trained(start, noise, width, seed, num_steps // EVERY)
    steps = EVERY * np.arange(num_steps // EVERY + 1)
    axis = Axis("step", (0, num_steps))
    loss = [Line(steps, run.loss, color=TRAIN, label="loss")]
    wrong = [
        Guide(y=50.0, color=REFERENCE, label="guessing", legend=True),
        Line(steps, 100 * run.seen, color=TRAIN, label="errors"),
    ]
    panels = [
        Panel(axis, Axis("loss", (1e-6, 100.0), "log"), loss, aspect=0.9),
        Panel(axis, Axis("inputs told wrongly, %", (-3, 103), ticks=TICKS), wrong, aspect=0.9),
        _recorded(record, start, 1.0 * noise, 1.0 * width, run.seen[-1]),
    ]
    values = {"step": run.done[-1], "first": run.seen[0], "now": run.seen[-1]}
    there = run.seen[-1] == 0
    return Scene(
        panels,
        [
            Readout("At first **{first:.0%}** are told wrongly; at step {step:.0f} **{now:.0%}**.",
                    values),
            Readout("**It tells all 64 inputs rightly.**", when=there, tone="good"),
        ],
    )  # fmt: skip


def _recorded(record, start, noise, width, wrong):
    """How many of the recorded starts of this kind succeed, and this one."""
    count = record.after.shape[1]
    if start == "near":
        x, counts, here = record.noises, record.near, noise
        axis = Axis("noise (6 units)", (0, 1.05))
    else:
        x, counts, here = record.widths, record.far.max(1), width
        axis = Axis("hidden units", (0, UNITS + 2))
    low, high = (100 * end for end in record.interval(counts))
    marks = [
        Band(x, low, high, color=REFERENCE, label="95% interval"),
        Line(x, 100 * counts / count, color=REFERENCE, dots=True, label="recorded"),
        Guide(x=here, color=CHOSEN, label="this start", legend=True),
        Points(here, np.where(wrong == 0, 100.0, 0.0), color=TRAIN, size=6, shape="square"),
    ]
    succeed = Axis(f"of {count} starts succeed, %", (-5, 105), ticks=TICKS)
    return Panel(axis, succeed, marks, aspect=0.9)
