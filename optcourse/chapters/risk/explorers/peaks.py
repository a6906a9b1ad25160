"""The explorer of networks about the width from which they fit every example."""

from functools import partial

import numpy as np

from optcourse.chapters.risk.explorers.fits import averaged
from optcourse.explore import (
    REFERENCE,
    TEST,
    TRAIN,
    Axis,
    Explorer,
    Guide,
    Panel,
    Readout,
    Scene,
    listed,
)


def the_peak(record):
    """R12, R13: errors and cross-entropy against width, with true and shuffled labels (a Peaks)."""
    controls = [
        listed("share", "labels shuffled", record.shares, "{:.0%}", start=0),
        listed("width", "hidden units", record.widths, start=0),
    ]
    question = "Where do networks do worst on new signals: narrow, wide, or between?"
    title, scene = "The peak", partial(_peak, record)
    return Explorer(scene, controls, title, question, bank=True, presets=_tops(record))


def _tops(record):
    """Presets: where it is low, high and low again with false labels, and surest with true ones."""
    false, widest = {"share": len(record.shares) - 1}, len(record.widths) - 1
    error = record.test_error[-1].mean(axis=-1)
    hump = 1 + int(error[1:].argmax())
    return {
        "False labels, the dip": false | {"width": int(error[:hump].argmin())},
        "False labels, the hump": false | {"width": hump},
        "False labels, widest": false | {"width": widest},
        "True labels, the peak": {"width": int(record.test_loss[0].mean(axis=-1).argmax())},
    }


def _peak(record, share, width):
    train, test = 100 * record.train_error[share], 100 * record.test_error[share]
    loss, widths = record.test_loss[share], record.widths
    units = Axis("hidden units", (0.85 * widths[0], 1.18 * widths[-1]), "log",
                 tuple(int(each) for each in widths))  # fmt: skip
    errors = Axis("error, %", (-3, 100), ticks=(0, 20, 40, 60, 80, 100))
    nats = Axis("cross-entropy, nats", (0.0, 1.1 * record.test_loss.max()))
    first = np.append(widths, np.nan)[record.fitting[share]]
    begins = Guide(x=first, color=REFERENCE, label="all fitted")
    values = {
        "train": train[width].mean() / 100,
        "test": test[width].mean() / 100,
        "loss": loss[width].mean(),
    }
    text = (
        "Wrong on **{train:.0%}** of its examples, on **{test:.0%}** of new signals; "
        "there the cross-entropy is **{loss:.1f}** nats."
    )
    curves = [
        *averaged(widths, test, width, TEST, "new signals"),
        *averaged(widths, train, width, TRAIN, "its examples"),
    ]
    return Scene(
        [
            Panel(units, errors, [begins, *curves]),
            Panel(units, nats, [begins, *averaged(widths, loss, width, TEST, "new signals")]),
        ],
        [Readout(text, values)],
    )
