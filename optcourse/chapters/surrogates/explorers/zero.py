"""The explorer of training that goes on past its last mistake: it trains as you look."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from optcourse import draws
from optcourse.explore import (
    METHOD_B,
    REFERENCE,
    TEST,
    TRAIN,
    Axis,
    Band,
    Bars,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
    Text,
)
from optcourse.intervals import mean_and_half
from optcourse.networks.data import digits
from optcourse.networks.passes import Mlp
from optcourse.networks.rounds import trained
from optcourse.rules import GradientDescent
from optcourse.tables import rows

EXAMPLES, BATCH, CLASSES, POOL = 200, 20, 10, 500
EVERY = 2  # epochs from one look to the next
STEPS = EXAMPLES // BATCH  # an epoch's
NET = Mlp((64, 128, CLASSES), "relu")
EDGES = np.linspace(-10.0, 20.0, 41)  # of the bins of margins
SPARE = 0.5  # where nobody is wrong: so far below 0 the axes begin


class Digits(NamedTuple):
    """Examples (m, 64) and labels (m,) to draw from, and new ones."""

    inputs: Any
    labels: Any
    new_inputs: Any
    new_labels: Any


class Look(NamedTuple):
    """The shares of training labels and of new digits that are missed."""

    given: Any
    new: Any


def after_zero_training_error(right, wrong, num_epochs=160):
    """S4, S11: a network trains on past its last mistake, over recorded ones (two AfterZero).

    It has the records' settings: 128 ReLU units, 200 digits, batches of 20, plain SGD.
    """
    controls = [
        Slider("share", "labels wrong", 0, 0.5, 0, step=0.05, spec=".0%"),
        Slider("rate", "rate", 0.025, 0.4, 0.1, count=33, log=True, spec=".2g"),
        Slider("seed", "digits and start", 1, 20, 1, step=1, spec="d"),
    ]
    presets = {
        "One in five wrong": {"share": 0.2},
        "Half of them wrong": {"share": 0.5},
        "Right labels, faster": {"rate": 0.4},
        "One in five, faster": {"share": 0.2, "rate": 0.4},
    }
    question = "No training mistake is left. Does more training still change anything?"
    data = digits(num_train=POOL, num_test=POOL)
    seen = Digits(data.X_train.astype(float), 1.0 * data.y_train, data.X_test.astype(float),
                  data.y_test)  # fmt: skip
    scene = partial(_after_zero, {"right labels": right, "1 in 5 wrong": wrong}, seen, num_epochs)
    return Explorer(scene, controls, "After zero training error", question, presets=presets)


def _after_zero(records, data, num_epochs, share, rate, seed):
    inputs, labels = _examples(data, share, seed)
    run = _trained(data, inputs, labels, num_epochs, rate, seed)
    given, new = 100 * run.seen.given, 100 * run.seen.new
    clean = given == 0
    first, learnt = np.argmax(clean), np.any(clean)
    zero = np.where(learnt, 1.0 * EVERY * first, np.nan)
    times = 1.0 * EVERY * np.arange(num_epochs // EVERY + 1)
    change = np.where(times >= zero, new - new[first], np.nan)
    margins = _margins(run.state.theta[-1], inputs, labels)
    axis = Axis("epoch", (0, num_epochs))
    panels = [
        Panel(axis, Axis("error, %", (-SPARE, 60.0)), _errors(times, given, new, zero), aspect=1.0),
        Panel(axis, Axis("test error since all learnt, points", (-5.0, 5.0)),
              [Guide(y=0.0), *_recorded(records), Line(times, change, color=TEST, width=2.5,
               label="this network")], aspect=1.0),
        _bars(margins),
    ]  # fmt: skip
    moved = 100 * run.seen.new[-1] - new[first]
    values = {"epoch": run.done[-1] / STEPS, "given": run.seen.given[-1], "new": run.seen.new[-1]}
    return Scene(panels, _words(run, values, margins, learnt, zero, moved))


def _errors(times, given, new, zero):
    return [
        Line(times, new, color=TEST, width=2.5, label="new digits"),
        Line(times, given, color=TRAIN, width=2.5, label="training labels"),
        Guide(x=zero, label="all learnt"),
    ]


def _recorded(records):
    """Mean changes of recorded networks, each from its own last mistake, with 95% intervals."""
    marks = []
    for (name, record), color in zip(records.items(), (REFERENCE, METHOD_B), strict=True):
        zero = int(np.median(record.first_zero))
        change = 100 * (record.test_error - record.at_zero("test_error")[:, None])[:, zero:]
        mean, half = mean_and_half(change, axis=0)
        epochs = record.epochs[zero:]
        marks += [Band(epochs, mean - half, mean + half, color=color),
                  Line(epochs, mean, color=color, width=1.2, dash=True,
                       label=f"recorded, {name}")]  # fmt: skip
    return marks


def _bars(margins):
    middle, width = 0.5 * (EDGES[1:] + EDGES[:-1]), EDGES[1] - EDGES[0]
    place = np.clip(margins, EDGES[0], EDGES[-1] - 1e-9)[:, None]
    share = 100 * np.mean(1.0 * ((place >= EDGES[:-1]) & (place < EDGES[1:])), axis=0)
    return Panel(
        Axis("margin of training examples", (float(EDGES[0]), float(EDGES[-1]))),
        Axis("share, %", (0.0, 30.0)),
        [
            Bars(middle, share, width=0.9 * width, color=TRAIN),
            Guide(x=0.0, color=REFERENCE),
            Text(-0.5, 27.0, "wrong", anchor="end"),
            Text(0.5, 27.0, "right"),
        ],
        aspect=1.0,
    )


def _words(run, values, margins, learnt, zero, moved):
    values |= {"margin": np.sum(margins) / EXAMPLES}
    since, by = {"zero": zero}, {"zero": zero, "moved": np.abs(moved)}
    after = learnt & (run.done[-1] / STEPS > zero) & ~run.diverged
    start = "All was learnt by epoch {zero:.0f}. Since then "
    return [
        Readout("Epoch {epoch:.0f}: wrong on **{given:.1%}** of its training labels, on "
                "**{new:.1%}** of new digits; mean margin {margin:.1f}.", values),
        Readout(start + "its error on new digits **fell** by {moved:.1f} points.", by,
                when=after & (moved < 0), tone="good"),
        Readout(start + "its error on new digits **rose** by {moved:.1f} points.", by,
                when=after & (moved > 0), tone="bad"),
        Readout(start + "its error on new digits is the same.", since, when=after & (moved == 0)),
        Readout("Not all labels are learnt.", when=~learnt & ~run.diverged),
        Readout("Training **diverged** at step {step:.0f}.", {"step": run.lasted[-1]},
                when=run.diverged, tone="bad"),
    ]  # fmt: skip


def _examples(data, share, seed):
    """Digits drawn by the seed (m, 64) and labels (m,), of which the first `share` are another."""
    places = np.arange(EXAMPLES)
    which = draws.order(seed, 10, POOL)[:EXAMPLES]
    labels = rows(data.labels, which)
    other = (labels + 1 + np.floor(9 * draws.uniform(seed, 11, EXAMPLES))) % CLASSES
    return rows(data.inputs, which), np.where(share * EXAMPLES > places + 0.5, other, labels)


def _one_hot(labels):
    return 1.0 * (labels[:, None] == np.arange(CLASSES))


def _trained(data, inputs, labels, num_epochs, rate, seed):
    """The `Rounds` of a network, each of `EVERY` epochs."""
    targets = _one_hot(labels)

    def gradient(theta, k):
        places = 1.0 * BATCH * (k % STEPS) + np.arange(BATCH)
        which = rows(draws.order(seed, 20 + np.floor(k / STEPS), EXAMPLES), places)
        return NET.gradient(theta, rows(inputs, which), rows(targets, which))

    def missed(theta, x, y):
        return np.mean(np.argmax(NET.forward(theta, x)[-1], axis=1) != y)

    def look(theta, _):
        new = missed(theta, data.new_inputs, data.new_labels)
        return Look(missed(theta, inputs, labels), new)

    rounds, rule = num_epochs // EVERY, GradientDescent(rate)
    return trained(rule, gradient, NET.start(seed), rounds, EVERY * STEPS, look)


def _margins(theta, inputs, labels):
    """The logit of each label less the largest other, (m,)."""
    logits, own = NET.forward(theta, inputs)[-1], _one_hot(labels)
    return np.sum(logits * own, axis=1) - np.max(np.where(own > 0, -np.inf, logits), axis=1)
