"""The explorer of a network that also learns how sure it may be."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    TRAIN,
    Axis,
    Band,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    growing,
    listed,
    place,
    timeline,
)

SPAN = 3.2


def a_band_that_shrinks(record):
    """G27: the curve and its band of one standard deviation, by width and time (a Bands)."""
    widths, steps = record.widths.tolist(), record.steps.tolist()
    controls = [
        listed("width", "hidden units", widths, "{}", start=1),
        timeline("step", steps, "{:,}", start=0, name="k"),
    ]
    last = len(steps) - 1
    presets = {
        "Two units, the end": {"k": last},
        "Four units, the end": {"width": place(widths, 4), "k": last},
        "Eight units, the end": {"width": place(widths, 8), "k": last},
        "Eight units, half-way": {"width": place(widths, 8), "k": last // 2},
    }
    question = "From which number of units on does the band shrink to nothing?"
    scene, title = partial(_band, record), "A band that shrinks to nothing"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _band(record, width, k):
    return Scene([_curve(record, width, k), _loss(record, width, k)], _readouts(record, width, k))


def _curve(record, width, k):
    curve = np.clip(record.curves[k, width], -3 * SPAN, 3 * SPAN)
    half = np.exp(-0.5 * record.log_beta[k, width, 0])
    marks = [
        Band(record.places, curve - half, curve + half, color=METHOD_A),
        Line(record.places, curve, color=METHOD_A, label="network ± its σ"),
        Points(record.x, record.y, color=0, size=4),
    ]
    return Panel(
        Axis("input", (-1.1, 1.1)),
        Axis("output", (-SPAN, SPAN)),
        marks,
        title="dots: the targets",
        aspect=0.85,
    )


def _loss(record, width, k):
    last = int(record.steps[-1])
    low = float(np.floor(record.nll.min()))
    marks = [
        *growing(
            record.steps, record.nll[:, width, 0], k, color=TRAIN, label="negative log-likelihood"
        ),
        Points(record.steps[k], record.nll[k, width, 0], color=CHOSEN, shape="square", size=5),
    ]
    axes = Axis("step", (-0.02 * last, 1.02 * last)), Axis("loss", (low, 1.5))
    return Panel(*axes, marks, aspect=0.85)


def _readouts(record, width, k):
    log_beta, mse = record.log_beta[k, width, 0], record.mse[k, width, 0]
    sigma, off = np.exp(-0.5 * log_beta), np.sqrt(mse)
    values = {"units": int(record.widths[width]), "nll": record.nll[k, width, 0]}
    settled = abs(np.exp(log_beta) * mse - 1) < 0.02
    exact = off < 0.1 * sigma
    return [
        Readout("Hidden units: {units:d}. Loss **{nll:.2f}**.", values),
        Readout(
            "It claims σ = {sigma:.2g}, and is off by {off:.1g}.", {"sigma": sigma, "off": off}
        ),
        Readout("**Settled**: it claims what it achieves.", when=bool(settled), tone="good"),
        Readout(
            "**It fits far better than it claims**: nothing holds the band.",
            when=bool(exact),
            tone="bad",
        ),
    ]
