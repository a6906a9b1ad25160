"""The explorer of the edge of stability, in the chapter on ill-conditioning (recorded runs)."""

from functools import partial

import numpy as np

from optcourse.chapters.conditioning.explorers.networks import decades
from optcourse.explore import (
    REFERENCE,
    TRAIN,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Text,
    faint,
    growing,
    listed,
    place,
    so_far,
    timeline,
)


def the_edge(record):
    """I7: sharpness of networks trained at several rates (an EdgeOfStability)."""
    controls = [
        listed("which", "learning rate *ε*", record.rates, "{:g}"),
        timeline("time", record.steps, start=0),
    ]
    last, middle = len(record.steps) - 1, place(record.rates, 0.2)
    presets = {
        "At the edge": {"which": middle, "moment": last},
        "A small rate": {"which": 0, "moment": last},
        "The largest rate": {"which": len(record.rates) - 1, "moment": last},
        "Step 100": {"which": middle, "moment": place(record.steps, 100)},
    }
    question = "Choose the rate. How sharp a place does descent end up in?"
    scene = partial(_edge, record)
    return Explorer(scene, controls, "The edge", question, bank=True, presets=presets)


def _edge(record, which, moment):
    steps = record.steps
    sharp, limit = record.sharpness[which], 2 / record.rates[which]
    span, heights = _span_of(steps), _sharpness_axis(record)
    above = limit > heights.limits[1]
    return Scene(
        [
            Panel(
                span,
                heights,
                [
                    *faint(steps, so_far(record.sharpness.T, moment).T, "all rates", width=0.6),
                    Guide(y=limit, color=REFERENCE, label="2/*ε*", legend=True),
                    Text(
                        0.5 * steps[-1],
                        np.where(above, 0.93 * heights.limits[1], np.nan),
                        "↑ 2/*ε* = {limit:.0f}",
                        {"limit": limit},
                        anchor="middle",
                    ),
                    *growing(steps, sharp, moment, TRAIN, "this rate", width=2.5),
                ],
                aspect=1.0,
            ),
            _balance_panel(record, which, moment, span),
            _loss_panel(record, which, moment, span),
        ],
        _edge_readouts(record, which, moment),
    )


def _span_of(steps):
    """The axis of time, with few enough ticks for three panels beside each other."""
    last = int(steps[-1])
    apart = 10 ** int(np.log10(last))
    return Axis("step", (0, last), ticks=tuple(range(0, last + 1, apart)))


def _balance_panel(record, which, moment, span):
    """The two terms of a step: what curvature costs, as a part of what the slope gives."""
    return Panel(
        span,
        Axis("cost ÷ gain of a step", (-0.3, 1.5)),
        [
            Guide(y=0.0, dash=False),
            Guide(y=1.0, color=REFERENCE, label="a step hurts above"),
            *growing(
                record.steps, record.balance[which], moment, TRAIN, "*εg*^{T}*Hg* ÷ 2*g*^{T}*g*"
            ),
        ],
        aspect=1.0,
    )


def _loss_panel(record, which, moment, span):
    often = np.arange(0, record.steps[-1] + 1, 10)
    loss = np.where(often <= record.steps[moment], record.loss[which][often], np.nan)
    bounds = decades(np.nanmin(record.loss), np.nanmax(record.loss))
    return Panel(
        span,
        Axis("training loss", bounds, "log"),
        [
            Line(often, loss, color=TRAIN, width=1.5),
            Points(record.steps[moment], record.loss[which][record.steps[moment]], color=TRAIN),
        ],
        aspect=1.0,
    )


def _sharpness_axis(record):
    """Around all sharpnesses; the edge 2/ε of a small rate may lie above."""
    low, high = 0.8 * np.nanmin(record.sharpness), 1.35 * np.nanmax(record.sharpness)
    ticks = tuple(t for t in (1, 2, 5, 10, 20, 50, 100, 200) if low <= t <= high)
    return Axis("sharpness *λ*_{max}", (float(low), float(high)), "log", ticks)


def _edge_readouts(record, which, moment):
    ratio = record.relative_sharpness[which, moment]
    values = {
        "sharp": record.sharpness[which, moment],
        "limit": 2 / record.rates[which],
        "balance": record.balance[which, moment],
    }
    return [
        Readout("Sharpness **{sharp:.1f}**, limit 2/*ε* = {limit:.1f}. Curvature takes "
                "{balance:.0%} of what the slope gives.", values),
        Readout("**At the edge:** *ελ*/2 = {ratio:.2f}.", {"ratio": ratio},
                when=0.9 < ratio < 1.1, tone="good"),
        Readout("Below the edge: *ελ*/2 = {ratio:.2f}.", {"ratio": ratio}, when=ratio <= 0.9),
        Readout("**Past the edge:** *ελ*/2 = {ratio:.2f}.", {"ratio": ratio},
                when=ratio >= 1.1, tone="bad"),
    ]  # fmt: skip
