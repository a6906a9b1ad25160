"""The explorer of where a recurrent network's gradient comes from: it trains as you look."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_B,
    REFERENCE,
    TEST,
    Axis,
    Band,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
)
from optcourse.networks.latches import Latches
from optcourse.rules import GradientDescent, NormClip
from optcourse.tables import rows

EVERY, PROBES, FAR, SHOWN, PASS = 20, 2, 10, 3, 0.99  # PROBES: the counter of their draw
LATCHES = Latches(longest=30, num_test=200)
TORCH, TURNED = "as torch draws it", "a random rotation"
SMALL = 1e-30  # shares of the gradient below are drawn as this


def whose_gradient(records, num_steps=300):
    """T5, T13: each span's share of W's gradient, before training and in it.

    It has the settings of the records (name of a start → Spans): ten units, sequences of 30 steps,
    batches of 20, clipped gradients. Their networks before training stand behind.
    """
    controls = [
        Choice("start", "initial *W*", {"drawn": TORCH, "turned": TURNED}, "drawn"),
        Slider("scale", "× scale", 0.5, 3.0, 1.0, step=0.25, spec=".2f"),
        Slider("rate", "rate *ε*", 0.01, 1.0, 0.1, count=21, log=True, spec=".2g"),
        Slider("length", "length *T*", 8, LATCHES.longest, LATCHES.longest, step=1, spec="d"),
        Slider("seed", "draw", 1, 50, 2, step=1, spec="d"),
    ]
    presets = {
        "Twice as large": {"scale": 2.0},
        "A rotation": {"start": "turned"},
        "Half as large": {"scale": 0.5},
        "Ten steps": {"length": 10},
    }
    question = "Of the gradient of *W*, how much comes from how far back?"
    scene = partial(_spans, records, num_steps)
    return Explorer(scene, controls, "Whose gradient is it?", question, presets=presets)


def _spans(records, num_steps, start, scale, rate, length, seed):
    theta = LATCHES.start(seed, scale, start == "turned")
    probes = LATCHES.drawn(seed, PROBES, length, 100)
    run = LATCHES.trained(GradientDescent(rate), theta, length, seed, num_steps // EVERY, EVERY,
                          NormClip(1.0))  # fmt: skip
    before, now = (
        _lengths(each, probes, length) for each in (theta, np.ravel(run.state.theta[-1]))
    )
    back, told = np.arange(LATCHES.longest - 1), 1 - run.seen
    x = Axis("steps back", (0, LATCHES.longest - 2))
    shares = [_share(each) for each in (before, now)]
    low, high = _recorded(records, start, scale)
    panels = [
        Panel(x, Axis("share of the gradient", (1e-12, 1.0), "log"),
              [Band(back, low, high, color=METHOD_B, label="recorded, before"),
               *_lines(back, [np.maximum(each, SMALL) for each in shares])], aspect=1.0),
        Panel(x, Axis("share of all spans up to here", (0.0, 1.02)),
              _lines(back, [np.cumsum(each) for each in shares]), aspect=1.0),
        _bits(told, num_steps),
    ]  # fmt: skip
    return Scene(panels, _words(run, shares, _decay(before, length), _decay(now, length), told[-1]))


def _lengths(theta, probes, length):
    """Lengths of the gradient by W's use k steps before the end, k = 0 first, (T,)."""
    on = LATCHES.on(length)
    states = LATCHES.net.states(theta, probes.inputs, on)
    slopes = LATCHES.net.passed(theta, probes.inputs, probes.bits, on).slopes
    uses = np.transpose(states[:-1], (0, 2, 1)) @ slopes
    return np.sqrt(np.sum(uses * uses, axis=(1, 2)))[::-1]


def _share(lengths):
    """Of the sum of all lengths; the longest span starts from h₀ = 0."""
    total = np.sum(lengths)
    return lengths[:-1] / np.where(total > 0, total, 1.0)


def _decay(lengths, length):
    """The factor of a step back, by a straight line through the logarithms.

    Through all but those of the longest three spans, in which the bit is shown.
    """
    k = np.arange(LATCHES.longest)
    counts = 1.0 * (k < length - SHOWN)
    far = counts * (k - np.sum(counts * k) / np.sum(counts))
    logs = np.log(np.maximum(lengths, 1e-300))
    return np.exp(np.sum(far * logs) / np.sum(far * far))


def _recorded(records, start, scale):
    """Least and largest share of recorded networks before training, from the start nearest."""
    shares = [each.shares[0][:, :-1] for each in records.values()]
    ends = [np.stack([end(each, axis=0) for each in shares]) for end in (np.min, np.max)]
    which = 2.0 if start == "turned" else 1.0 * (scale > 1.5)
    return [np.maximum(rows(end, which), SMALL) for end in ends]


def _lines(back, shares):
    return [
        Line(back, shares[0], color=REFERENCE, dash=True, label="before training"),
        Line(back, shares[1], color=CHOSEN, width=2.6, label="now"),
    ]


def _bits(told, num_steps):
    marks = [
        Guide(y=50.0, color=REFERENCE, label="guessing", legend=True),
        Line(EVERY * np.arange(num_steps // EVERY + 1), 100 * told, color=TEST,
             label="200 new sequences"),
    ]  # fmt: skip
    ticks = (0, 25, 50, 75, 100)
    return Panel(Axis("step", (0, num_steps)), Axis("bits told rightly, %", (-3, 103), ticks=ticks),
                 marks, aspect=1.0)  # fmt: skip


def _words(run, shares, first, now, told):
    values = {"step": run.done[-1], "first": first, "now": now, "far": np.sum(shares[1][FAR:])}
    return [
        Readout("Step {step:.0f}: a step further back weighs × **{now:.2f}**; before training × "
                "{first:.2f}. Spans of 10 steps and more make up **{far:.2g}** of the gradient.",
                values, when=~run.diverged),
        Readout("The network knows the bit.", when=told >= PASS, tone="good"),
        Readout("It tells {told:.0%} of new bits rightly.", {"told": told}, when=told < PASS),
        Readout("**Diverged at step {at:.0f}.**", {"at": run.lasted[-1]}, when=run.diverged,
                tone="bad"),
    ]  # fmt: skip
