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
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    Text,
)
from optcourse.networks import rounds
from optcourse.networks.passes import Mlp
from optcourse.rules import Adam

BITS, UNITS, RATE, EVERY = 6, 48, 0.01, 25
NET = Mlp((BITS, UNITS, 1), "relu", "half_squared_distance")
STEP, ANYWHERE = 0.05, 1.05  # the last place of the slider is no noise on a solution
PLACES = (*(f"noise {STEP * k:.2f}" for k in range(1, 21)), "anywhere")
FIRST, APART = 1.22, 0.13  # where the widths begin beside the noises, and a doubling of units
TICKS = (0, 25, 50, 75, 100)
TITLE = "How wrong may the start be?"
QUESTION = "Six bits, even or odd? From which starts does descent find the answer?"


def how_wrong(record, num_steps=1500):
    """G6, G23: a network learns parity in the page, beside recorded ones (a Parities)."""
    controls = [
        Slider("noise", "start", STEP, ANYWHERE, 1.0, step=STEP, texts=PLACES),
        Slider("width", "hidden units", BITS, UNITS, BITS, step=6, spec="d"),
        Slider("seed", "start number", 1, 20, 1, step=1, spec="d"),
    ]
    presets = {
        "Beside a solution": {"noise": 0.2},
        "Anywhere": {"noise": ANYWHERE},
        "Eight times the units": {"noise": ANYWHERE, "width": UNITS},
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


def trained(noise, width, seed, num_rounds):
    """`Rounds` of `EVERY` steps; what is seen after each is the share of inputs told wrongly."""
    X, odd = all_inputs(ParitiesConfig(bits=BITS))
    X, targets = X.astype(float), 2.0 * odd[:, None] - 1
    on = [1.0 * (np.arange(UNITS) < width)]
    random = NET.start(seed, 1.0, (BITS, width, 1))
    theta = np.where(_anywhere(noise), random, beside(noise, seed))

    def gradient(theta, k):
        return NET.gradient(theta, X, targets, on=on)

    def look(theta, _):
        return np.mean(~(NET.forward(theta, X, on)[-1] * targets > 0))

    return rounds.trained(Adam(RATE), gradient, theta, num_rounds, EVERY, look)


def _anywhere(noise):
    return noise > ANYWHERE - STEP / 2


def _learned(record, num_steps, noise, width, seed):
    run = trained(noise, width, seed, num_steps // EVERY)
    steps = EVERY * np.arange(num_steps // EVERY + 1)
    axis = Axis("step", (0, num_steps))
    wrong = [
        Guide(y=50.0, color=REFERENCE, label="guessing", legend=True),
        Line(steps, 100 * run.seen, color=TRAIN, label="errors"),
    ]
    here = np.where(_anywhere(noise), _place(1.0 * width), 1.0 * noise)
    panels = [
        Panel(axis, Axis("inputs told wrongly, %", (-3, 103), ticks=TICKS), wrong, aspect=0.8),
        _recorded(record, here, run.seen[-1]),
    ]
    values = {"step": run.done[-1], "first": run.seen[0], "now": run.seen[-1]}
    values |= {"loss": run.loss[-1]}
    there = run.seen[-1] == 0
    return Scene(
        panels,
        [
            Readout("At first **{first:.0%}** are told wrongly; at step {step:.0f} **{now:.0%}**, "
                    "at a loss of {loss:.2g}.", values),
            Readout("**It tells all 64 inputs rightly.**", when=there, tone="good"),
        ],
    )  # fmt: skip


def _place(width):
    """Where starts anywhere with so many units stand on the axis, right of all noises."""
    return FIRST + APART * np.log2(width / BITS)


def _recorded(record, here, wrong):
    """How many of the recorded starts succeed, by noise and then by width, and this one."""
    count, places = record.after.shape[1], _place(record.widths)
    heights = 100 * record.far.max(1) / count - 7
    marks = [
        *_shares(record, record.noises, record.near, "recorded"),
        *_shares(record, places, record.far.max(1), ""),
        Guide(x=here, color=CHOSEN, label="this start", legend=True),
        Points(here, np.where(wrong == 0, 100.0, 0.0), color=TRAIN, size=6, shape="square"),
        Text(1.98, 50.0, "anywhere,", anchor="end"),
        Text(1.98, 41.0, "by units", anchor="end"),
        *(
            Text(x + 0.05, y, f"{n}")
            for n, x, y in zip(record.widths, places, heights, strict=True)
        ),
    ]
    across = Axis("noise on 6 units, then anywhere", (0, 2.0), ticks=(0, 0.5, 1))
    succeed = Axis(f"of {count} starts succeed, %", (-11, 105), ticks=TICKS)
    return Panel(across, succeed, marks, aspect=0.8)


def _shares(record, x, counts, label):
    low, high = (100 * end for end in record.interval(counts))
    share = 100 * counts / record.after.shape[1]
    band = Band(x, low, high, color=REFERENCE, label=label and "95% interval")
    return [band, Line(x, share, color=REFERENCE, dots=True, label=label)]
