"""Explorers of recorded networks, for the chapter on long-term dependencies."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    CLASS_A,
    CLASS_B,
    METHOD_A,
    METHOD_B,
    METHOD_C,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    faint,
    growing,
    place,
    so_far,
    timeline,
)


def who_holds(record):
    """T6: bits told long after the bit was shown, against contraction (a Holding)."""
    times = np.geomspace(2 * record.length, record.accuracy.shape[1], 12).astype(int) - 1
    controls = [timeline("time", times + 1, start=0)]
    presets = {"Halfway": {"moment": len(times) // 2}, "At the end": {"moment": len(times) - 1}}
    question = "Which networks still know the bit, and what has become of its gradient?"
    scene = partial(_holds, record, times)
    return Explorer(scene, controls, "Who holds the bit", question, bank=True, presets=presets)


def _holds(record, times, moment):
    told, keeps, factor = 100 * record.told[:, times[moment]], record.keeps, record.factor
    panels = [
        Panel(Axis("factor per step of the gradient", (0.5, 1.05)),
              Axis("bits told, % (guessing: 50)", (45, 112), ticks=(50, 60, 70, 80, 90, 100)),
              [Guide(x=1.0, label="no contraction"), Guide(y=50.0, dash=False),
               Points(factor[keeps], told[keeps], color=CLASS_B, size=4.5),
               Points(factor[~keeps], told[~keeps], color=CLASS_A, shape="square", size=3.5)]),
        Panel(Axis("step *t*", (0, record.log_jacobian.shape[1])),
              Axis("∂*h*_{t}/∂*h*_{2} ÷ its start", (1e-40, 1e5), "log"),
              [*_fading(record), Guide(x=float(times[moment]))]),
    ]  # fmt: skip
    text = "Of {many:d} networks **{kept:d}** lose nothing from step {length:d} to the end."
    values = {"many": len(keeps), "kept": keeps.sum(), "length": record.length}
    return Scene(panels, [
        Readout(text, values),
        Readout("Now they tell {good:.0f}% of the bits.", {"good": _mean(told[keeps])},
                when=keeps.any()),
        Readout("The others now tell {bad:.0f}%.", {"bad": _mean(told[~keeps])},
                when=not keeps.all()),
    ])  # fmt: skip


def _fading(record):
    """The size of each network's derivative by the state that saw the bit last."""
    steps = np.arange(0, record.log_jacobian.shape[1], 5)
    named = {np.argmax(record.keeps): "holds to the end", np.argmin(record.keeps): "does not"}
    rows = enumerate(zip(record.log_jacobian[:, ::5], record.keeps, strict=True))
    return [
        Line(steps, 10.0 ** np.maximum(row, -60), color=CLASS_B if kept else CLASS_A, width=0.9,
             label=named.get(k, ""))
        for k, (row, kept) in rows
    ]  # fmt: skip


def _mean(values):
    return values.mean() if len(values) else np.nan


def pixel_by_pixel(records):
    """T9: digits read one pixel at a time; `records` maps a kind of network to its Pixels."""
    epochs = first_of(records).epochs
    controls = [timeline("training", epochs, "epoch {}", start=0)]
    presets = {"After one epoch": {"moment": place(epochs, 1)}}
    presets["At the end"] = {"moment": len(epochs) - 1}
    question = "Who learns to read, and which pixels does the gradient come from?"
    scene = partial(_pixels, records)
    return Explorer(scene, controls, "A digit, pixel by pixel", question, bank=True,
                    presets=presets)  # fmt: skip


STYLES = (
    (METHOD_A, "circle"),
    (METHOD_C, "cross"),
    (METHOD_B, "square"),
    (CHOSEN, "triangle"),
)


def _pixels(records, moment):
    errors, shares, values = [], [], {}
    for (name, record), (color, shape) in zip(records.items(), STYLES, strict=False):
        mean = 100 * record.test_error.mean(1)
        runs = so_far(100 * record.test_error, moment).T
        errors += faint(record.epochs, runs, "", color, width=0.6)
        errors += growing(record.epochs, mean, moment, color, name, width=2.6, shape=shape)
        share = record.shares[moment].mean(0)
        shares.append(Line(np.arange(1, 65), share, color=color, label=name))
        values[f"error{len(values)}"] = record.test_error[moment].mean()
    words = ", ".join(f"{name} **{{error{k}:.0%}}**" for k, name in enumerate(records))
    return Scene(
        [
            Panel(Axis("epoch", (0, int(first_of(records).epochs[-1]))),
                  Axis("test error, %", (0.0, 100.0)), errors),
            Panel(Axis("pixel, in the order of reading", (1, 64)),
                  Axis("share of the gradient", (1e-14, 1.0), "log"), shares),
        ],
        [Readout(f"Test error: {words}.", values)],
    )  # fmt: skip


def first_of(records):
    """Any one record of several."""
    return next(iter(records.values()))
