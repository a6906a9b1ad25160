"""Explorers of batch sizes: at equal work, at equal training loss, and what a batch costs."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_B,
    METHOD_C,
    TEST,
    Axis,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    listed,
    place,
)


def equal_training_loss(record):
    """B6: test error against epochs and against training loss (a Generalization)."""
    runs = list(zip(record.sizes, record.rates, strict=True))
    naive = int(np.lexsort((record.rates, -record.sizes))[0])  # the largest batch, slowest rate
    controls = [listed("run", "run", runs, "batches of {0[0]:g}, rate {0[1]:g}", naive)]
    large, (small, _) = record.sizes == record.sizes.max(), record.lowest(record.sizes.min())
    presets = {
        "Larger rate": {"run": place(np.where(large, record.rates, np.inf), 1.6)},
        "Large batch, best rate": {"run": record.lowest(record.sizes.max())[0]},
        "Small batch, best rate": {"run": small},
    }
    question = "Is the small batch better, or only further on?"
    title, scene = "Better, or further on?", partial(_generalization, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _generalization(record, run):
    loss, error = record.train_loss.mean(axis=1), 100 * record.test_error.mean(axis=1)
    ends = [record.lowest(size)[0] for size in (record.sizes.min(), record.sizes.max())]
    colors = {
        ends[0]: (METHOD_B, "{n:g}, best rate"),
        ends[1]: (METHOD_C, "{n:g}, best rate"),
    }
    panels = []
    for label, limits, x, scale in (
        ("epoch", (0.3, float(record.epochs.max())), record.epochs, "log"),
        ("training loss", (0.2, 2.5), loss, "log"),
    ):
        marks = [
            Line(x[k, 1:], error[k, 1:], color=color, width=1.4,
                 label=text.format(n=record.sizes[k]))
            for k, (color, text) in colors.items()
        ]  # fmt: skip
        marks.append(Line(x[run, 1:], error[run, 1:], color=TEST, width=2.8, label="this one"))
        panels.append(Panel(Axis(label, limits, scale), Axis("test error, %", (50, 90)), marks))
    values = {"loss": loss[run, -1], "error": error[run, -1] / 100, "least": error[run].min() / 100}
    text = (
        "At the end: training loss {loss:.2f}, test error **{error:.1%}**; the least on the way "
        "**{least:.1%}**."
    )
    return Scene(panels, [Readout(text, values)])


def cost_of_a_batch(record):
    """B5: seconds and bytes of one gradient on this device (a Costs)."""
    controls = [listed("which", "batch size *n*", record.sizes, start=0)]
    presets = {
        "A batch of 64": {"which": place(record.sizes, 64)},
        "The largest batch": {"which": len(record.sizes) - 1},
    }
    question = "What does one more example in the batch cost?"
    title, scene = "The cost of a batch", partial(_cost, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _cost(record, which):
    each, kept = 1e6 * record.seconds / record.sizes, record.stored / 1e6
    span = Axis("batch size *n*", (0.8, 1.25 * float(record.sizes[-1])), "log")
    times = Axis("microseconds an example", (0.4 * each.min(), 2.0 * each.max()), "log")
    bytes_ = Axis("megabytes kept for the backward pass", (0.5 * kept[0], 2 * kept[-1]), "log")
    panels = [
        Panel(span, times, [
            Line(record.sizes, each, color=1, dots=True, label="time an example"),
            Points(record.sizes[which], each[which], color=CHOSEN, size=6),
        ]),
        Panel(span, bytes_, [
            Line(record.sizes, kept, color=1, dots=True, label="memory"),
            Points(record.sizes[which], kept[which], color=CHOSEN, size=6),
        ]),
    ]  # fmt: skip
    values = {"n": int(record.sizes[which]), "each": each[which], "kept": kept[which]}
    values |= {"gain": each[0] / each[which]}
    text = (
        "A batch of {n:d} takes **{each:.3g} µs** an example, {gain:.2g} times less than one "
        "alone, and keeps **{kept:.3g} MB**."
    )
    return Scene(panels, [Readout(text, values)])
