"""Explorers of the chapter on surrogate losses, for recorded training without a stop."""

from functools import partial

import numpy as np

from optcourse.chapters.surrogates.experiments import EDGES, LOSSES, PLACES
from optcourse.explore import (
    REFERENCE,
    TEST,
    TRAIN,
    Axis,
    Band,
    Bars,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Text,
    faint,
    listed,
    numbered,
    timeline,
)
from optcourse.intervals import mean_and_half


def what_the_network_believes(record):
    """S3, S10: probabilities fitted with each loss, against the true ones (a Probabilities)."""
    controls = [
        Choice("loss", "trained on", {"logistic": "NLL", "hinge": "hinge"}, "logistic"),
        listed("size", "examples *m*", record.sizes, start=0),
        numbered("sample", "sample", record.outputs.shape[2]),
    ]
    question = "Does the network learn how likely a label is, or only which is likelier?"
    most = {"size": len(record.sizes) - 1}
    presets = {
        "NLL, most examples": most,
        "Hinge, few examples": {"loss": "hinge"},
        "Hinge, most examples": {"loss": "hinge"} | most,
    }
    title, scene = "What the network believes", partial(_beliefs, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _beliefs(record, loss, size, sample):
    chosen = LOSSES.index(loss)
    fitted = record.fitted[chosen, size, sample]
    return Scene(
        [
            Panel(
                Axis("input *x*", (-3.0, 3.0)),
                Axis("probability of *y* = +1", (0.0, 1.0)),
                [
                    Line(PLACES, record.truth, color=REFERENCE, dash=True, label="true"),
                    Line(PLACES, fitted, color=2 - chosen, width=2.8, label="fitted"),
                ],
            ),
            _distances(record, chosen, size, sample),
        ],
        [
            Readout("Mean distance from the true probabilities: **{gap:.3f}**.",
                    {"gap": record.distance[chosen, size, sample]}),
            Readout("The hinge answers ±1, read as 0.73 and 0.27, whatever the probability.",
                    when=loss == "hinge"),
        ],
    )  # fmt: skip


def _distances(record, chosen, size, sample):
    marks = []
    for k, (name, color) in enumerate((("NLL", 2), ("hinge", 1))):
        marks += faint(record.sizes, record.distance[k].T, "", color, width=0.6)
        mean = record.distance[k].mean(axis=-1)
        marks.append(Line(record.sizes, mean, color=color, dash=k == 1, label=f"{name}, mean"))
    here = record.distance[chosen, size, sample]
    marks.append(Points(record.sizes[size], here, color=2 - chosen, size=5.5))
    span = float(record.sizes[0]) / 1.3, float(record.sizes[-1]) * 1.3
    return Panel(
        Axis("examples *m*", span, "log"),
        Axis(
            "mean distance from the truth", (0.005, 0.5), "log", (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
        ),
        marks,
    )


LABELS = {"right": "all right", "wrong": "one in five wrong"}


def after_zero_training_error(right, wrong):
    """S4, S11: scrub through training with right and with partly wrong labels (two AfterZero)."""
    moments = np.linspace(0, len(right.epochs) - 1, min(41, len(right.epochs))).astype(int)
    learnt = np.searchsorted(moments, np.max(right.first_zero))  # from here on all of them
    start = int(min(learnt, len(moments) - 1))
    controls = [
        Choice("labels", "training labels", LABELS, "right"),
        timeline("time", np.asarray(right.epochs)[moments], "epoch {}", start),
    ]
    question = "No training mistake is left. Does more training still change anything?"
    end = {"moment": len(moments) - 1}
    late = int(min(np.searchsorted(moments, np.max(wrong.first_zero)), len(moments) - 1))
    presets = {
        "Right labels, the end": end,
        "Wrong labels, all learnt": {"labels": "wrong", "moment": late},
        "Wrong labels, the end": {"labels": "wrong"} | end,
    }
    title = "After zero training error"
    scene = partial(_after_zero, {"right": right, "wrong": wrong}, moments)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _after_zero(records, moments, labels, moment):
    record, now = records[labels], moments[moment]
    zero = int(np.median(record.first_zero))
    return Scene(
        [
            _errors(record, now, zero, 16.0 if labels == "right" else 32.0),
            _changes(record, moments, moment, zero),
            _margin_bars(record, moments, now),
        ],
        _zero_readouts(record, now, zero),
    )


def _mean_and_band(epochs, rows, color, label):
    """The mean over networks, and its 95% interval."""
    mean, half = mean_and_half(rows, axis=0)
    return [Band(epochs, mean - half, mean + half, color=color), Line(epochs, mean, color=color,
            label=label)]  # fmt: skip


def _errors(record, now, zero, top):
    return Panel(
        Axis("epoch", (0, int(record.epochs[-1]))),
        Axis("error, %", (0.0, top)),
        [
            *_mean_and_band(record.epochs, 100 * record.test_error, TEST, "test"),
            Line(
                record.epochs, 100 * record.train_error.mean(axis=0), color=TRAIN, label="training"
            ),
            Guide(x=record.epochs[zero], label="all learnt"),
            Points(record.epochs[now], 100 * record.test_error[:, now].mean(), color=TEST, size=5),
            Points(
                record.epochs[now], 100 * record.train_error[:, now].mean(), color=TRAIN, size=5
            ),
        ],
        aspect=1.0,
    )


def _changes(record, moments, moment, zero):
    """Each network's test error less that at its first epoch without a mistake, so far."""
    epochs = record.epochs[moments]
    change = 100 * (record.test_error - record.at_zero("test_error")[:, None])[:, moments]
    seen = (moments >= zero) & (np.arange(len(moments)) <= moment)
    mean, half = mean_and_half(change, axis=0)
    mean, half, change = (np.where(seen, each, np.nan) for each in (mean, half, change))
    return Panel(
        Axis("epoch", (0, int(record.epochs[-1]))),
        Axis("test error since all learnt, points", (-4.0, 4.0)),
        [
            Guide(y=0.0),
            *faint(epochs, change, "one network", TEST, width=0.5),
            Band(epochs, mean - half, mean + half, color=TEST),
            Line(epochs, mean, color=TEST, width=3.0, label="mean"),
        ],
        aspect=1.0,
    )


def _margin_bars(record, moments, now):
    middle, width = 0.5 * (EDGES[1:] + EDGES[:-1]), EDGES[1] - EDGES[0]
    return Panel(
        Axis("margin of training examples", (float(EDGES[0]), float(EDGES[-1]))),
        Axis("share, %", (0.0, 20.0)),
        [
            Bars(middle, 100 * record.margins[now], width=0.9 * width, color=TRAIN),
            Guide(x=0.0, color=0),
            Text(-0.5, 18.0, "wrong", anchor="end"),
            Text(0.5, 18.0, "right"),
        ],
        aspect=1.0,
    )


def _zero_readouts(record, now, zero):
    change = record.test_error[:, now] - record.at_zero("test_error")
    moved, half = mean_and_half(100 * change)
    values = {
        "train": 100 * record.train_error[:, now].mean(),
        "test": 100 * record.test_error[:, now].mean(),
        "margin": record.median_margin[:, now].mean(),
        "loss": record.test_loss[:, now].mean(),
    }
    gap = {"moved": abs(moved), "half": half}
    after = record.epochs[now] > record.epochs[zero]
    return [
        Readout("Training error **{train:.1f}%**, test error **{test:.1f}%**, test NLL "
                "{loss:.2f}, median margin {margin:.1f}.", values),
        Readout("Since its last training mistake a network has on average become **better** by "
                "{moved:.2f} ± {half:.2f} points.", gap, when=after and moved < -half,
                tone="good"),
        Readout("Since its last training mistake a network has on average become **worse** by "
                "{moved:.2f} ± {half:.2f} points.", gap, when=after and moved > half,
                tone="bad"),
    ]  # fmt: skip
