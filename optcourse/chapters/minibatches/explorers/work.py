"""Explorers of batch sizes: at equal work, at equal training loss, and what a batch costs."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_B,
    METHOD_C,
    REFERENCE,
    TEST,
    TRAIN,
    Axis,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Text,
    faint,
    listed,
    place,
)


def work_for_work(record):
    """B4, B6: loss at an equal number of example-gradients (an EqualWork)."""
    full, small, slow = len(record.sizes) - 1, place(record.sizes, 16), len(record.rates) // 2 - 1
    controls = [
        listed("which", "batch size *n*", record.sizes, start=full),
        listed("rate", "learning rate *ε*", record.rates, "{:g}", slow),
    ]
    presets = {
        "The full batch": {"which": full, "rate": int(record.best[full])},
        "A batch of 16": {"which": small, "rate": int(record.best[small])},
        "The smallest batch": {"which": 0, "rate": int(record.best[0])},
        "Too large a rate": {"which": small, "rate": len(record.rates) - 1},
    }
    question = "Each example costs the same. Which batch size gets most out of it?"
    scene = partial(_work, record)
    return Explorer(scene, controls, "Equal work", question, bank=True, presets=presets)


def _work(record, which, rate):
    loss = np.nanmedian(record.loss, axis=2)  # (B, K, T)
    return Scene(
        [_courses(record, loss, which, rate), _ends(record, loss[:, :, -1], which, rate)],
        _work_readouts(record, which, rate, loss[which, rate, -1]),
    )


def _courses(record, loss, which, rate):
    """Loss against work: each size at its best rate, and the runs of this setting."""
    best = loss[np.arange(len(record.sizes)), record.best]
    thousands = record.examples / 1000
    end = float(thousands[-1])
    return Panel(
        Axis("example-gradients, thousands", (0, 1.17 * end)),
        Axis("training loss", (0.02, 5.0), "log"),
        [
            *faint(thousands, best, "each size, best rate"),
            *faint(thousands, record.loss[which, rate], "", color=TRAIN, width=1.0),
            *(
                Text(1.015 * end, 0.93 * best[first, -1], name)
                for first, name in _groups(record.sizes, best[:, -1])
            ),
            Line(thousands, loss[which, rate], color=TRAIN, width=2.8, label="this setting"),
        ],
    )


def _ends(record, loss, which, rate):
    """The loss at the end (B, K) against the rate, for each size."""
    rates, best = record.rates, record.rates[record.best]
    return Panel(
        Axis("learning rate *ε*", (0.9 * rates[0], 1.1 * rates[-1]), "log"),
        Axis("training loss at the end", (0.02, 5.0), "log"),
        [
            *faint(rates, loss, "other sizes"),
            Line(rates, loss[which], color=TRAIN, width=2.8, label="this size"),
            Points(rates[rate], loss[which, rate], color=CHOSEN, size=5.5),
            Line(
                np.full(2, best[which]),
                (0.02, 5.0),
                color=REFERENCE,
                dash=True,
                label="its best rate",
            ),
        ],
    )


def _groups(sizes, ends):
    """Sizes whose losses end close together share a name: [(the first of them, name), …]."""
    firsts = [k for k in range(len(sizes)) if k == 0 or ends[k] > 1.25 * ends[:k].max()]
    groups = zip(firsts, [*firsts[1:], len(sizes)], strict=True)
    return [(a, f"{sizes[a]:,}" + f"–{sizes[b - 1]:,}" * (b > a + 1)) for a, b in groups]


def _work_readouts(record, which, rate, end):
    steps = int(record.examples[-1] // record.sizes[which])
    at_best = rate == record.best[which]
    return [
        Readout("Batch size {n:d}, **{steps:d} steps**: loss **{end:.3g}** (median of {s:d} runs).",
                {"steps": steps, "n": int(record.sizes[which]), "end": end,
                 "s": record.loss.shape[2]}),
        Readout("This is its best rate.", when=at_best, tone="good"),
        Readout("A larger rate is better.", when=rate < record.best[which]),
        Readout("A smaller rate is better.", when=rate > record.best[which]),
    ]  # fmt: skip


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
