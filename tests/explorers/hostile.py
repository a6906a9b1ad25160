"""Values that no control allows, and what is wrong with what a frame shows."""

import math
import re

import numpy as np

NOTHING = [math.nan, math.inf, -math.inf, None, "3", "", [], [1.0], [[1], [2, 3]], {}, 1j]
NOTHING += [10**400, 1e300, -1e300]
NO_NUMBER = re.compile(r"NaN|\bnan\b|Infinity|\binf\b|undefined|null|None|∞|–(?! \w)|\[object")


def refused_by(control):
    """Values that this control must refuse."""
    if control.kind == "choice":
        names = [value for value in NOTHING if value not in control.positions]
        return [*names, "no such option", 0, control.positions]
    if control.kind == "point":
        (left, right), (low, high) = control.x, control.y
        off = [[left - 1, low], [right + 1, low], [left, low - 1], [left, high + 1], [1e300, low]]
        return [*NOTHING, 0.0, *off, [math.nan, low], [left, -math.inf], [left, low, low]]
    span = control.high - control.low
    past = [control.low - span, control.high + span, control.high + 1e-3 * span]
    return [*NOTHING, [control.low, control.high], *past]


def settings(controls, count, seed=0):
    """Corners of the controls and points within them, then up to `count` further settings.

    All positions of the sliders if they are no more than `count`, else as many at random; points
    lie anywhere, on their corners, or in the middle of their bounds.
    """
    rng = np.random.default_rng(seed)
    sides = [[control_end(c, side) for side in (0, 1)] for c in controls]
    for corner in range(2 ** len(controls)):
        yield {c.name: sides[k][corner >> k & 1] for k, c in enumerate(controls)}
    sizes = [len(c.positions) for c in controls if c.kind == "slider"]
    whole = math.prod(sizes) <= count
    for k in range(math.prod(sizes) if whole else count):
        at = iter(np.unravel_index(k, sizes) if whole else [int(rng.integers(n)) for n in sizes])
        yield {c.name: place(c, rng) if c.kind == "point" else c.at(next(at)) for c in controls}


def control_end(control, side):
    if control.kind == "point":
        return [control.x[side], control.y[side]]
    return control.at(-side)


def place(point, rng):
    if rng.random() < 0.5:
        return [float(rng.uniform(*point.x)), float(rng.uniform(*point.y))]
    return [float(rng.choice([low, (low + high) / 2, high])) for low, high in (point.x, point.y)]


def summary(arrays):
    """Each array as `(its number or None, how many of its entries are finite, its size)`."""
    flat = [np.ravel(a) for a in arrays]
    return [(a[0] if a.size == 1 else None, int(np.isfinite(a).sum()), a.size) for a in flat]


def troubles(spec, found):
    """What a reader would stumble over in a frame; `found` as `summary` gives it.

    Numbers that are read out must be finite; handles must be somewhere; a field must have a value
    somewhere. Gaps in lines, bands and points, and texts that are nowhere, are not drawn.
    """
    number = lambda slot: float(found[slot][0])  # noqa: E731
    shown = [r for r in spec["readouts"] if r["when"] is None or number(r["when"])]
    marks = [mark for panel in spec["panels"] for mark in panel["marks"]]
    notes = [m for m in marks if m["type"] == "Text" and somewhere(m, number)]
    for text in shown + notes:
        wrong = {k: number(v) for k, v in text["values"].items() if not np.isfinite(number(v))}
        if wrong:
            yield f"{text['text']!r} with {wrong}"
    for mark in marks:
        if mark["type"] == "Handle" and not somewhere(mark, number):
            yield f"the handle of {mark['control']} is nowhere"
        if mark["type"] in ("Field", "Surface") and not found[mark["z"]][1]:
            yield f"nothing of a {mark['type']} is finite"
    if spec["readouts"] and not shown:
        yield "no readout is shown"


def somewhere(mark, number):
    return np.isfinite(number(mark["x"])) and np.isfinite(number(mark["y"]))
