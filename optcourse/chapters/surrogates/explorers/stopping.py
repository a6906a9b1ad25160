"""The explorer of early stopping (recorded training)."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    REFERENCE,
    TEST,
    TRAIN,
    VALIDATION,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    listed,
    numbered,
)

PATIENCES = (1, 2, 3, 5, 8, 12, 20)
WATCHED = {"val_error": "validation error", "val_loss": "validation NLL"}


def stop_here(record):
    """S5, S13, S20: where early stopping halts, and the gradient there (a Stopping)."""
    patience = [f"{p} epoch{'s' * (p > 1)}" for p in PATIENCES]
    second = min(1, len(record.rates) - 1)
    controls = [
        Choice("watched", "watch", WATCHED, "val_error"),
        listed("patience", "patience", patience, "{}"),
        listed("rate", "learning rate *ε*", record.rates, "{:g}", start=second),
        numbered("network", "network", record.grad_norm.shape[1]),
    ]
    question = "Where does early stopping halt, and is the gradient small there?"
    patient = {"patience": len(PATIENCES) - 1}
    presets = {
        "1 epoch": {"patience": 0},
        "20 epochs": patient,
        "20 epochs, largest rate": patient | {"rate": len(record.rates) - 1},
        "Watch the NLL": {"watched": "val_loss"},
    }
    scene = partial(_stop_here, record)
    return Explorer(scene, controls, "Stop here", question, bank=True, presets=presets)


def _stop_here(record, watched, patience, rate, network):
    stopped, best = (
        int(each[rate, network]) for each in record.stops(PATIENCES[patience], watched)
    )
    row = {
        name: getattr(record, name)[rate, network]
        for name in ("grad_norm", "val_error", "test_error", "val_loss", "train_loss")
    }
    span = Axis("epoch", (0, int(record.epochs[-1])))
    errors = [
        (100 * row["val_error"], VALIDATION, "validation"),
        (100 * row["test_error"], TEST, "test"),
    ]
    losses = [(row["val_loss"], VALIDATION, "validation"), (row["train_loss"], TRAIN, "training")]
    norm = [(row["grad_norm"], TRAIN, "")]
    return Scene(
        [
            Panel(span, Axis("error, %", (30.0, 95.0)), [
                Guide(x=best, color=CHOSEN, dash=False, label="kept", legend=True),
                Guide(x=stopped, label="halt", legend=True),
                *_curves(record.epochs, errors)], aspect=1.0),
            Panel(span, Axis("NLL, nats", (1e-3, 10.0), "log"), [
                Guide(x=best, color=CHOSEN, dash=False), Guide(x=stopped),
                *_curves(record.epochs, losses)], aspect=1.0),
            Panel(span, Axis("gradient norm, training NLL", (1e-4, 10.0), "log"), [
                Guide(x=best, color=CHOSEN, dash=False), Guide(x=stopped),
                Guide(y=row["grad_norm"][0], color=REFERENCE, label="start", legend=True),
                *_curves(record.epochs, norm)], aspect=1.0),
        ],
        _stop_readouts(record, row, stopped, best),
    )  # fmt: skip


def _curves(epochs, rows):
    return [Line(epochs, values, color=color, label=label) for values, color, label in rows]


def _stop_readouts(record, row, stopped, best):
    grad = row["grad_norm"]
    ended = stopped == len(grad) - 1
    values = {"stop": stopped, "best": best, "ratio": grad[stopped] / np.nanmax(grad)}
    given = 100 * (row["test_error"][best] - row["test_error"][-1])
    last = {"given": abs(given), "last": int(record.epochs[-1])}
    return [
        Readout("Halts at epoch {stop:d} and keeps epoch {best:d}. At the halt the gradient is "
                "**{ratio:.2g}** of its longest.", values),
        Readout("It never halts before the end.", when=ended),
        Readout("Against epoch {last:d} it gives up **{given:.1f} points** of test error.", last,
                when=given > 0.05, tone="bad"),
        Readout("Against epoch {last:d} it saves **{given:.1f} points** of test error.", last,
                when=given < -0.05, tone="good"),
    ]  # fmt: skip
