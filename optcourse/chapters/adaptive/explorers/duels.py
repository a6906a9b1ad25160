"""Two networks that learn side by side, each by a rule and at a rate that the reader sets."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from optcourse import draws
from optcourse.arrays import blend, gather
from optcourse.chapters.adaptive.explorers.tables import Weighed
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    REFERENCE,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
    listed,
)
from optcourse.networks import rounds
from optcourse.networks.data import digits
from optcourse.networks.passes import Gradient, Mlp
from optcourse.rules.base import Rule
from optcourse.rules.grained import to_grain
from optcourse.tables import rows

NUM_TRAIN, NUM_TEST, BATCH, EVERY = 600, 300, 16, 10
LOST, SEED = 50.0, 3
GRAIN = 2.0**-24  # at high rates a training is chaotic: θ is kept to a grain, alike everywhere
NET = Mlp((64, 32, 10))
KINDS = {  # of the past and the new of m, the same of v, δ, over a root, corrected
    "SGD": (0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0),
    "momentum 0.9": (0.9, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0),
    "sign descent": (0.0, 1.0, 0.0, 1.0, 1e-12, 1.0, 0.0),
    "AdaGrad": (0.0, 1.0, 1.0, 1.0, 1e-10, 1.0, 0.0),
    "RMSprop": (0.0, 1.0, 0.99, 0.01, 1e-8, 1.0, 0.0),
    "Adam": (0.9, 0.1, 0.999, 0.001, 1e-8, 1.0, 1.0),
    "Adam, δ = 0.1": (0.9, 0.1, 0.999, 0.001, 0.1, 1.0, 1.0),
}
NAMES = list(KINDS)


@dataclass(frozen=True)
class _OneOfMany(Rule):
    """m ← `kept` m + `new` g over the root of v ← `kept_square` v + `new_square` g², plus eps.

    Where `over` is 0 there is no quotient, and where `corrected` is 1 both averages are: so it is
    descent, momentum, AdaGrad, RMSprop or Adam, by its numbers.
    """

    lr: Any
    kept: Any
    new: Any
    kept_square: Any
    new_square: Any
    eps: Any
    over: Any
    corrected: Any
    memory = Weighed

    def direction(self, grad, memory, k, theta):
        first = gather(memory.first, self.new * grad, self.kept)
        second = gather(memory.second, self.new_square * grad * grad, self.kept_square)
        one, two = blend(memory.one, 1.0, self.kept), blend(memory.two, 1.0, self.kept_square)
        mean = first / np.where(self.corrected > 0, one, 1.0)
        root = np.sqrt(second / np.where(self.corrected > 0, two, 1.0)) + self.eps
        way = mean / np.where(self.over > 0, root, 1.0)
        return way, Weighed(first, second, one, two)

    def move(self, state, grad, k):
        state = super().move(state, grad, k)
        return state._replace(theta=to_grain(state.theta, GRAIN))


def which_rule_which_rate(num_steps=300):
    """P11: digits, one hidden layer of 32 units, batches of 16; two rules, two rates."""
    rate = {"count": 41, "log": True, "spec": ".2g"}
    controls = [
        listed("left", "first rule", NAMES, "{}", start=0),
        Slider("left_rate", "its rate *ε*", 1e-4, 10.0, 0.1, **rate),
        listed("right", "second rule", NAMES, "{}", start=5),
        Slider("right_rate", "its rate *ε*", 1e-4, 10.0, 0.1, **rate),
    ]
    presets = {
        "Adam at its rate": {"right_rate": 0.01},
        "Both at their best": {"left_rate": 0.56, "right_rate": 0.01},
        "RMSprop and AdaGrad": {"left": 4, "left_rate": 0.0056, "right": 3, "right_rate": 0.1},
        "Sign descent": {"left": 2, "left_rate": 0.0032, "right_rate": 0.01},
    }
    question = "Two rules at one rate: the second loses. At which rate does it win?"

    def scene(left, left_rate, right, right_rate):
        pair = (left, left_rate), (right, right_rate)
        return _picture(trained(pair, num_steps // EVERY), num_steps)

    return Explorer(scene, controls, "Which rule, which rate", question, presets=presets)


def trained(pair, num_rounds):
    """`Rounds` of `EVERY` steps of two networks at once, each by its (place of a rule, rate).

    What is seen of each is its loss on all examples, infinite once it has diverged, and its test
    error: (2, 2).
    """
    data, targets = examples()
    size = len(NET.start(SEED))

    def gradient(theta, k):
        which = np.floor(draws.uniform(SEED, k + 2, BATCH) * NUM_TRAIN)
        batch = rows(data.X_train, which), rows(targets, which)
        first, second = (_slope(part, *batch) for part in (theta[:size], theta[size:]))
        return Gradient(0.5 * (first.loss + second.loss), np.concatenate([first[1], second[1]]))

    def look(theta, before):
        return np.stack([_look(part, data, targets) for part in (theta[:size], theta[size:])])

    start = NET.start(SEED)
    both = np.concatenate([start, start])
    return rounds.trained(_both(pair, size), gradient, both, num_rounds, EVERY, look)


def _both(pair, size):
    """Two rules as one: a number for each entry of θ (2 · size,)."""
    one = np.ones(size)
    table = np.array(list(KINDS.values()))
    spread = lambda a, b: np.concatenate([a * one, b * one])  # noqa: E731
    (left, left_rate), (right, right_rate) = pair
    first, second = rows(table, left), rows(table, right)
    return _OneOfMany(
        spread(left_rate, right_rate), *(spread(first[k], second[k]) for k in range(7))
    )


def _slope(theta, inputs, wanted):
    """The `Gradient` of a batch; NaN once the loss is beyond `LOST`."""
    loss, slope = NET.gradient(theta, inputs, wanted)
    learns = loss < LOST
    return Gradient(np.where(learns, loss, LOST), np.where(learns, slope, np.nan))


def _look(theta, data, targets):
    loss = NET.gradient(theta, data.X_train, targets).loss
    wrong = np.mean(np.argmax(NET.forward(theta, data.X_test)[-1], axis=1) != data.y_test)
    learns = np.isfinite(loss)
    return np.stack([np.where(learns, loss, np.inf), np.where(learns, wrong, np.inf)])


@cache
def examples():
    """Digits of double precision, and the targets (600, 10) of those that are learnt."""
    data = digits(NUM_TRAIN, 0, NUM_TEST)
    data = replace(data, X_train=data.X_train.astype(float), X_test=data.X_test.astype(float))
    return data, np.eye(10)[data.y_train]


def _picture(run, num_steps):
    loss, wrong = ([run.seen[:, each, k] for each in (0, 1)] for k in (0, 1))
    losses = Axis("training loss", (0.003, 10.0), "log")
    errors = Axis("errors on new digits, %", (0, 100))
    said = [_said(*each) for each in zip(loss, wrong, ("First", "Second"), strict=True)]
    return Scene(
        [
            _panel(num_steps, losses, loss, np.log(10.0)),
            _panel(num_steps, errors, [100 * each for each in wrong], 90.0),
        ],
        [*said[0], *said[1]],
    )


def _panel(num_steps, axis, values, guess):
    steps = np.arange(0, num_steps + 1, EVERY)
    marks = [
        Guide(y=guess, color=REFERENCE, label="guessing"),
        Line(steps, values[0], color=METHOD_A, width=2.4, label="first"),
        Line(steps, values[1], color=METHOD_B, width=2.4, dash=True, label="second"),
    ]
    return Panel(Axis("step", (0, num_steps)), axis, marks, aspect=0.7)


def _said(loss, wrong, name):
    ends, learns = {"loss": loss[-1], "wrong": wrong[-1]}, np.isfinite(loss[-1])
    before = EVERY * np.sum(1.0 * np.isfinite(loss))
    text = f"{name}: training loss **{{loss:.3g}}**, {{wrong:.1%}} of new digits wrong."
    return [
        Readout(text, ends, learns),
        Readout(f"**{name}: diverged before step {{at:.0f}}.**", {"at": before},
                loss[-1] == np.inf, tone="bad"),
    ]  # fmt: skip
