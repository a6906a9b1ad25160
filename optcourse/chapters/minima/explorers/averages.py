"""The explorer of averaged weights in the chapter on local minima."""

from functools import partial

import numpy as np

from optcourse.explore import (
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    faint,
    listed,
    timeline,
)

ORDERS = {"plain": "as they are", "matched": "matched first"}


def averages(record):
    """L15: from one network to another that was trained apart, by width (a Matchings)."""
    stops = record.plain.shape[-1] - 1
    shares = np.arange(stops + 1) / stops
    controls = [
        listed("which", "hidden units", [str(width) for width in record.widths], "{}", 1),
        Choice("order", "units", ORDERS, "plain"),
        timeline("share of the second network", shares, "{:.0%}", stops // 2, name="stop"),
    ]
    question = "Two networks, trained apart: can you average their weights?"
    return Explorer(partial(_mixed, record), controls, "Match, then average", question, bank=True)


def _mixed(record, which, order, stop):
    share = np.linspace(0, 1, record.plain.shape[-1])
    paths = {"plain": record.plain, "matched": record.matched}
    mean = {name: path.mean(axis=1) for name, path in paths.items()}
    here, ends = mean[order][which, stop], record.ends[which]
    panels = [
        _way(record, paths[order][which], mean[order][which], stop, share),
        _all_widths(record, mean, which, order),
    ]
    values = {"here": here, "ends": ends}
    text = (
        "Test error here **{here:.1%}**; of the trained networks {ends:.1%}, a mean of the pairs."
    )
    lines = [
        Readout(text, values),
        Readout("**No wall:** no worse than the ends.", when=here <= ends, tone="good"),
        Readout("**A wall:** more than twice their error.", when=here > 2 * ends, tone="bad"),
    ]
    return Scene(panels, lines)


def _way(record, paths, mean, stop, share):
    top = 1.05 * float(max(record.plain.max(), record.matched.max()))
    return Panel(
        Axis("share of the second network", (0.0, 1.0)),
        Axis("test error", (0.0, top)),
        [
            *faint(share, paths, "each pair", width=0.6),
            Line(share, mean, color=2, width=2.6, label="mean"),
            Points(share[stop], mean[stop], color=2, size=5.5),
        ],
        title="on the straight path",
    )


def _all_widths(record, mean, which, order):
    widths, half = record.widths.astype(float), record.plain.shape[-1] // 2
    top = 1.1 * float(mean["plain"].max())
    marked = mean[order][which, half]
    return Panel(
        Axis("hidden units", (0.85 * widths[0], 1.15 * widths[-1]), "log", tuple(record.widths)),
        Axis("test error", (0.0, top)),
        [
            Line(widths, mean["plain"][:, half], color=2, dash=True, label="average"),
            Line(widths, mean["matched"][:, half], color=1, label="average, matched"),
            Line(widths, record.ends, color=0, width=1.4, label="trained networks"),
            Points(widths[which], marked, color=2, size=5.5, shape="square"),
        ],
        title="half-way, all widths",
    )
