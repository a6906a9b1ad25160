"""Explorers of the data's order, and of first and later passes over it (recorded runs)."""

from functools import partial

import numpy as np

from optcourse.explore import (
    Axis,
    Bars,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Text,
    faint,
    growing,
    listed,
    so_far,
    timeline,
)

ORDERS = {"0": "sorted by class", "1": "shuffled once", "2": "shuffled every epoch"}


def order_of_the_data(record):
    """B8: training in three orders, each at its best rate (an Orders)."""
    controls = [
        Choice("order", "order", ORDERS, "0"),
        timeline("epoch", record.epochs, "{:.1f}"),
    ]
    question = "Does it matter in which order the examples come?"
    scene = partial(_order, record)
    return Explorer(scene, controls, "The order of the data", question, bank=True)


def _order(record, order, moment):
    k = int(order)
    loss = np.stack([record.train_loss[j, record.best[j], 0] for j in range(3)])
    recall = 100 * record.recall[k, moment]
    return Scene(
        [
            Panel(
                Axis("epoch", (0, float(record.epochs[-1]))),
                Axis("training loss", (1e-3, 10.0), "log"),
                [
                    *faint(record.epochs, loss, "all three orders"),
                    *growing(record.epochs, loss[k], moment, 2, "this order", size=5),
                    Text(record.epochs[-1], 2.0 * loss[0, -1], "sorted", anchor="end"),
                    Text(record.epochs[-1], 0.4 * loss[2, -1], "shuffled", anchor="end"),
                ],
            ),
            Panel(
                Axis("digit", (-0.6, 9.6), ticks=tuple(range(10))),
                Axis("test examples right, %", (0, 100)),
                [Bars(np.arange(10), recall, color=2)],
            ),
        ],
        _order_readouts(record, k, loss[k, moment], recall),
    )  # fmt: skip


def _order_readouts(record, k, loss, recall):
    values = {"loss": loss, "low": recall.min() / 100, "digit": int(recall.argmin())}
    return [
        Readout("Loss **{loss:.3g}**. The worst digit, {digit:d}, is right in {low:.0%}.", values),
        Readout("A batch's gradient misses by **{times:.1f} times** *σ*/√*n*.",
                {"times": record.batch_error[k]}),
    ]  # fmt: skip


def first_and_later_passes(record):
    """B9: what minibatches see of the slope of the generalization error (a Streams)."""
    second, passes = min(1, len(record.num_examples) - 1), record.slope_seen.shape[1]
    controls = [
        listed("which", "examples *m*", record.num_examples, start=second),
        timeline("time", range(1, passes + 1), "pass {}", name="when"),
    ]
    question = "When do minibatches stop following the generalization error?"
    scene = partial(_passes, record)
    return Explorer(scene, controls, "First pass and later passes", question, bank=True)


def _passes(record, which, when):
    seen, true = record.slope_seen[which, when], record.true_loss[which]
    return Scene(
        [_slopes(record, which, when), _both_losses(record, which, when)],
        _passes_readouts(seen, true, when),
    )


def _slopes(record, which, when):
    """The share of the slope that minibatches see in each pass."""
    passes, seen = np.arange(1, record.slope_seen.shape[1] + 1), record.slope_seen
    ticks = tuple(range(2, len(passes) + 1, 2))
    now = so_far(seen[which], when)
    return Panel(
        Axis("pass", (0.7, 1.19 * len(passes)), ticks=ticks),
        Axis("share of the true slope seen", (-0.35, 1.15)),
        [
            Guide(y=1.0, color=3, label="unbiased"),
            Guide(y=0.0, dash=False),
            *faint(passes, seen, "other *m*"),
            *_named(1.03 * passes[-1], seen[:, -1] - 0.03, record.num_examples),
            Line(passes, now, color=2, width=2.8, dots=True, label="this *m*"),
        ],
    )


def _both_losses(record, which, when):
    """The generalization error and the training error, as far as they have come."""
    true, train = (so_far(each[which], when + 1) for each in (record.true_loss, record.train_loss))
    ends = np.arange(len(true))
    lowest = np.full(len(ends), record.lowest)
    return Panel(
        Axis("passes made", (0, len(ends) - 1)),
        Axis("loss", (float(record.train_loss.min()) - 0.03, 0.72)),
        [
            Line(ends, lowest, color=0, dash=True, label="least"),
            Line(ends, true, color=1, width=2.8, label="generalization"),
            Line(ends, train, color=4, width=2.0, label="training"),
        ],
    )


def _named(x, heights, sizes):
    """The size of each data set to the right of its line."""
    named = zip(heights, sizes, strict=True)
    return [Text(x, height, f"{size:,}") for height, size in named]


def _passes_readouts(seen, true, when):
    first = when == 0
    return [
        Readout("In pass {k:d} a minibatch sees **{seen:.0%}** of the slope of the generalization "
                "error.", {"k": when + 1, "seen": seen}),
        Readout("**First pass:** unbiased.", when=first, tone="good"),
        Readout("This pass still lowers the generalization error.",
                when=(not first) & bool(true[when + 1] < true[when])),
        Readout("**This pass raises the generalization error.**",
                when=bool(true[when + 1] > true[when]), tone="bad"),
    ]  # fmt: skip


def passes_over_few_and_many(record):
    """B10, B14: training and test error at equal numbers of steps (a Passes)."""
    names = [*(f"{num:,} examples" for num in record.num_examples[:-1]), "a stream"]
    controls = [
        listed("which", "training set", names, "{}", 0),
        timeline("time", record.steps),
    ]
    question = "Go through the same examples again, or stop?"
    scene = partial(_again, record)
    return Explorer(scene, controls, "Once more through the data", question, bank=True)


def _again(record, which, moment):
    train, test = (100 * each.mean(axis=1) for each in (record.train_error, record.test_error))
    shown = [so_far(each[which], moment) for each in (test, train)]
    panel = Panel(
        Axis("step", (0.9 * float(record.steps[0]), 1.9 * float(record.steps[-1])), "log"),
        Axis("error, %", (0, 95)),
        [
            *faint(record.steps, test, "test error, all sets"),
            *_named(1.06 * record.steps[-1], test[:-1, -1] + 0.5, record.num_examples[:-1]),
            Text(1.06 * record.steps[-1], test[-1, -1] - 5.0, "stream"),
            Line(record.steps, shown[0], color=1, width=2.8, label="test error"),
            Line(record.steps, shown[1], color=4, width=2.8, label="training error"),
            Guide(x=record.num_examples[which] / record.batch_size, color=3,
                 label="end of the first pass"),
        ],
        aspect=0.55,
    )  # fmt: skip
    gap = (test - train)[which, moment]
    values = {"passes": record.passes[which, moment], "test": test[which, moment] / 100, "gap": gap}
    text = "After **{passes:.3g} passes**: test error **{test:.0%}**, "
    text += "gap to training {gap:.0f} points."
    return Scene([panel], [Readout(text, values)])
