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
    listed,
    place,
    so_far,
    timeline,
)

TORCH = 0.577  # the scale of torch's default weights, U(±1/√n)


TENS = 1e-15, 1e-10, 1e-5, 1.0, 1e5


def through_depth(record):
    """T11: gradients through many layers with one matrix, or with many (a Depth)."""
    first = place(record.scales, TORCH)
    controls = [listed("which", "scale *g*", record.scales, "{:.2f}", first, first)]
    named = {"Scale 1": 1.0, "The tuned scale": 1.19, "Scale 2": 2.0}
    presets = {name: {"which": place(record.scales, scale)} for name, scale in named.items()}
    question = "Which scale of the weights lets a gradient through sixty layers?"
    return Explorer(partial(_depth, record), controls, "Down through the layers", question,
                    bank=True, presets=presets)  # fmt: skip


def _depth(record, which):
    depth = record.same.shape[-1] - 1
    layers = np.arange(depth, -1, -1)  # how many layers below the top
    panels = []
    kinds = (("one matrix", record.same, METHOD_A), ("fresh matrices", record.fresh, METHOD_B))
    for title, logs, color in kinds:
        lines = faint(layers, 10.0 ** logs[which], "each network", color, width=0.8)
        middle = 10.0 ** np.median(logs[which], axis=0)
        median = Line(layers, middle, color=CHOSEN, width=2.6, label="median")
        axis = Axis("gradient ÷ gradient at the top", (1e-16, 1e5), "log", TENS)
        panels.append(
            Panel(Axis("layers below the top", (0, depth)), axis,
                  [Guide(y=1.0, dash=False), *lines, median], title=title, aspect=0.8)
        )  # fmt: skip
    ends = {"same": record.same[which, :, 0], "fresh": record.fresh[which, :, 0]}
    values = {name: 10.0 ** np.median(end) for name, end in ends.items()}
    values |= {f"{name}_by": 10.0 ** np.std(end) for name, end in ends.items()}
    text = (
        "At the bottom: repeated × **{same:.2g}** (spread × {same_by:.1f}), "
        "fresh × **{fresh:.2g}** (spread × {fresh_by:.1f})."
    )
    level = np.log10(values["fresh"])
    return Scene(panels, [
        Readout(text, values),
        Readout("**The fresh layers let it through.**", when=np.abs(level) < 1, tone="good"),
        Readout("The fresh layers lose more than nine tenths of it.", when=level <= -1,
                tone="bad"),
        Readout("The fresh layers make it more than ten times as long.", when=level >= 1,
                tone="bad"),
    ])  # fmt: skip


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
