"""The frames of a scene over the whole grid of its sliders, packed for the page.

Arrays that a slider does not move are stored once for all its positions. Numbers that are drawn are
rounded to one part in 65,000 of their range (of the range of their logarithm on a log axis),
differenced and deflated; what lies far beyond the axes is first brought nearer, so that one
diverging run does not coarsen the others. Numbers that are read out are kept exactly.
"""

import base64
import itertools
import zlib

import numpy as np

from .spec import SceneError, flatten

TOP = 65_000  # codes above stand for what is not a finite number
NAN, PLUS, MINUS = 65_533, 65_534, 65_535


def bank_scene(scene_function, sliders, choices):
    """Call `scene_function` at each point of the sliders' grid.

    Returns `(spec, slots)`: the scene's description and, for each of its arrays, a JSON entry
    `{deps, shape, log, low, high, order, data}`. Raises SceneError if frames differ in more than
    the numbers in their arrays.
    """
    spec, frames, grid = None, [], [range(len(s.positions)) for s in sliders]
    for index in itertools.product(*grid):
        values = {s.name: s.at(i) for s, i in zip(sliders, index, strict=True)}
        with np.errstate(all="ignore"):
            found, arrays = flatten(scene_function(**values, **choices))
        found["shapes"] = [list(np.shape(array)) for array in arrays]
        if spec is not None and found != spec:
            raise SceneError(f"frames must differ only in numbers; {values} has another layout")
        spec = found
        frames.append(arrays)
    counts, slots = [len(positions) for positions in grid], []
    for k, how in enumerate(slot_kinds(spec)):
        values = np.stack([arrays[k] for arrays in frames])
        slots.append(pack(values.reshape(*counts, frames[0][k].size), *how))
    spec["fixed"] = [k for k, slot in enumerate(slots) if not slot["deps"]]
    return spec, slots


def slot_kinds(spec):
    """For each array of a scene: ("exact", "log" or "linear", least, greatest that matters)."""
    kinds = [("exact", -np.inf, np.inf)] * len(spec["shapes"])
    for panel in spec["panels"]:
        for mark in panel["marks"]:
            for name, scale in mark["data"].items():
                shade = scale == "shade"
                kinds[mark[name]] = _shades(mark) if shade else _around(panel[scale[-1]], scale)
    return kinds


def _around(axis, scale):
    """The limits of an axis and ten times their distance around; in logarithms on a log axis."""
    if scale in ("dx", "dy"):
        span = axis["hi"] - axis["lo"]
        return "linear", -20 * span, 20 * span
    low, high = np.log10([axis["lo"], axis["hi"]]) if axis["log"] else (axis["lo"], axis["hi"])
    return "log" if axis["log"] else "linear", 11 * low - 10 * high, 11 * high - 10 * low


def _shades(mark):
    """The levels of a mark and one step around; in logarithms if they span two decades."""
    levels = np.asarray(mark["levels"], float)
    if levels[0] > 0 and levels[-1] >= 100 * levels[0]:
        least, greatest = levels[0] ** 2 / levels[1], 2 * levels[-1] - levels[-2]
        return "log", np.log10(least), np.log10(greatest)
    return "linear", 2 * levels[0] - levels[1], 2 * levels[-1] - levels[-2]


def pack(values, kind, least=-np.inf, greatest=np.inf):
    """One array over the grid, `values` (*counts, size), as a JSON entry."""
    axes = range(values.ndim - 1)
    deps = [axis for axis in axes if not _constant(values, axis)]
    kept = values[tuple(slice(None) if a in deps else 0 for a in axes)]
    entry = {"deps": deps, "size": int(values.shape[-1]), "kind": kind}
    kept = kept.reshape(int(np.prod(kept.shape[:-1])), values.shape[-1])
    if kind == "exact":
        return entry | {"data": _deflate(kept.astype("<f8").tobytes())}
    codes, low, high = quantize(kept, kind, least, greatest)
    packed = {order: _deflate(_planes(codes, order)) for order in ("entry", "frame")}
    order = min(packed, key=lambda name: len(packed[name]))
    return entry | {"low": low, "high": high, "order": order, "data": packed[order]}


def quantize(values, kind, least=-np.inf, greatest=np.inf):
    """Codes (uint16) of an array, with the range `low`, `high` of what they stand for."""
    with np.errstate(all="ignore"):
        values = np.log10(values) if kind == "log" else values
    finite = np.isfinite(values)
    values = np.where(finite, np.clip(values, least, greatest), values)
    low, high = (values[finite].min(), values[finite].max()) if finite.any() else (0.0, 1.0)
    scale = TOP / (high - low) if high > low else 0.0
    codes = np.where(finite, np.rint((np.where(finite, values, low) - low) * scale), NAN)
    codes = np.where(np.isposinf(values), PLUS, np.where(np.isneginf(values), MINUS, codes))
    return codes.astype(np.uint16), float(low), float(high)


def _constant(values, axis):
    first = np.take(values, [0], axis=axis)
    return np.array_equal(values, np.broadcast_to(first, values.shape), equal_nan=True)


def _planes(codes, order):
    """Differences along a frame's entries or from frame to frame, low bytes before high bytes."""
    codes = codes if order == "entry" else codes.T
    steps = np.diff(codes.ravel(), prepend=np.uint16(0)).astype("<u2")
    return steps.view(np.uint8).reshape(-1, 2).T.tobytes()


def _deflate(data):
    return base64.b64encode(zlib.compress(data, 9)).decode()
