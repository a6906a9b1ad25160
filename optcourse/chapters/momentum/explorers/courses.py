"""The explorer of schedules: it trains two networks as you look."""

import numpy as np

from optcourse import draws
from optcourse.chapters.momentum.experiments import course
from optcourse.chapters.momentum.explorers.pairs import joined, trained_both
from optcourse.explore import (
    METHOD_B,
    REFERENCE,
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
)
from optcourse.networks.data import digits
from optcourse.networks.passes import Mlp
from optcourse.rules import GradientDescent, Scheduled, StepDecay
from optcourse.tables import rows

NUM, NUM_TEST, BATCH, SEED, EVERY = 400, 400, 8, 1, 50
NET = Mlp((64, 16, 10), "relu")
TASKS = {"fit": "right labels: can be fitted", "hard": "27 % wrong: cannot"}
WRONG = {"fit": 0.0, "hard": 0.3}
SCHEDULES = {"linear": "linear", "cosine": "cosine", "step": "steps", "inverse": "1/*t*"}


def schedules(num_steps=1500):
    """M6: a rate that falls beside a constant one, on digits."""
    controls = [
        Choice("task", "labels", TASKS, "fit"),
        Choice("schedule", "the rate falls", SCHEDULES, "linear"),
        Slider("rate", "rate at first *ε*", 0.0125, 0.4, 0.2, count=21, log=True, spec=".2g"),
    ]
    presets = {
        "Wrong labels": {"task": "hard"},
        "Wrong, half the rate": {"task": "hard", "rate": 0.1},
        "Wrong, a high rate": {"task": "hard", "rate": 0.4},
        "Falling as 1/t": {"schedule": "inverse"},
        "Wrong, by cosine": {"task": "hard", "schedule": "cosine"},
    }
    question = "One rate falls and one stays. Which ends lower, in training loss and on new digits?"

    data = {name: examples(share) for name, share in WRONG.items()}  # before it is compiled

    def scene(task, schedule, rate):
        run = _trained(data[task], schedule, rate, num_steps)
        steps = EVERY * np.arange(num_steps // EVERY + 1)
        panels = [
            _losses(steps, run),
            _errors(steps, run),
            _rates(steps, schedule, rate, num_steps),
        ]
        return Scene(panels, _readouts(run))

    return Explorer(scene, controls, "Schedules", question, presets=presets)


def examples(share):
    """Digits X, targets of which a share is drawn at random, and new digits with their labels."""
    data = digits(num_train=NUM, num_val=0, num_test=NUM_TEST)
    drawn = np.floor(10 * draws.uniform(2, 0, NUM))
    labels = np.where(draws.uniform(2, 1, NUM) < share, drawn, data.y_train)
    targets = 1.0 * (labels[:, None] == np.arange(10))
    return data.X_train.astype(float), targets, data.X_test.astype(float), data.y_test


def _factor(name, num_steps):
    return StepDecay(num_steps // 4, 0.3) if name == "step" else course(name, num_steps)


def _trained(data, schedule, rate, num_steps):
    """Both networks, the constant rate first; of each are seen loss and share of new ones wrong."""
    X, targets, new, labels = data
    start, factor = NET.start(SEED), _factor(schedule, num_steps)

    def gradient(theta, k):
        which = np.floor(draws.uniform(SEED, k + 2, BATCH) * NUM)
        return NET.gradient(theta, rows(X, which), rows(targets, which))

    def look(theta):
        answers = np.argmax(NET.forward(theta, new)[-1], axis=1)
        return NET.gradient(theta, X, targets).loss, np.mean(answers != labels)

    rule = Scheduled(GradientDescent(rate), lambda k: joined(1.0, factor(k), start))
    return trained_both(rule, gradient, start, num_steps // EVERY, EVERY, look)


def _both(steps, one, other):
    return [
        Line(steps, one, color=REFERENCE, dash=True, width=2.0, label="constant rate"),
        Line(steps, other, color=METHOD_B, width=2.4, label="falling rate"),
    ]


def _rates(steps, schedule, rate, num_steps):
    marks = _both(steps, rate + 0 * steps, rate * _factor(schedule, num_steps)(steps))
    axes = Axis("step", (0, num_steps)), Axis("rate", (0.0, 0.45))
    return Panel(*axes, marks, aspect=0.9)


def _losses(steps, run):
    marks = _both(steps, run.seen.one[0], run.seen.other[0])
    return Panel(Axis("step", (0, steps[-1])), Axis("training loss", (1e-3, 5.0), "log"), marks,
                 aspect=0.9)  # fmt: skip


def _errors(steps, run):
    marks = _both(steps, 100 * run.seen.one[1], 100 * run.seen.other[1])
    axes = Axis("step", (0, steps[-1])), Axis("new digits wrong, %", (0, 100))
    return Panel(*axes, marks, aspect=0.9)


def _readouts(run):
    one, other = run.seen
    ends = {"one": one[0][-1], "other": other[0][-1]}
    errors = {"one": one[1][-1], "other": other[1][-1]}
    calm = np.isfinite(ends["one"] + ends["other"])
    return [
        Readout("Training loss: constant **{one:.2g}**, falling **{other:.2g}**.", ends, calm),
        Readout("New digits wrong: {one:.1%} and {other:.1%}.", errors, calm),
        Readout("**A run has flown off.**", {}, ~calm, tone="bad"),
    ]  # fmt: skip
