"""Explorers of signs and heights of critical points, in the chapter on saddle points."""

from functools import partial

import numpy as np

from optcourse.explore import (
    Axis,
    Bars,
    Choice,
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

KINDS = {
    "coins": ("fair coins", 2, "circle"),
    "matrices": ("random matrices", 1, "square"),
    "fields": ("random fields", 3, "triangle"),
}
STRETCHED = "arsinh(50 × eigenvalue), wide near 0"


def coin_flips(record):
    """D2, D3: how many eigenvalues are negative in n dimensions (a Signs)."""
    last = int(record.dimensions[-1])
    controls = [
        Slider("n", "dimensions *n*", 1, last, min(4, last), step=1, spec="d"),
        Choice("kind", "signs from", {k: v[0] for k, v in KINDS.items()}, "coins"),
    ]
    question = "A minimum needs n positive signs. How likely is that, and under which law?"
    title = "Coin flips: how rare is a minimum?"
    return Explorer(partial(_coins, record), controls, title, question, bank=True)


def _coins(record, n, kind):
    table, (_, color, _) = getattr(record, kind), KINDS[kind]
    row, slots = table[n - 1], np.arange(table.shape[1])
    least = {name: _known(record, name) for name in KINDS}
    marks = [Guide(x=n, control="n")]
    for name, (label, line_color, shape) in KINDS.items():
        marks.append(Line(record.dimensions, least[name], color=line_color, label=label))
        marks.append(Points(n, least[name][n - 1], color=line_color, shape=shape, size=5))
    top = int(record.dimensions[-1])
    slots_shown = tuple(range(0, top + 1, 2))
    return Scene(
        [
            Panel(
                Axis("negative eigenvalues (0: a minimum)", (-0.7, top + 0.7), ticks=slots_shown),
                Axis("probability", (0.0, 0.8)),
                [
                    Bars(slots, np.where(slots <= n, row, 0.0), color=color),
                ],
                aspect=0.85,
            ),
            Panel(
                Axis("dimensions *n*", (0.5, top + 0.5), ticks=tuple(range(1, top + 1))),
                Axis("probability of a minimum", (1e-6, 1.0), "log"),
                marks,
                aspect=0.85,
            ),
        ],
        _coin_readouts(kind, n, least[kind][n - 1]),
    )


def _known(record, name):
    """The probability of a minimum, where it is known to a third; else nan."""
    chance = getattr(record, name)[:, 0]
    error = getattr(record, f"{name}_error", np.zeros(len(chance)))
    return np.where(error < 0.34 * chance, chance, np.nan)


def _coin_readouts(kind, n, chance):
    label, known = KINDS[kind][0], np.isfinite(chance)
    values, spec = {"n": n, "times": 1 / chance}, ".0f" if kind == "coins" else ".2g"
    return [
        Readout(f"With {label} in *n* = {{n:d}}: one in **{{times:{spec}}}** is a minimum.", values,
                when=known),
        Readout(f"With {label}: too rare to measure with so few draws.", when=not known,
                tone="bad"),
    ]  # fmt: skip


def heights_in_a_field(record):
    """D4: index against value at critical points of a random field (a Heights)."""
    controls = [
        listed("which", "dimensions *n*", record.dimensions, "{}", len(record.dimensions) - 1),
        listed("place", "height of the point", range(0, 101, 5), "{}% up", start=4),
    ]
    question = "Climb from the lowest critical point to the highest. What happens to the signs?"
    scene = partial(_field_heights, record)
    return Explorer(scene, controls, "Index against height: random fields", question, bank=True)


def _field_heights(record, which, place):
    n, value, index = record.dimensions[which], record.value[which], record.index[which]
    order = np.argsort(value)
    k = order[round(place / 20 * (len(order) - 1))]
    spectrum = record.spectra[which, k] / np.sqrt(n)
    x = Axis("value of the field", (-5.0, 5.0))
    return Scene(
        [
            _index_panel(x, value, index, k, 104.0),
            _spectrum_panel(spectrum, (-5.0, 5.0), "eigenvalue ÷ √*n*"),
        ],
        _index_readouts(value[k], index[k], "Value", n),
    )


def index_in_a_network(records):
    """D4: index against loss at the critical points of a network (CriticalPoints, one a seed)."""
    controls = [listed("place", "height of the point", range(0, 101, 5), "{}% up")]
    if len(records) > 1:
        controls.append(numbered("which", "data", len(records)))
    question = "Critical points of a real network: are the bad ones minima?"
    scene = partial(_network_index, records)
    return Explorer(scene, controls, "Index against loss: a network", question, bank=True)


def _network_index(records, place, which=0):
    record = records[which]
    points = record.distinct()
    loss, index = record.loss[points], record.index[points]
    order = np.argsort(loss)
    k = order[round(place / 20 * (len(order) - 1))]
    spectrum = record.eigenvalues[points[k]]
    top = max(each.loss[each.accepted].max() for each in records)
    low = min(each.loss[each.accepted].min() for each in records)
    x = Axis("loss", (0.9 * float(low), 1.05 * float(top)))
    return Scene(
        [
            _units_panel(x, records, which, k),
            _spectrum_panel(np.arcsinh(50 * spectrum), (-6.0, 6.0), STRETCHED),
        ],
        [
            *_index_readouts(loss[k], index[k], "Loss", record.eigenvalues.shape[1]),
            Readout(
                "{done:d} of {all:d} searches ended at a critical point, {distinct:d} different.",
                {
                    "done": int(record.accepted.sum()),
                    "all": len(record.accepted),
                    "distinct": len(points),
                },
            ),
        ],
    )


def _units_panel(x, records, which, k):
    """Index against loss, marked by whether all hidden units differ."""
    record = records[which]
    points = record.distinct()
    loss, index = record.loss[points], 100 * record.index[points]
    all_differ = record.units[points] == record.units.max()
    marks = []
    for kept, color, shape, label in (
        (all_differ, 1, "circle", "all units differ"),
        (~all_differ, 3, "triangle", "zero or equal units"),
    ):
        highest = np.flatnonzero(kept)[np.argsort(-loss[kept])]  # there the label has room
        x_y = (_padded(each[highest], records) for each in (loss, index))
        marks.append(Points(*x_y, color=color, shape=shape, size=3, label=label))
    marks.append(Points(loss[k], index[k], color=2, shape="square", size=6))
    return Panel(x, Axis("negative eigenvalues, %", (-1.6, 40.0)), marks, aspect=0.9)


def _padded(values, records):
    """As many for each record, nan behind the last, so that frames are alike."""
    most = max(len(record.distinct()) for record in records)
    return np.pad(values, (0, most - len(values)), constant_values=np.nan)


def _index_panel(x, value, index, k, top):
    marks = [
        Points(value, 100 * index, color=1, size=3),
        Points(value[k], 100 * index[k], color=2, shape="square", size=6),
    ]
    return Panel(x, Axis("negative eigenvalues, %", (-0.04 * top, top)), marks, aspect=0.9)


def _spectrum_panel(spectrum, limits, label):
    edges = np.linspace(*limits, 25)
    counts = np.histogram(np.clip(spectrum, *limits), edges)[0]
    middles = 0.5 * (edges[1:] + edges[:-1])
    width = 0.9 * (edges[1] - edges[0])
    return Panel(
        Axis(label, limits),
        Axis("how many eigenvalues", (0, 16), ticks=(0, 4, 8, 12, 16)),
        [
            Bars(middles, np.where(middles < 0, counts, 0), width=width, color=2, label="negative"),
            Bars(middles, np.where(middles > 0, counts, 0), width=width, color=1, label="positive"),
            Guide(x=0.0, dash=False),
        ],
        aspect=0.9,
    )


def _index_readouts(value, index, name, n):
    """How many eigenvalues are negative, and what that makes of the point."""
    negative = round(index * n)
    text = f"{name} {{value:.3g}}: **{{k:d}} of {{n:d}}** eigenvalues are negative."
    return [
        Readout(text, {"value": value, "k": negative, "n": int(n)}),
        Readout("It is a **minimum**.", when=negative == 0, tone="good"),
        Readout("It is a **saddle**.", when=0 < negative < n),
        Readout("It is a **maximum**.", when=negative == n),
    ]
