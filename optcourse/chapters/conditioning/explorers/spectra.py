"""The explorer of a network's whole spectrum, in the chapter on ill-conditioning."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CLASS_A,
    CLASS_B,
    TRAIN,
    Axis,
    Bars,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    numbered,
    timeline,
)

BINS = 48
ROUNDING = 1e-12  # of the largest eigenvalue: what is smaller is 0, and has no sign
RANKS = 120  # drawn of each sign, denser where there are few


def spectrum_of_a_network(record):
    """I11: all eigenvalues of the Hessian while networks learn (a Spectra)."""
    controls = [
        timeline("time", record.moments, start=0),
        numbered("network", "network", len(record.loss)),
    ]
    last = len(record.moments) - 1
    presets = {
        "Early": {"moment": 1},
        "After training": {"moment": last},
        "Another network": {"moment": last, "network": 1},
    }
    question = "Is a real network ill-conditioned? Where are the eigenvalues of its Hessian?"
    scene = partial(_spectrum, record)
    return Explorer(
        scene, controls, "The spectrum of a network", question, bank=True, presets=presets
    )


def _spectrum(record, moment, network):
    values = record.eigenvalues[network, moment]
    return Scene(
        [_histogram(record, values), _by_rank(record, values)],
        _readouts(record, moment, network),
    )


def _histogram(record, values):
    low, high = record.eigenvalues.min(), record.eigenvalues.max()
    edges = np.linspace(1.05 * low - 0.05 * high, 1.05 * high - 0.05 * low, BINS + 1)
    counts, _ = np.histogram(values, edges)
    centres, width = 0.5 * (edges[1:] + edges[:-1]), edges[1] - edges[0]
    shown = np.where(counts > 0, counts, np.nan)
    return Panel(
        Axis("eigenvalue *λ* of the Hessian", (edges[0], edges[-1])),
        Axis("how many", (0.7, 2.0 * len(values)), "log"),
        [Bars(centres, shown, width=0.9 * width, color=TRAIN), Guide(x=0.0, dash=False)],
    )


def _by_rank(record, values):
    count, top = record.eigenvalues.shape[-1], np.abs(record.eigenvalues).max()
    ranks = np.unique(np.round(np.geomspace(1, count, RANKS)).astype(int))
    up, down = np.sort(values)[::-1], np.sort(-values)[::-1]
    sides = [(up, CLASS_A, False, "positive"), (down, CLASS_B, True, "negative, without the sign")]
    return Panel(
        Axis("rank", (1, count), "log"),
        Axis("size |*λ*|", (1e-5, 10.0 ** np.ceil(np.log10(top))), "log"),
        [
            Line(ranks, _drawn(side[ranks - 1], top), color=color, dash=dash, label=label)
            for side, color, dash, label in sides
        ],
    )


def _drawn(values, top):
    return np.where(values > ROUNDING * top, values, np.nan)


def _readouts(record, moment, network):
    values = record.eigenvalues[network, moment]
    share = record.relative[network, moment]
    numbers = {
        "loss": record.loss[network, moment],
        "low": values[0],
        "high": values[-1],
        "small": np.mean(np.abs(share) < 0.01),
        "negative": np.mean(share < -1e-6),
    }
    top = record.parts[network, moment, -10:].sum()
    return [
        Readout("Loss {loss:.2g}. Eigenvalues from **{low:.2g}** to **{high:.2g}**: {small:.0%} of "
                "them within a hundredth of the largest, {negative:.0%} negative.", numbers),
        Readout("The ten largest hold {top:.0%} of the squared gradient.", {"top": top}),
    ]  # fmt: skip
