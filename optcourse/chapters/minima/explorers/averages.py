"""The explorer of averaged weights in the chapter on local minima."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    TEST,
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    faint,
    growing,
    listed,
    so_far,
    timeline,
)

TITLE = "Match, then average"
ORDERS = {"plain": "as they are", "matched": "matched first"}


def averages(record):
    """L15: from one network to another that was trained apart, by width (a Matchings)."""
    stops = record.plain.shape[-1] - 1
    shares = np.arange(stops + 1) / stops
    controls = [
        listed("which", "hidden units", [str(width) for width in record.widths], "{}", 1),
        Choice("order", "units", ORDERS, "plain"),
        timeline("share of the second network", shares, "{:.0%}", 0, name="stop"),
    ]
    half, widest = stops // 2, len(record.widths) - 1
    presets = {
        "Half-way": {"stop": half},
        "Half-way, matched": {"stop": half, "order": "matched"},
        "Widest, half-way": {"which": widest, "stop": half},
        "Widest, matched": {"which": widest, "stop": half, "order": "matched"},
    }
    question, title = "Two networks, trained apart: can you average their weights?", TITLE
    scene = partial(_mixed, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _mixed(record, which, order, stop):
    share = np.linspace(0, 1, record.plain.shape[-1])
    paths = {"plain": record.plain, "matched": record.matched}
    mean = {name: path.mean(axis=1) for name, path in paths.items()}
    here, ends = mean[order][which, stop], record.ends[which]
    panels = [
        _way(record, paths[order][which], mean[order][which], stop, share),
        _all_widths(record, mean, which, order, stop),
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
            *faint(share, so_far(paths.T, stop).T, "each pair", width=0.6),
            *growing(share, mean, stop, TEST, "mean"),
        ],
        title="on the straight path",
    )


def _all_widths(record, mean, which, order, stop):
    """What half of each network gives at all widths, once the way there has been gone."""
    widths, half = record.widths.astype(float), record.plain.shape[-1] // 2
    top = 1.1 * float(mean["plain"].max())
    seen = np.where(stop >= half, 1.0, np.nan)
    plain, matched = (seen * mean[name][:, half] for name in ORDERS)
    marked = seen * mean[order][which, half]
    return Panel(
        Axis("hidden units", (0.85 * widths[0], 1.15 * widths[-1]), "log", tuple(record.widths)),
        Axis("test error", (0.0, top)),
        [
            Line(widths, plain, color=METHOD_A, dash=True, label="average"),
            Line(widths, matched, color=METHOD_B, label="average, matched"),
            Line(widths, record.ends, color=0, width=1.4, label="trained networks"),
            Points(widths[which], marked, color=CHOSEN, size=5.5, shape="square"),
        ],
        title="half-way, all widths",
    )
