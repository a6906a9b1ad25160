"""The explorer of signs of eigenvalues, in the chapter on saddle points."""

from functools import partial

import numpy as np

from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    METHOD_C,
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
)

KINDS = {
    "coins": ("fair coins", METHOD_A, "circle"),
    "matrices": ("random matrices", METHOD_C, "square"),
    "fields": ("random fields", METHOD_B, "triangle"),
}


def coin_flips(record):
    """D2, D3: how many eigenvalues are negative in n dimensions (a Signs)."""
    last = int(record.dimensions[-1])
    controls = [
        Slider("n", "dimensions *n*", 1, last, min(2, last), step=1, spec="d"),
        Choice("kind", "signs from", {k: v[0] for k, v in KINDS.items()}, "coins"),
    ]
    question = "A minimum needs n positive signs. How likely is that, and under which law?"
    title = "Coin flips: how rare is a minimum?"
    presets = {
        "More coins": {"n": last},
        "Matrices": {"kind": "matrices", "n": 4},
        "Fields": {"kind": "fields", "n": 4},
    }
    scene = partial(_coins, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


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
