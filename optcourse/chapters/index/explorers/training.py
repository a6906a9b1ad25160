"""A network that learns digits while one looks, with all that decides whether it does."""

from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from optcourse import draws
from optcourse.explore import (
    REFERENCE,
    TEST,
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
from optcourse.loops import scan
from optcourse.networks.data import digits
from optcourse.networks.passes import Mlp
from optcourse.rules import Adam, GradientDescent, Momentum
from optcourse.tables import rows

UNITS, BATCH = 64, 64  # at most; masks leave out the rest
NUM_TRAIN, NUM_TEST = 1000, 500
EVERY = 10  # steps from one test to the next
LOST = 50.0  # nats: a loss beyond is no loss of a network that learns
SEED, LABELS = 1, 2  # of the training, and of the wrong labels
NET = Mlp((64, UNITS, 10))
RULES = {
    "sgd": ("SGD", GradientDescent),
    "momentum": ("momentum 0.9", lambda rate: Momentum(rate, 0.9)),
    "adam": ("Adam", Adam),
}

TITLE = "Train a network"
QUESTION = "1,000 digits, one hidden layer. What makes it learn new digits, and what makes it fail?"
PRESETS = {
    "It learns": {"rate": 0.3},
    "Too large a rate": {"rate": 10.0, "batch": 4},
    "Half the labels wrong": {"rate": 0.3, "noise": 0.5},
    "Two hidden units": {"rate": 0.3, "width": 2},
    "Huge initial weights": {"rate": 0.3, "scale": 30.0},
}


def train_a_network(num_steps=600):
    """A network of one hidden layer on digits, trained in the page."""
    methods = {name: label for name, (label, _) in RULES.items()}
    controls = [
        Choice("method", "method", methods, "sgd"),
        Slider("rate", "learning rate *ε*", 0.001, 10.0, 0.01, count=41, log=True, spec=".2g"),
        Slider("batch", "batch size", 1, BATCH, 16, step=1, spec="d"),
        Slider("width", "hidden units", 1, UNITS, 32, step=1, spec="d"),
        Slider("scale", "initial scale", 0.01, 30.0, 1.0, count=41, log=True, spec=".2g"),
        Slider("noise", "wrong labels", 0.0, 1.0, 0.0, step=0.05, spec=".0%"),
    ]

    def scene(method, rate, batch, width, scale, noise):
        run = trained(RULES[method][1](rate), batch, width, scale, noise, num_steps // EVERY)
        return _picture(run, num_steps)

    return Explorer(scene, controls, TITLE, QUESTION, presets=PRESETS)


class Run(NamedTuple):
    """Where a training stands: the rule's state, the loss of the last batches, the test error.

    `gone` is the step whose loss was beyond `LOST`, 0 if there was none.
    """

    state: Any
    loss: Any
    error: Any
    gone: Any


def trained(rule, batch, width, scale, noise, num_rounds):
    """All states of `num_rounds` × `EVERY` steps, a `Run` with one row a round.

    Batch and width are parts of larger ones, so that their shapes stay: the examples and units
    beyond count 0.
    """
    data = examples()
    on, counts = 1.0 * (np.arange(UNITS) < width), (np.arange(BATCH) < batch) / batch
    targets = with_wrong_labels(noise)

    def error(theta):
        answers = np.argmax(NET.forward(theta, data.X_test, [on])[-1], axis=1)
        return np.mean(answers != data.y_test)

    def step(run, k):
        which = np.floor(draws.uniform(SEED, k + 2, BATCH) * NUM_TRAIN)
        inputs, wanted = rows(data.X_train, which), rows(targets, which)
        loss, slope = NET.gradient(run.state.theta, inputs, wanted, counts, [on])
        gone = np.where((run.gone == 0) & ~(loss < LOST), k + 1.0, run.gone)
        return Run(rule.move(run.state, slope, k), loss, run.error, gone)

    def round_(run, r):
        steps = scan(lambda run, j: step(run, EVERY * r + j), run, EVERY)
        state = type(run.state)(steps.state.theta[-1], _last(steps.state.memory))
        return Run(state, np.mean(steps.loss[1:]), error(state.theta), steps.gone[-1])

    start = NET.start(SEED, scale, (64, width, 10))
    first = Run(rule.init(start), np.log(10.0), error(start), 0.0)
    return scan(round_, first, num_rounds)


def _last(memory):
    return type(memory)(*(part[-1] for part in memory))


@cache
def examples():
    """The digits, as numbers of double precision."""
    data = digits(NUM_TRAIN, 0, NUM_TEST)
    return replace(data, X_train=data.X_train.astype(float), X_test=data.X_test.astype(float))


def with_wrong_labels(share):
    """Targets (1000, 10), of which about this share were drawn at random."""
    wrong = np.floor(10 * draws.uniform(LABELS, 0, NUM_TRAIN))
    labels = np.where(draws.uniform(LABELS, 1, NUM_TRAIN) < share, wrong, examples().y_train)
    return 1.0 * (labels[:, None] == np.arange(10))


def _picture(run, num_steps):
    steps = np.arange(0, num_steps + 1, EVERY)
    axis = Axis("step", (0, num_steps))
    loss = [
        Guide(y=np.log(10.0), color=REFERENCE, dash=True, label="guessing"),
        Line(steps, run.loss, color=TRAIN, label="batches"),
    ]
    error = [
        Guide(y=90.0, color=REFERENCE, dash=True, label="guessing"),
        Line(steps, 100 * run.error, color=TEST, label="500 new digits"),
    ]
    lost = run.gone[-1] > 0
    ends = {"loss": run.loss[-1], "error": run.error[-1]}
    return Scene(
        [
            Panel(axis, Axis("loss, nats", (0.003, 10.0), "log"), loss, aspect=0.6),
            Panel(axis, Axis("errors, %", (0, 100)), error, aspect=0.6),
        ],
        [
            Readout("Loss **{loss:.3f}**; **{error:.1%}** of new digits wrong.", ends, when=~lost),
            Readout("**Diverged at step {step:d}.**", {"step": run.gone[-1]}, lost, tone="bad"),
        ],
    )
