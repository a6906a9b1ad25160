"""A network that learns digits while one looks, with all that decides whether it does."""

from dataclasses import replace
from functools import cache

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
from optcourse.networks import rounds
from optcourse.networks.data import digits
from optcourse.networks.passes import Gradient, Mlp
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


def trained(rule, batch, width, scale, noise, num_rounds):
    """`Rounds` of `EVERY` steps; what is seen after each is the share of new digits wrong.

    Batch and width are parts of larger ones, so that their shapes stay: the examples and units
    beyond count 0. A loss beyond `LOST` ends the training.
    """
    data, targets = examples(), with_wrong_labels(noise)
    on, counts = 1.0 * (np.arange(UNITS) < width), (np.arange(BATCH) < batch) / batch

    def gradient(theta, k):
        which = np.floor(draws.uniform(SEED, k + 2, BATCH) * NUM_TRAIN)
        inputs, wanted = rows(data.X_train, which), rows(targets, which)
        loss, slope = NET.gradient(theta, inputs, wanted, counts, [on])
        learns = loss < LOST
        return Gradient(np.where(learns, loss, np.inf), np.where(learns, slope, np.nan))

    def error(theta, before):
        answers = np.argmax(NET.forward(theta, data.X_test, [on])[-1], axis=1)
        return np.mean(answers != data.y_test)

    start = NET.start(SEED, scale, (64, width, 10))
    return rounds.trained(rule, gradient, start, num_rounds, EVERY, error)


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
        Line(steps, 100 * run.seen, color=TEST, label="500 new digits"),
    ]
    ends = {"loss": run.loss[-1], "error": run.seen[-1]}
    learned = "Loss **{loss:.3f}**; **{error:.1%}** of new digits wrong."
    lost, at = run.diverged, {"step": run.lasted[-1]}
    return Scene(
        [
            Panel(axis, Axis("loss, nats", (0.003, 10.0), "log"), loss, aspect=0.6),
            Panel(axis, Axis("errors, %", (0, 100)), error, aspect=0.6),
        ],
        [
            Readout(learned, ends, when=~lost),
            Readout("**Diverged at step {step:d}.**", at, lost, tone="bad"),
        ],
    )
