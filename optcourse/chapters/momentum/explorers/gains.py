"""The explorer of what momentum buys: it trains two networks as you look."""

from functools import cache

import numpy as np

from optcourse import draws
from optcourse.chapters.momentum.explorers.pairs import joined, trained_both
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    REFERENCE,
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
from optcourse.networks.data import digits
from optcourse.networks.passes import Mlp
from optcourse.rules import Momentum
from optcourse.tables import rows

NUM, SEED, ROUNDS = 300, 1, 30
NET = Mlp((64, 24, 10), "relu")
BATCHES = {"few": "4 examples", "some": "50 examples", "all": "all 300"}
SIZES = {"few": (4, 40), "some": (50, 20), "all": (NUM, 10)}  # and how many steps a round


def what_momentum_buys(num_rounds=ROUNDS):
    """M7: momentum and none at one *ε*/(1 − *α*), by how many examples a step sees."""
    controls = [
        Choice("batch", "a step sees", BATCHES, "few"),
        Slider("momentum", "momentum *α*", 0.0, 0.95, 0.9, step=0.05, spec=".2f"),
        Slider("rate", "*ε* ÷ (1 − *α*)", 0.02, 20.0, 0.08, count=31, log=True, spec=".2g"),
    ]
    presets = {
        "A larger rate": {"rate": 0.2},
        "All, a low rate": {"batch": "all", "rate": 0.5},
        "All, a high rate": {"batch": "all", "rate": 6.3},
        "50 examples": {"batch": "some", "rate": 0.8},
    }
    question = "Two runs with the same ε/(1 − α). When does it matter that one has momentum?"

    def scene(batch, momentum, rate):
        run = _trained(batch, momentum, rate, num_rounds)
        steps = SIZES[batch][1] * np.arange(num_rounds + 1)
        return Scene([_losses(steps, run), _quotient(steps, run)], _readouts(run, momentum, rate))

    return Explorer(scene, controls, "What momentum buys", question, presets=presets)


@cache
def examples():
    """Digits X (300, 64) and targets (300, 10)."""
    data = digits(num_train=NUM)
    return data.X_train.astype(float), np.eye(10)[data.y_train]


def _trained(batch, momentum, rate, num_rounds):
    """Both networks, plain first; of each is seen the loss over all examples."""
    (X, targets), start = examples(), NET.start(SEED)
    size, every = SIZES[batch]

    def gradient(theta, k):
        if size == NUM:
            return NET.gradient(theta, X, targets)
        which = np.floor(draws.uniform(SEED, k + 2, size) * NUM)
        return NET.gradient(theta, rows(X, which), rows(targets, which))

    rule = Momentum(joined(rate, rate * (1 - momentum), start), joined(0.0, momentum, start))
    look = lambda theta: NET.gradient(theta, X, targets).loss  # noqa: E731
    return trained_both(rule, gradient, start, num_rounds, every, look)


def _losses(steps, run):
    marks = [
        Guide(y=np.log(10.0), color=REFERENCE, dash=True, label="guessing", legend=True),
        Line(steps, run.seen.one, color=METHOD_A, width=2.4, label="no momentum"),
        Line(steps, run.seen.other, color=METHOD_B, width=2.4, dash=True, label="momentum"),
    ]
    axes = Axis("step", (0, steps[-1])), Axis("loss over all examples", (1e-5, 10.0), "log")
    return Panel(*axes, marks, aspect=0.8)


def _quotient(steps, run):
    marks = [
        Guide(y=1.0, color=REFERENCE, dash=True),
        Line(steps, run.seen.other / run.seen.one, color=METHOD_B, width=2.4),
    ]
    axes = Axis("step", (0, steps[-1])), Axis("momentum’s loss ÷ plain", (1e-3, 100.0), "log")
    return Panel(*axes, marks, aspect=0.8)


def _readouts(run, momentum, rate):
    one, other = run.seen.one[-1], run.seen.other[-1]
    here, there = np.isfinite(one), np.isfinite(other)
    rates = {"rate": rate, "less": rate * (1 - momentum)}
    return [
        Readout("Rates {rate:.2g} and {less:.2g}.", rates),
        Readout("Plain **{one:.2g}**, momentum **{other:.2g}**.", {"one": one, "other": other},
                here & there),
        Readout("Plain descent has flown off; momentum: **{other:.2g}**.", {"other": other},
                ~here & there, tone="bad"),
        Readout("Momentum has flown off; plain descent: **{one:.2g}**.", {"one": one},
                here & ~there, tone="bad"),
        Readout("**Both have flown off.**", {}, ~here & ~there, tone="bad"),
    ]  # fmt: skip
