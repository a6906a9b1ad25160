"""Explorers of heights of critical points and their signs, in the chapter on saddle points."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    CLASS_A,
    CLASS_B,
    Axis,
    Bars,
    Explorer,
    Guide,
    Panel,
    Points,
    Readout,
    Scene,
    listed,
    numbered,
)

CLIMB = {"Half-way": {"place": 10}, "The top": {"place": 20}}
FIELD, NETWORK = (-5.0, 5.0), (-6.0, 6.0)  # the eigenvalues that their bars span
TITLES = {
    "fields": "Index against height: random fields",
    "network": "Index against loss: a network",
}
STRETCHED = "arsinh(50 × eigenvalue), wide near 0"


def heights_in_a_field(record):
    """D4: index against value at critical points of a random field (a Heights)."""
    controls = [
        listed("which", "dimensions *n*", record.dimensions, "{}", len(record.dimensions) - 1),
        listed("place", "height of the point", range(0, 101, 5), "{}% up", start=0),
    ]
    question = "Climb from the lowest critical point to the highest. What happens to the signs?"
    presets = CLIMB | {"Two dimensions, top": {"which": 0, "place": 20}}
    sizes = np.sum(np.isfinite(record.spectra), axis=2, keepdims=True)
    scaled = (record.spectra / np.sqrt(sizes)).reshape(-1, record.spectra.shape[2])
    tallest = _tallest(scaled, FIELD)
    scene, title = partial(_field_heights, record, tallest=tallest), TITLES["fields"]
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _field_heights(record, which, place, tallest):
    n, value, index = record.dimensions[which], record.value[which], record.index[which]
    order = np.argsort(value)
    k = order[round(place / 20 * (len(order) - 1))]
    spectrum = record.spectra[which, k] / np.sqrt(n)
    x = Axis("value of the field", (-5.0, 5.0))
    return Scene(
        [
            _index_panel(x, value, index, k, 104.0),
            _spectrum_panel(spectrum, FIELD, "eigenvalue ÷ √*n*", tallest),
        ],
        _index_readouts(value[k], index[k], "Value", n),
    )


def index_in_a_network(records):
    """D4: index against loss at the critical points of a network (CriticalPoints, one a seed)."""
    controls = [listed("place", "height of the point", range(0, 101, 5), "{}% up", start=0)]
    if len(records) > 1:
        controls.append(numbered("which", "data", len(records)))
    presets = CLIMB | ({"Other data, top": {"which": 1, "place": 20}} if len(records) > 1 else {})
    question = "Critical points of a real network: are the bad ones minima?"
    tallest = max(
        _tallest(_stretched(each.eigenvalues[each.accepted]), NETWORK) for each in records
    )
    scene, title = partial(_network_index, records, tallest=tallest), TITLES["network"]
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _network_index(records, place, tallest, which=0):
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
            _spectrum_panel(_stretched(spectrum), NETWORK, STRETCHED, tallest),
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


def _stretched(spectrum):
    return np.arcsinh(50 * spectrum)


def _units_panel(x, records, which, k):
    """Index against loss, marked by whether all hidden units differ."""
    record = records[which]
    points = record.distinct()
    loss, index = record.loss[points], 100 * record.index[points]
    all_differ = record.units[points] == record.units.max()
    marks = []
    for kept, color, shape in ((all_differ, 1, "circle"), (~all_differ, 3, "triangle")):
        x_y = (_padded(each[kept], records) for each in (loss, index))
        marks.append(Points(*x_y, color=color, shape=shape, size=3))
    marks.append(Points(loss[k], index[k], color=CHOSEN, shape="square", size=6))
    title = "dots: all units differ; triangles: zero or equal units"
    y = Axis("negative eigenvalues, %", (-1.6, 40.0))
    return Panel(x, y, marks, title=title, aspect=0.9)


def _padded(values, records):
    """As many for each record, nan behind the last, so that frames are alike."""
    most = max(len(record.distinct()) for record in records)
    return np.pad(values, (0, most - len(values)), constant_values=np.nan)


def _index_panel(x, value, index, k, top):
    marks = [
        Points(value, 100 * index, color=1, size=3),
        Points(value[k], 100 * index[k], color=CHOSEN, shape="square", size=6),
    ]
    return Panel(x, Axis("negative eigenvalues, %", (-0.04 * top, top)), marks, aspect=0.9)


def _histogram(spectrum, limits):
    """How many eigenvalues there are in each of 24 bins (24,); the edges of these (25,)."""
    return np.histogram(np.clip(spectrum, *limits), np.linspace(*limits, 25))


def _tallest(spectra, limits):
    """The most eigenvalues in a bin, over spectra (k, n)."""
    return int(max(_histogram(spectrum, limits)[0].max() for spectrum in spectra))


def _spectrum_panel(spectrum, limits, label, tallest):
    counts, edges = _histogram(spectrum, limits)
    middles = 0.5 * (edges[1:] + edges[:-1])
    width = 0.9 * (edges[1] - edges[0])
    return Panel(
        Axis(label, limits),
        Axis("how many eigenvalues", (0, 1.05 * tallest)),
        [
            Bars(
                middles,
                np.where(middles < 0, counts, 0),
                width=width,
                color=CLASS_A,
                label="negative",
            ),
            Bars(
                middles,
                np.where(middles > 0, counts, 0),
                width=width,
                color=CLASS_B,
                label="positive",
            ),
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
