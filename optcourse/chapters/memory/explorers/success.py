"""Explorers of success rates, for the chapter on long-term dependencies."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    CLASS_A,
    CLASS_B,
    METHOD_A,
    METHOD_B,
    METHOD_C,
    REFERENCE,
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
    listed,
    place,
)
from optcourse.intervals import wilson

NAMES = {
    "rnn": "RNN, SGD",
    "rnn-clip": "RNN, SGD, clipped",
    "orthogonal": "orthogonal RNN, SGD",
    "orthogonal-clip": "orthogonal RNN, SGD, clipped",
    "rnn-adam": "RNN, Adam",
    "lstm-forget-clip": "LSTM, forget bias 3, SGD, clipped",
    "lstm-adam": "LSTM, Adam",
    "lstm-forget-adam": "LSTM, forget bias 3, Adam",
}

TICKS = (0, 25, 50, 75, 100)


def fifty_networks(records):
    """T7 to T16: success against length and rate; `records` maps a task to its Recorded."""
    first = next(iter(records.values()))
    methods = {name: NAMES[name] for name in first.methods}
    controls = [
        Choice("method", "method", methods, next(iter(methods))),
        listed("which", "learning rate *ε*", first.rates, "{:g}", start=3),
    ]
    rates = partial(place, first.rates)
    presets = {
        "Clipped": {"method": "rnn-clip", "which": rates(0.3)},
        "A rotation, clipped": {"method": "orthogonal-clip", "which": rates(0.1)},
        "An open gate": {"method": "lstm-forget-clip", "which": rates(0.1)},
    }
    scene = partial(_success, records)
    if len(records) == 1:
        scene = partial(scene, task=next(iter(records)))
    else:
        controls.insert(0, Choice("task", "task", {k: k for k in records}, next(iter(records))))
        harder = list(records)[1]
        presets["The order, by Adam"] = {"task": harder, "method": "rnn-adam", "which": rates(0.01)}
        presets["The order, open gate"] = {
            "task": harder, "method": "lstm-forget-adam", "which": rates(0.03)
        }  # fmt: skip
    question = "Of fifty networks, how many learn to remember, and for how long?"
    return Explorer(scene, controls, "Fifty networks, one bit", question, bank=True,
                    presets=presets)  # fmt: skip


def _success(records, method, which, task):
    record = records[task]
    counts = record.successes[record.methods.index(method)].astype(float)
    low, high = (100 * end for end in wilson(counts[which], record.num_seeds))
    share, lengths = 100 * counts / record.num_seeds, record.lengths
    last = len(lengths) - 1
    best = share.max(0)
    longest = [
        Line(
            record.rates,
            share[:, k],
            color=(METHOD_C, CLASS_A, CLASS_B)[j],
            label=f"*T* = {lengths[k]}",
        )
        for j, k in enumerate((0, last // 2, last))
    ]
    panels = [
        Panel(Axis("length *T*", (0, int(lengths[-1]) + 1)),
              Axis("networks that succeed, %", (0, 105), ticks=TICKS),
              [Band(lengths, low, high, color=CHOSEN, label="95% interval"),
               Line(lengths, share[which], color=CHOSEN, width=2.5, label="this rate"),
               Points(lengths, share[which], color=CHOSEN),
               Line(lengths, best, color=REFERENCE, dash=True, label="best rate")]),
        Panel(Axis("learning rate *ε*", (0.0025, 1.2), "log"),
              Axis("networks that succeed, %", (0, 105), ticks=TICKS),
              [*longest, Guide(x=record.rates[which])]),
    ]  # fmt: skip
    here, most = counts[which, last], np.max(counts[:, last])
    values = {"here": here, "best": most, "all": record.num_seeds, "T": lengths[-1]}
    text = "At *T* = {T:d}: **{here:d}** of {all:d} at this rate, **{best:d}** at the best."
    return Scene(panels, [Readout(text, values)])


LINES = (  # what is drawn of each method: name, words, color, shape
    ("rnn", "SGD", METHOD_A, "circle"),
    ("rnn-clip", "SGD, clipped", METHOD_B, "square"),
    ("rnn-adam", "Adam", METHOD_C, "triangle"),
    (None, "guessing", REFERENCE, "cross"),
)


def scale_of_w(record):
    """T7, T14: success against the scale of W and against length (a Scaled of the latch)."""
    scales, lengths = record.scales, record.lengths
    controls = [
        listed("at", "scale of *W*", scales, "{:g}", start=list(scales).index(1.0)),
        listed("until", "length *T*", lengths, "{:d}", start=list(lengths).index(30)),
    ]
    question = "How large must W be at the start for a plain network to learn to remember?"
    presets = {
        "Twice the scale": {"at": place(scales, 2.0)},
        "Twice, and longer": {"at": place(scales, 2.0), "until": len(lengths) - 1},
        "A short sequence": {"until": 0},
        "Four times, and longer": {"at": len(scales) - 1, "until": len(lengths) - 1},
    }
    return Explorer(partial(_scales, record), controls, "The scale of W", question, bank=True,
                    presets=presets)  # fmt: skip


def _scales(record, at, until):
    axis = Axis("networks that succeed, %", (0, 105), ticks=TICKS)
    by_scale, by_length, here = [], [], {}
    for k, (name, words, color, shape) in enumerate(LINES):
        counts = record.guessed if name is None else record.best[record.methods.index(name)]
        share = 100 * counts / record.num_seeds
        for marks, x, y in (
            (by_scale, record.scales, share[:, until]),
            (by_length, record.lengths, share[at]),
        ):
            dash = color == REFERENCE
            marks += [
                Line(x, y, color=color, dash=dash, label=words),
                Points(x, y, color=color, shape=shape),
            ]
        here[f"n{k}"] = counts[at, until]
    scale, length = float(record.scales[at]), int(record.lengths[until])
    panels = [
        Panel(Axis("scale of *W*, torch's default = 1", (0.4, 5.0), "log"), axis,
              [*by_scale, Guide(x=scale)], title="at the chosen length"),
        Panel(Axis("length *T*", (0, int(record.lengths[-1]) + 1)), axis,
              [*by_length, Guide(x=float(length))], title="at the chosen scale"),
    ]  # fmt: skip
    told = ", ".join(f"{words} **{{n{k}:d}}**" for k, (_, words, *_) in enumerate(LINES))
    text = f"*W* × {{scale:.2g}}, *T* = {{length:d}}: {told} of {{all:d}} succeed."
    values = here | {"scale": scale, "length": length, "all": record.num_seeds}
    return Scene(panels, [Readout(text, values)])
