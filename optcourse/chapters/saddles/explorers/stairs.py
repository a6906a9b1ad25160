"""The explorer of deep linear networks in the chapter on saddle points."""

import numpy as np

from optcourse.chapters.saddles.experiments import descend, staircase
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    METHOD_C,
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

LR, STRONGEST = 0.03, 3.0
SPANS = {"2": 12.0, "3": 36.0, "4": 84.0}  # time: more layers wait longer
NOISE = np.random.default_rng(4).standard_normal((4, 3, 3))


def staircase_of_saxe():
    """D6: a deep linear network learns three singular values; theory beneath."""
    controls = [
        Choice("depth", "layers", {"2": "2", "3": "3", "4": "4"}, "2"),
        Choice("begin", "start", {"aligned": "aligned", "random": "random"}, "aligned"),
        Slider("first", "strength at the start", 1e-6, 1e-1, 1e-4, count=26, log=True, spec=".1g"),
        Slider("ratio", "second ÷ first value", 0.3, 0.9, 0.5, step=0.05),
    ]
    presets = {
        "Ten times weaker": {"first": 1e-5},
        "Three layers": {"depth": "3"},
        "Four layers": {"depth": "4"},
        "Random weights": {"begin": "random"},
        "Three layers, random": {"depth": "3", "begin": "random"},
    }
    question = "Why does the loss stand still, fall, and stand still again?"
    return Explorer(_stairs, controls, "Saxe's staircase", question, presets=presets)


def _stairs(depth, begin, first, ratio):
    span, depth = SPANS[depth], int(depth)
    num_steps = round(span / LR)
    strengths = STRONGEST * np.stack([1 + 0 * ratio, ratio, ratio * ratio])
    target = np.where(np.eye(3) > 0, strengths, 0.0)
    per_layer = np.exp(np.log(first) / depth)
    shape = np.eye(3) if begin == "aligned" else 0.6 * NOISE[:depth]
    weights = per_layer * (shape + np.zeros((depth, 3, 3)))
    products = descend(weights, target, LR, num_steps)
    times = LR * np.arange(num_steps + 1)
    theory = staircase(strengths, first, depth, times)
    learned = np.stack([products[:, k, k] for k in range(3)], axis=1)
    loss = 0.5 * np.sum(np.sum((products - target) ** 2, axis=2), axis=1)
    promised = 0.5 * np.sum((theory - strengths) ** 2, axis=1)
    return Scene(
        [
            _mode_panel(times, learned, theory, span),
            _loss_panel(times, loss / loss[0], promised / promised[0], span),
        ],
        _stair_readouts(learned, strengths, begin),
    )


def _mode_panel(times, learned, theory, span):
    marks = []
    for k, color in enumerate((METHOD_A, METHOD_B, METHOD_C)):
        name = ("first", "second", "third")[k]
        marks.append(Line(times, learned[:, k], color=color, width=2.5, label=name))
    for k in range(3):
        label = "" if k else "theory"
        marks.append(Line(times, theory[:, k], color=0, dash=True, width=1.2, label=label))
    return Panel(
        Axis("time, steps × *ε*", (0.0, span)),
        Axis("strength learned", (-0.2, 3.4)),
        marks,
        aspect=0.85,
    )


def _loss_panel(times, loss, promised, span):
    marks = [
        Line(times, loss, color=TRAIN, width=2.5, label="loss"),
        Line(times, promised, color=0, dash=True, width=1.2, label="theory"),
        Guide(y=0.0, dash=False),
    ]
    return Panel(
        Axis("time, steps × *ε*", (0.0, span)),
        Axis("loss ÷ loss at the start", (-0.05, 1.1)),
        marks,
        aspect=0.85,
    )


def _stair_readouts(learned, strengths, begin):
    lines = []
    for k, name in enumerate(("First", "second", "third")):
        there = learned[:, k] >= 0.5 * strengths[k]
        values = {"t": LR * np.argmax(there)}
        end = "." if k == 2 else ","
        lines.append(Readout(f"{name} value half learned at **{{t:.1f}}**{end}", values,
                             when=np.any(there)))  # fmt: skip
        lines.append(Readout(f"{name} value: **not yet**{end}", when=~np.any(there)))
    if begin == "random":
        lines.append(Readout("The theory is for an aligned start of that strength."))
    return lines
