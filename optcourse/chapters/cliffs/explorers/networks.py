"""Explorers of the chapter on cliffs, for recurrent networks that were trained."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    REFERENCE,
    TRAIN,
    Axis,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    numbered,
)

STEEP = 20.0  # a slope that changes the loss by 1 over a length of 0.05


def a_real_cliff(record):
    """C6: the loss along −g where a network's gradient was largest (a Slices)."""
    order = np.argsort(-record.norms.max(axis=1))
    low, high = float(record.distance[0]), float(record.distance[-1])
    count = len(record.distance)
    controls = [
        numbered("which", "network", len(order)),
        Slider("along", "distance along −*g*", low, high, low, count=min(51, count), spec=".2f"),
    ]
    presets = _places(record, order)
    question = "Move along a line through the weights. Where is the cliff?"
    scene = partial(_real_cliff, record, order)
    return Explorer(scene, controls, "A real cliff", question, bank=True, presets=presets)


def _places(record, order):
    """The steepest place of the first line, and of the lines least steep and of most walls."""
    slopes = np.abs(np.gradient(record.slice[order], record.distance, axis=1))
    steep = slopes > STEEP
    walls = np.sum(steep[:, 1:] & ~steep[:, :-1], axis=1)
    names = {"On the cliff": 0, "No cliff here": int(np.argmin(slopes.max(axis=1)))}
    names["Many walls"] = int(np.argmax(walls))
    return {
        name: {"which": n, "along": float(record.distance[np.argmax(slopes[n])])}
        for name, n in names.items()
    }


def _real_cliff(record, order, which, along):
    n = order[which]
    d, loss = record.distance, record.slice[n]
    k = int(np.argmin(np.abs(d - along)))
    slope = float(np.gradient(loss, d)[k])
    tangent = np.where(np.abs(d - d[k]) < 0.12, loss[k] + slope * (d - d[k]), np.nan)
    values = {"loss": loss[k], "slope": abs(slope)}
    values["median"] = float(np.median(record.slopes[n]))
    return Scene(
        [
            Panel(
                Axis("distance along −*g*", (float(d[0]), float(d[-1]))),
                Axis("loss", (0.0, float(np.ceil(record.slice.max())))),
                [
                    Line(d, loss, color=TRAIN, label="loss"),
                    Line(d, tangent, color=REFERENCE, dash=True, label="tangent"),
                    Points(d[k], loss[k], color=CHOSEN, size=5.5),
                ],
            ),
            _norms(record, n),
        ],
        [
            Readout("Loss **{loss:.2f}**, slope **{slope:.3g}**; the median slope on this line is "
                    "{median:.2g}.", values),
            Readout("**A cliff:** more than 1 over a length of 0.05.", when=abs(slope) > STEEP,
                    tone="bad"),
        ],
    )  # fmt: skip


def _norms(record, n):
    """The gradient norm of network n at every fourth step, and the peak."""
    norms, peak = record.norms[n], record.peak[n]
    steps = np.union1d(np.arange(0, len(norms), 4), record.peak)
    return Panel(
        Axis("step", (0, len(norms))),
        Axis("gradient norm, not clipped", (1e-4, 1e3), "log"),
        [
            Line(steps, np.maximum(norms[steps], 1e-9), color=TRAIN, width=1.2),
            Points(peak, norms[peak], color=CHOSEN, size=5.5, label="the line is cut here"),
        ],
    )
