"""The explorer on the page about speed: how seconds grow with the work."""

import json
from pathlib import Path

import numpy as np

from optcourse.explore import (
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
)

RECORD = Path(__file__).with_name("growth.json")  # by `make growth`
# axis of the record → its button, its words, and what stays as it is
AXES = {
    "networks": ("networks", "networks", "64-64-10, batches of 32, 50 steps"),
    "parameters": ("parameters", "parameters of each network", "4 networks of one layer, 10 steps"),
    "steps": ("steps", "training steps", "64 networks 64-64-10, batches of 32"),
    "batch": ("batch size", "examples in a batch", "64 networks 64-64-10, 20 steps"),
    "length": ("sequence length", "time steps", "64 RNNs of 10 units, batches of 32, 20 steps"),
}
PRESETS = {"Large networks": {"axis": "parameters"}, "Long sequences": {"axis": "length"}}
TITLE = "How the time grows"
QUESTION = "Twice the work: twice the time? And who is faster?"


def how_time_grows(record=None):
    """Seconds of training at once and in a loop, as one thing grows.

    `record` is one like that of `make growth`, which is shown if it is left out.
    """
    found = (record or json.loads(RECORD.read_text("utf-8")))["axes"]
    buttons = {name: button for name, (button, *_) in AXES.items()}

    controls = [Choice("axis", "grows", buttons, "networks")]

    def scene(axis):
        rows, ends = found[axis]["rows"], found[axis]["exponents"]
        number, ours, peer = (
            np.array([row[key] for row in rows], float) for key in ("number", "ours_s", "peer_s")
        )
        return Scene(
            [_seconds(axis, number, ours, peer), _ratio(axis, number, peer / ours)],
            _said(axis, number, peer / ours, ends),
        )

    return Explorer(scene, controls, TITLE, QUESTION, bank=True, presets=PRESETS)


def _seconds(axis, number, ours, peer):
    both = np.concatenate([ours, peer])
    lines = [
        Line(number, ours, color=1, dots=True, width=2.4, label="at once"),
        Line(number, peer, color=2, dots=True, width=2.4, label="a loop over them"),
    ]
    height = Axis("seconds", (0.7 * both.min(), 1.4 * both.max()), "log")
    return Panel(_across(axis, number), height, lines, title=AXES[axis][2])


def _ratio(axis, number, ratio):
    top = 1.2 * max(ratio.max(), 2.0)
    marks = [
        Guide(y=1.0, label="as fast", legend=True),
        Line(number, ratio, color=1, dots=True, width=2.4),
    ]
    height = Axis("time of the loop ÷ time at once", (0.0, top))
    return Panel(_across(axis, number), height, marks, title="How many times as fast")


def _across(axis, number):
    return Axis(AXES[axis][1], (0.8 * number[0], 1.25 * number[-1]), "log")


def _said(axis, number, ratio, ends):
    most, least = int(np.argmax(ratio)), int(np.argmin(ratio))
    words = AXES[axis][1]
    return [
        Readout(
            "At once is **{most:.2g}** times as fast at {at:d} " + words + ", "
            "and **{least:.2g}** times at {low:d}.",
            {"most": ratio[most], "at": number[most], "least": ratio[least], "low": number[least]},
        ),
        Readout(
            "At the upper end the time grows as the power **{ours:.2f}** of the number, "
            "a loop's as **{peer:.2f}**.",
            ends,
        ),
    ]
