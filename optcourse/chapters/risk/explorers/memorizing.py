"""The explorer of labels learned by heart, in the chapter on risk: it trains as you look."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from optcourse import draws
from optcourse.explore import (
    REFERENCE,
    TEST,
    TRAIN,
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
from optcourse.networks.data import digits
from optcourse.networks.passes import Mlp
from optcourse.networks.rounds import trained
from optcourse.rules import Momentum
from optcourse.tables import rows

EXAMPLES, BATCH, UNITS, CLASSES = 500, 100, 256, 10
EVERY = 25
NET = Mlp((64, UNITS, CLASSES), "relu")
PLACES = np.arange(EXAMPLES)
ERRORS = Axis("error, %", (-3, 100), ticks=(0, 20, 40, 60, 80, 100))


class Digits(NamedTuple):
    """Examples (m, 64), their labels one-hot (m, 10), and as numbers (m,) of new ones."""

    inputs: Any
    targets: Any
    new_inputs: Any
    new_labels: Any


class Wrong(NamedTuple):
    """The share of labels that are missed: those it was given, and those of new digits."""

    given: Any
    new: Any


def memorizing(record, num_steps=500):
    """R4: a network on digits some of whose labels were shuffled, over recorded ends (Memorizing).

    It has the record's settings: ReLU, momentum, 500 steps with batches of 100 of 500 digits.
    """
    controls = [
        Slider("share", "labels shuffled", 0, 1, 0, step=0.05, spec=".0%"),
        Slider("width", "hidden units", 1, UNITS, UNITS, count=9, log=True, spec=".0f"),
        Slider("seed", "start", 1, 20, 1, step=1, spec="d"),
    ]
    presets = {
        "Half shuffled": {"share": 0.5},
        "All shuffled": {"share": 1.0},
        "All shuffled, 64 units": {"share": 1.0, "width": 64},
        "All shuffled, 16 units": {"share": 1.0, "width": 16},
        "True labels, 16 units": {"width": 16},
    }
    question = "How many wrong labels can a network learn, and what does it know afterwards?"
    data = digits(num_train=EXAMPLES, num_test=EXAMPLES)
    targets = np.eye(CLASSES)[data.y_train]
    seen = Digits(data.X_train.astype(float), targets, data.X_test.astype(float), data.y_test)
    scene = partial(_memorizing, record, seen, num_steps)
    return Explorer(scene, controls, "Memorizing", question, presets=presets)


def _memorizing(record, data, num_steps, share, width, seed):
    width = np.floor(width + 0.5)  # positions of a logarithmic slider are rounded
    run = _trained(data, num_steps, share, width, seed)
    given, new = 100 * run.seen.given, 100 * run.seen.new
    steps = EVERY * np.arange(num_steps // EVERY + 1)
    over_time = [
        Guide(y=90.0, color=REFERENCE, label="chance", legend=True),
        Line(steps, new, color=TEST, width=2.5, label="new digits"),
        Line(steps, given, color=TRAIN, width=2.5, label="training labels"),
    ]
    values = {"step": run.done[-1], "given": run.seen.given[-1], "new": run.seen.new[-1]}
    return Scene(
        [
            Panel(Axis("step", (0, num_steps)), ERRORS, over_time),
            _ends(record, share, run.seen.given[-1], run.seen.new[-1]),
        ],
        [Readout("Step {step:.0f}: wrong on **{given:.1%}** of its training labels, on "
                 "**{new:.1%}** of new digits.", values)],
    )  # fmt: skip


def _ends(record, share, given, new):
    """Where recorded networks of 256 units ended, and where this one stands."""
    ends = (record.test_error, TEST, "circle", new), (record.train_error, TRAIN, "square", given)
    marks = [Guide(y=90.0, color=REFERENCE, label="chance", legend=True)]
    for errors, color, shape, now in ends:
        mean = 100 * errors[:, :, -1].mean(axis=0)
        marks += [
            Line(100 * record.shares, mean, color=color, width=1.0, dots=True,
                 label="" if marks[1:] else "recorded, 256 units"),
            Points(100 * share, 100 * now, color=color, size=6, shape=shape),
        ]  # fmt: skip
    shuffled = Axis("labels shuffled, %", (-2, 102), ticks=(0, 25, 50, 75, 100))
    return Panel(shuffled, ERRORS, marks)


def _trained(data, num_steps, share, width, seed):
    """The `Rounds` of a network of which the first `width` units are there."""
    on = [1.0 * (np.arange(UNITS) < width)]
    order = draws.order(seed, 10, EXAMPLES)
    inputs, given = rows(data.inputs, order), _shuffled(rows(data.targets, order), share)
    labels = np.argmax(given, axis=1)

    def gradient(theta, k):
        places = 1.0 * BATCH * (k % (EXAMPLES // BATCH)) + np.arange(BATCH)
        which = rows(draws.order(seed, 20 + k // (EXAMPLES // BATCH), EXAMPLES), places)
        return NET.gradient(theta, rows(inputs, which), rows(given, which), on=on)

    def missed(theta, x, y):
        return np.mean(np.argmax(NET.forward(theta, x, on)[-1], axis=1) != y)

    def look(theta, _):
        new = missed(theta, data.new_inputs, data.new_labels)
        return Wrong(missed(theta, inputs, labels), new)

    theta = NET.start(seed, widths=(64, width, CLASSES))
    return trained(Momentum(0.1, 0.9), gradient, theta, num_steps // EVERY, EVERY, look)


def _shuffled(targets, share):
    """Targets (m, 10) in a random order, of which the first `share` change places in a ring."""
    count = np.floor(share * len(targets) + 0.5)
    following = rows(targets, np.where(count > PLACES + 1, PLACES + 1.0, 0.0))
    return np.where((count > PLACES)[:, None], following, targets)
