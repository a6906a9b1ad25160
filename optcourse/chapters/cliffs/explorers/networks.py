"""Explorers of the chapter on cliffs, for recurrent networks that were trained."""

from functools import partial

import numpy as np

from optcourse.explore import (
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
)
from optcourse.intervals import wilson


def a_real_cliff(record):
    """C6: the loss along −g where a network's gradient was largest (a Slices)."""
    order = np.argsort(-record.norms.max(axis=1))
    low, high = float(record.distance[0]), float(record.distance[-1])
    middle, count = float(record.distance[len(record.distance) // 2]), len(record.distance)
    controls = [
        numbered("which", "network", len(order)),
        Slider("along", "distance along −*g*", low, high, middle, count=min(51, count), spec=".2f"),
    ]
    question = "Move along a line through the weights. Where is the cliff?"
    scene = partial(_real_cliff, record, order)
    return Explorer(scene, controls, "A real cliff", question, bank=True)


def _real_cliff(record, order, which, along):
    n = order[which]
    d, loss = record.distance, record.slice[n]
    k = int(np.argmin(np.abs(d - along)))
    slope = float(np.gradient(loss, d)[k])
    tangent = loss[k] + slope * (d - d[k])
    here = np.abs(d - d[k]) < 0.12
    values = {"loss": loss[k], "slope": abs(slope)}
    values["median"] = float(np.median(record.slopes[n]))
    return Scene(
        [
            Panel(
                Axis("distance along −*g*", (float(d[0]), float(d[-1]))),
                Axis("loss", (0.0, float(np.ceil(record.slice.max())))),
                [
                    Line(d, loss, color=1, label="loss"),
                    Line(d, np.where(here, tangent, np.nan), color=0, dash=True, label="tangent"),
                    Points(d[k], loss[k], color=2, size=5.5),
                ],
            ),
            _norms(record, n),
        ],
        [
            Readout("Loss **{loss:.2f}**, slope **{slope:.3g}**; the median slope on this line is "
                    "{median:.2g}.", values),
            Readout("**A cliff:** more than 1 over a length of 0.05.", when=abs(slope) > 20,
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
            Line(steps, np.maximum(norms[steps], 1e-9), color=1, width=1.2),
            Points(peak, norms[peak], color=2, size=5.5, label="the line is cut here"),
        ],
    )


def does_h_matter(record):
    """C9: success and loss against the clipping threshold (a Thresholds)."""
    thresholds = ["none" if np.isinf(h) else f"{h:g}" for h in record.thresholds]
    controls = [
        listed("rate", "learning rate *ε*", record.rates, "{:g}", start=len(record.rates) - 1),
        listed("which", "threshold *h*", thresholds, "{}"),
    ]
    question = "How carefully must the threshold be chosen?"
    return Explorer(partial(_matter, record), controls, "Does *h* matter?", question, bank=True)


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
        Axis("threshold *h* (square: none)", (0.5 * h[0], 2.0 * h[-1]), "log", ticks),
        Axis("networks that succeed, %", (0, 105), ticks=(0, 25, 50, 75, 100)),
        [
            Band(h[:-1], low[:-1], high[:-1], color=3, label="95% interval"),
            Line(h[:-1], share[:-1], color=3, width=2.6, dots=True, label="clipped at *h*"),
            Points(h[-1], share[-1], color=2, shape="square"),
            Guide(x=h[which]),
        ],
    )


def _losses(record, losses):
    """The course of training: the median network, and the middle 80% of them."""
    bottom, middle, top = (_shown(np.quantile(losses, q, axis=0)) for q in (0.1, 0.5, 0.9))
    return Panel(
        Axis("step", (0, int(record.steps[-1]))),
        Axis("loss of a minibatch", (1e-5, 1e3), "log"),
        [
            Band(record.steps, bottom, top, color=1, label="from 10 to 90% of networks"),
            Line(record.steps, middle, color=1, width=2.2, label="median"),
        ],
    )


def _shown(loss):
    """Losses within the picture."""
    return np.clip(loss, 1e-5, 1e3)
