"""The explorer of one network that learns to remember a bit: it trains as you look."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    REFERENCE,
    TEST,
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
    listed,
    place,
)
from optcourse.intervals import wilson
from optcourse.networks.latches import Latches
from optcourse.rules import Adam, GradientDescent, NormClip
from optcourse.tables import rows

EVERY, PASS = 20, 0.99  # steps between tests; the share of bits told by who succeeds
LATCHES = Latches(longest=50)
RATES = np.array([3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000]) / 1000
METHODS = {
    "rnn": ("SGD", GradientDescent, None),
    "rnn-clip": ("SGD, clipped", GradientDescent, NormClip(1.0)),
    "rnn-adam": ("Adam", Adam, None),
}
TICKS = (0, 25, 50, 75, 100)
TITLE = "Remember one bit"
QUESTION = "One bit, then noise. What makes a plain network remember it to the end?"


def remember_one_bit(record, num_steps=300):
    """T7, T8: a plain network at any scale, rate, length; behind it the recorded ones (a Scaled).

    It has the record's settings: ten units, batches of 20 fresh sequences, 300 steps.
    """
    methods = {name: METHODS[name][0] for name in record.methods}
    controls = [
        Choice("method", "method", methods, "rnn"),
        Slider("scale", "scale of *W*", 0.5, 4.0, 1.0, step=0.25, spec=".2f"),
        listed("which", "learning rate *ε*", RATES, "{:g}", start=place(RATES, 0.1)),
        Slider("length", "length *T*", 5, LATCHES.longest, 20, step=1, spec="d"),
        Slider("seed", "start", 1, 50, 2, step=1, spec="d"),
    ]
    presets = {
        "Five steps": {"length": 5},
        "Twice the scale": {"scale": 2.0},
        "Clipped": {"method": "rnn-clip", "which": place(RATES, 0.3)},
        "Twice, clipped, fifty steps": {"method": "rnn-clip", "scale": 2.0, "length": 50},
        "Too large a rate": {"scale": 2.0, "which": place(RATES, 1.0)},
    }
    return Explorer(partial(_latched, record, num_steps), controls, TITLE, QUESTION,
                    presets=presets)  # fmt: skip


def _latched(record, num_steps, method, scale, which, length, seed):
    _, rule, clip = METHODS[method]
    start, rate = LATCHES.start(seed, scale), rows(RATES, which)
    run = LATCHES.trained(rule(rate), start, length, seed, num_steps // EVERY, EVERY, clip)
    passed = 1 - run.seen[-1] >= PASS
    fifty, here = _fifty(record, method, scale, which, length, passed)
    lengths = Axis("length *T*", (0, LATCHES.longest + 2))
    succeed = Axis("of 50 networks succeed, %", (-5, 105), ticks=TICKS)
    return Scene(
        [*_course(run, num_steps), Panel(lengths, succeed, fifty, aspect=1.0)],
        _readouts(run, passed, here, record.num_seeds),
    )


def _course(run, num_steps):
    """Loss and bits told while it trains."""
    done, steps = EVERY * np.arange(num_steps // EVERY + 1), Axis("step", (0, num_steps))
    losses = np.where(run.loss < 1e6, run.loss, np.nan)
    loss = [
        Guide(y=1.0, color=REFERENCE, label="answering 0", legend=True),
        Line(done, losses, color=TRAIN, label="fresh batches"),
    ]
    bits = [
        Guide(y=50.0, color=REFERENCE, label="guessing", legend=True),
        Line(done, 100 * (1 - run.seen), color=TEST, label="500 new sequences"),
    ]
    told = Axis("bits told rightly, %", (-3, 103), ticks=TICKS)
    return [
        Panel(steps, Axis("loss", (1e-4, 10.0), "log"), loss, aspect=1.0),
        Panel(steps, told, bits, aspect=1.0),
    ]


def _fifty(record, method, scale, which, length, passed):
    """Of recorded networks those nearest in scale and rate, and this one; (marks, what is near)."""
    counts = record.successes[record.methods.index(method)]
    shape = -1, len(record.lengths)
    places = [place(np.log(record.rates), np.log(rate)) for rate in RATES]
    nearest = np.argmin(np.abs(np.log(record.scales / scale)))
    at = len(record.rates) * nearest + rows(np.array(places), which)
    low, high = (100 * end.reshape(shape) for end in wilson(counts, record.num_seeds))
    share = rows(100 * counts.reshape(shape) / record.num_seeds, at)
    count = rows(rows(counts.reshape(shape), at), np.argmin(np.abs(record.lengths - length)))
    here = {"count": count, "scale": rows(record.scales, nearest)}
    here |= {"rate": rows(record.rates[places], which)}
    marks = [
        Band(record.lengths, rows(low, at), rows(high, at), color=REFERENCE, label="95% interval"),
        Line(record.lengths, share, color=REFERENCE, dots=True, label="recorded"),
        Guide(x=1.0 * length, color=CHOSEN, label="this network", legend=True),
        Points(1.0 * length, np.where(passed, 100.0, 0.0), color=TEST, size=6, shape="square"),
    ]  # fmt: skip
    return marks, here


def _readouts(run, passed, here, of):
    values = {"step": run.done[-1], "told": 1 - run.seen[-1]}
    return [
        Readout("Step {step:.0f}: **{told:.1%}** of new bits told rightly.", values,
                when=~run.diverged),
        Readout("**It remembers.**", when=passed, tone="good"),
        Readout("**Diverged at step {at:.0f}.**", {"at": run.lasted[-1]}, when=run.diverged,
                tone="bad"),
        Readout("Recorded nearby (*W* × {scale:.2g}, *ε* = {rate:.2g}): {count:.0f} of {of:.0f} "
                "remember.", here | {"of": of}),
    ]  # fmt: skip
