"""Explorers of the data's order, and of first and later passes over it (recorded runs)."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    REFERENCE,
    TEST,
    TRAIN,
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
        timeline("epoch", record.epochs, "{:.1f}", 0),
    ]
    last = len(record.epochs) - 1
    presets = {
        "Sorted": {"moment": last},
        "Shuffled once": {"order": "1", "moment": last},
        "Shuffled every epoch": {"order": "2", "moment": last},
    }
    question = "Does it matter in which order the examples come?"
    title, scene = "The order of the data", partial(_order, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _order(record, order, moment):
    k = int(order)
    loss = np.stack([record.train_loss[j, record.best[j], 0] for j in range(3)])
    recall, end = 100 * record.recall[k, moment], _at_the_end(record.epochs, moment)
    return Scene(
        [
            Panel(
                Axis("epoch", (0, float(record.epochs[-1]))),
                Axis("training loss", (1e-3, 10.0), "log"),
                [
                    *faint(record.epochs, so_far(loss.T, moment).T, "all three orders"),
                    *growing(record.epochs, loss[k], moment, TRAIN, "this order", size=5),
                    Text(end, 2.0 * loss[0, -1], "sorted", anchor="end"),
                    Text(end, 0.4 * loss[2, -1], "shuffled", anchor="end"),
                ],
            ),
            Panel(
                Axis("digit", (-0.6, 9.6), ticks=tuple(range(10))),
                Axis("test examples right, %", (0, 100)),
                [Bars(np.arange(10), recall, color=TEST)],
            ),
        ],
        _order_readouts(record, k, loss[k, moment], recall),
    )  # fmt: skip


def _at_the_end(times, moment):
    """The last of the times once it is reached, until then nan: where names of curves appear."""
    return np.where(moment == len(times) - 1, times[-1], np.nan)


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
        timeline("time", range(1, passes + 1), "pass {}", 0, name="when"),
    ]
    presets = {
        "The second pass": {"when": 1},
        "The last pass": {"when": passes - 1},
        "Many, the last pass": {"which": len(record.num_examples) - 1, "when": passes - 1},
    }
    question = "When do minibatches stop following the generalization error?"
    title, scene = "First pass and later passes", partial(_passes, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


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
            Guide(y=1.0, color=REFERENCE, label="unbiased"),
            Line((0.7, 1.0 * passes[-1]), (0.0, 0.0), color=REFERENCE, width=1.0),
            *faint(passes, so_far(seen.T, when).T, "other *m*"),
            *_named(
                1.03 * _at_the_end(passes, when), seen[:, -1] - 0.03, record.num_examples, 0.11
            ),
            Line(passes, now, color=CHOSEN, width=2.8, dots=True, label="this *m*"),
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
            Line(ends, lowest, color=REFERENCE, dash=True, label="least"),
            Line(ends, true, color=TEST, width=2.8, label="generalization"),
            Line(ends, train, color=TRAIN, width=2.0, label="training"),
        ],
    )


def _named(x, heights, sizes, room, highest=np.inf):
    """The size of each data set to the right of its line; every name has `room` in height.

    None stands above `highest`: there all move down.
    """
    order, places = np.argsort(heights), []
    for k in order:
        places.append(max(places[-1] + room, heights[k]) if places else heights[k])
    down = max(0.0, places[-1] - highest)
    names = [size if isinstance(size, str) else f"{size:,}" for size in sizes]
    return [Text(x, y - down, names[k]) for k, y in zip(order, places, strict=True)]


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
        timeline("time", record.steps, start=0),
    ]
    stream, last = len(names) - 1, len(record.steps) - 1
    presets = {
        "To the end": {"moment": last},
        "Six passes": {"which": stream - 1, "moment": record.at_pass(stream - 1, 6)},
        "Many, to the end": {"which": stream - 1, "moment": last},
        "The stream": {"which": stream, "moment": last},
    }
    question = "Go through the same examples again, or stop?"
    title, scene = "Once more through the data", partial(_again, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _again(record, which, moment):
    train, test = (100 * each.mean(axis=1) for each in (record.train_error, record.test_error))
    end = _at_the_end(record.steps, moment)
    panel = Panel(
        Axis("step", (0.9 * float(record.steps[0]), 6.0 * float(record.steps[-1])), "log"),
        Axis("error, %", (0, 105), ticks=(0, 25, 50, 75, 100)),
        [
            *faint(record.steps, so_far(test.T, moment).T, "test error, all sets"),
            *_named(1.35 * end, test[:, -1] - 2, [*record.num_examples[:-1], "stream"], 13.0, 92.0),
            *growing(record.steps, test[which], moment, TEST, "test error", size=5),
            *growing(record.steps, train[which], moment, TRAIN, "training error", size=5),
            Guide(x=record.num_examples[which] / record.batch_size, color=REFERENCE,
                 label="end of the first pass"),
        ],
        aspect=0.55,
    )  # fmt: skip
    gap = (test - train)[which, moment]
    values = {"passes": record.passes[which, moment], "test": test[which, moment] / 100, "gap": gap}
    text = "After **{passes:.3g} passes**: test error **{test:.0%}**, "
    text += "gap to training {gap:.0f} points."
    return Scene([panel], [Readout(text, values)])
