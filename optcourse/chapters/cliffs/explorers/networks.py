"""Explorers of the chapter on cliffs, for recurrent networks that were trained."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    REFERENCE,
    TRAIN,
    Axis,
    Band,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    listed,
    numbered,
    place,
)
from optcourse.intervals import wilson

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


def does_h_matter(record):
    """C9: success and loss against the clipping threshold (a Thresholds)."""
    thresholds = ["none" if np.isinf(h) else f"{h:g}" for h in record.thresholds]
    controls = [
        listed("rate", "learning rate *ε*", record.rates, "{:g}", start=len(record.rates) - 1),
        listed("which", "threshold *h*", thresholds, "{}", start=len(thresholds) - 1),
    ]
    high, low = (place(record.rates, rate) for rate in (0.3, 0.03))
    finite = record.thresholds[np.isfinite(record.thresholds)]
    presets = {
        name: {"rate": rate, "which": place(finite, h)}
        for name, rate, h in (
            ("Clipped at 0.3", high, 0.3),
            ("Clipped too late", high, 10.0),
            ("Steps too short", low, 0.01),
        )
    }
    presets["A low rate, unclipped"] = {"rate": low, "which": len(thresholds) - 1}
    question = "How carefully must the threshold be chosen?"
    return Explorer(partial(_matter, record), controls, "Does *h* matter?", question, bank=True,
                    presets=presets)  # fmt: skip


def _matter(record, rate, which):
    success = record.success[rate]
    low, high = (100 * end for end in wilson(success.sum(axis=1), success.shape[1]))
    values = {"done": int(success[which].sum()), "of": success.shape[1], "low": low[which]}
    values |= {"high": high[which], "spiked": int((record.highest[rate, which] > 10).sum())}
    text = (
        "**{done:d} of {of:d}** networks succeed (95% interval {low:.0f} to {high:.0f}%); "
        "in **{spiked:d}** the loss spiked above 10."
    )
    return Scene(
        [_successes(record, success, low, high, which), _losses(record, record.loss[rate, which])],
        [Readout(text, values)],
    )


def _successes(record, success, low, high, which):
    """The share of networks that succeed, at each threshold; no threshold stands at the right."""
    h = np.where(np.isinf(record.thresholds), 10 * record.thresholds[-2], record.thresholds)
    share = 100 * success.mean(axis=1)
    ticks = tuple(h[:-1:2])
    return Panel(
        Axis("threshold *h*", (0.5 * h[0], 2.0 * h[-1]), "log", ticks),
        Axis("networks that succeed, %", (0, 105), ticks=(0, 25, 50, 75, 100)),
        [
            Band(h[:-1], low[:-1], high[:-1], color=METHOD_B, label="95% interval"),
            Line(h[:-1], share[:-1], color=METHOD_B, width=2.6, dots=True, label="clipped at *h*"),
            Points(h[-1], share[-1], color=METHOD_A, shape="square", label="not clipped"),
            Guide(x=h[which], color=CHOSEN),
        ],
    )


def _losses(record, losses):
    """The course of training: the median network, and the middle 80% of them."""
    bottom, middle, top = (_shown(np.quantile(losses, q, axis=0)) for q in (0.1, 0.5, 0.9))
    return Panel(
        Axis("step", (0, int(record.steps[-1]))),
        Axis("loss of a minibatch, cut at 1,000", (1e-5, 1e3), "log"),
        [
            Band(record.steps, bottom, top, color=TRAIN, label="from 10 to 90% of networks"),
            Line(record.steps, middle, color=TRAIN, width=2.2, label="median"),
        ],
    )


def _shown(loss):
    """Losses within the picture; those that grew beyond all numbers run along its top."""
    return np.clip(np.nan_to_num(loss, nan=np.inf), 1e-5, 1e3)
