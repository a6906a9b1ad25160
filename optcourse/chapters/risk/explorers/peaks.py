"""The explorer of networks about the width from which they fit every example."""

from functools import partial

import numpy as np

from optcourse.chapters.risk.explorers.fits import averaged
from optcourse.explore import Axis, Explorer, Guide, Panel, Readout, Scene, listed


def the_peak(record):
    """R12, R13: errors and cross-entropy against width, with true and shuffled labels (a Peaks)."""
    controls = [
        listed("share", "labels shuffled", record.shares, "{:.0%}"),
        listed("width", "hidden units", record.widths),
    ]
    question = "Where do networks do worst on new signals: narrow, wide, or between?"
    return Explorer(partial(_peak, record), controls, "The peak", question, bank=True)


def _peak(record, share, width):
    train, test = 100 * record.train_error[share], 100 * record.test_error[share]
    loss, widths = record.test_loss[share], record.widths
    units = Axis("hidden units", (0.85 * widths[0], 1.18 * widths[-1]), "log",
                 tuple(int(each) for each in widths))  # fmt: skip
    errors = Axis("error, %", (-3, 100), ticks=(0, 20, 40, 60, 80, 100))
    nats = Axis("cross-entropy, nats", (0.0, 1.1 * record.test_loss.max()))
    first = np.append(widths, np.nan)[record.fitting[share]]
    begins = Guide(x=first, color=0, label="fits all its examples")
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
        *averaged(widths, test, width, 2, "new signals"),
        *averaged(widths, train, width, 1, "its examples"),
    ]
    return Scene(
        [
            Panel(units, errors, [begins, *curves]),
            Panel(units, nats, [begins, *averaged(widths, loss, width, 2, "new signals")]),
        ],
        [Readout(text, values)],
    )
