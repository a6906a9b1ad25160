"""A scene taken apart: a fixed description (JSON) and the arrays that move with the controls."""

import re
from dataclasses import fields

import numpy as np

from .marks import Field, Handle, Mark, Surface
from .scene import Panel, Scene

TRIPLES = {"Line": ("x", "y", "z"), "Points": ("x", "y", "z"), "Bars": ("x", "height")}
TRIPLES["Band"] = ("x", "low", "high")


class SceneError(ValueError):
    """The scene function returned something that cannot be drawn."""


def flatten(scene):
    """The scene as `(spec, arrays)`.

    `spec` is plain JSON in which each data field is the index of an array in `arrays`, each a
    float array or a tracer. Raises SceneError when shapes do not fit, naming the mark.
    """
    if not isinstance(scene, Scene):
        raise SceneError(f"a scene function must return a Scene, got {type(scene).__name__}")
    arrays = []
    panels = [_panel(panel, arrays, index) for index, panel in enumerate(scene.panels)]
    readouts = [_readout(readout, arrays) for readout in scene.readouts]
    return {"panels": panels, "readouts": readouts}, arrays


def _slot(value, arrays):
    if value is None:
        return None
    array = value if hasattr(value, "__array_ufunc__") else np.asarray(value, float)
    if isinstance(array, np.ndarray | np.generic):
        array = np.asarray(array, float)
    arrays.append(array)
    return len(arrays) - 1


def _values(values, arrays, where):
    for name, value in values.items():
        if np.size(value) != 1:
            raise SceneError(f"{where}: {name} must be one number, got shape {np.shape(value)}")
    return {name: _slot(value, arrays) for name, value in values.items()}


def _readout(readout, arrays):
    where = f"Readout {readout.text!r}"
    entry = {"text": readout.text, "tone": readout.tone}
    entry["values"] = _values(readout.values, arrays, where)
    if np.size(readout.when) != 1:
        raise SceneError(f"{where}: when must be one value, got shape {np.shape(readout.when)}")
    entry["when"] = _slot(readout.when, arrays)
    return entry


def _panel(panel, arrays, index):
    if not isinstance(panel, Panel):
        raise SceneError(f"panels must hold Panels, got {type(panel).__name__} at {index}")
    entry = {"title": panel.title, "aspect": panel.aspect, "weight": panel.weight}
    if panel.z is not None:
        entry["view"] = [float(np.radians(angle)) for angle in panel.view]
    entry |= {name: axis_spec(getattr(panel, name)) for name in "xyz" if getattr(panel, name)}
    entry["marks"] = [_mark(mark, panel, arrays) for mark in panel.marks]
    return entry


def _mark(mark, panel, arrays):
    kind = type(mark).__name__
    if not isinstance(mark, Mark):
        raise SceneError(f"marks must hold marks, got {kind}")
    where = f"{kind} in the panel with axes {panel.x.label!r} and {panel.y.label!r}"
    _check_shapes(mark, kind, where, panel)
    entry = {"type": kind}
    data = mark.data_fields()
    for f in fields(mark):
        value = getattr(mark, f.name)
        if f.name == "values":
            entry["values"] = _values(value, arrays, where)
        elif f.name in data:
            entry[f.name] = _slot(value, arrays)
        else:
            entry[f.name] = list(value) if isinstance(value, tuple) else value
    return entry


def _check_shapes(mark, kind, where, panel):
    deep = isinstance(mark, Surface) or (kind != "Field" and getattr(mark, "z", None) is not None)
    if (panel.z is not None) != deep:
        raise SceneError(f"{where}: z belongs to 3-D panels, and only z does")
    _check_present(mark, kind, where)
    given = {name: np.shape(getattr(mark, name)) for name in mark.data_fields()}
    if isinstance(mark, Field):
        if given["z"] != given["y"] + given["x"] or len(given["z"]) != 2:
            raise SceneError(f"{where}: z must be (ny, nx), got {given}")
        return
    shapes = {given[name] for name in TRIPLES.get(kind, ()) if getattr(mark, name) is not None}
    if len(shapes) > 1 or any(len(shape) > 1 for shape in shapes):
        raise SceneError(f"{where}: data must be one-dimensional and equally long, got {given}")
    if isinstance(mark, Handle) and not mark.control:
        raise SceneError(f"{where}: control must name the control that the handle moves")


def _check_present(mark, kind, where):
    """All data must be there (a Guide has x or y), and be numbers where one thing is drawn."""
    values = {name: getattr(mark, name) for name in mark.data_fields()}
    if kind == "Guide" and (values["x"] is None) == (values["y"] is None):
        raise SceneError(f"{where}: give exactly one of x and y")
    for name, value in values.items():
        if value is None and kind != "Guide" and (name != "z" or isinstance(mark, Field)):
            raise SceneError(f"{where}: {name} is missing")
        if kind in ("Guide", "Arrow", "Text", "Handle") and np.size(value) != 1:
            raise SceneError(f"{where}: {name} must be one number, got shape {np.shape(value)}")


def axis_spec(axis):
    """Limits, scale and ticks `[[value, text], …]` of an axis as JSON."""
    ticks = _log_ticks(*axis.limits) if axis.scale == "log" else _linear_ticks(*axis.limits)
    if isinstance(axis.ticks, tuple):
        ticks = [[float(v), _plainly(v)] for v in axis.ticks]
    return {
        "label": axis.label,
        "lo": float(axis.limits[0]),
        "hi": float(axis.limits[1]),
        "log": axis.scale == "log",
        "ticks": ticks if axis.ticks else [],
    }


def _linear_ticks(low, high):
    from matplotlib.ticker import MaxNLocator, ScalarFormatter

    values = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    slack = 1e-9 * (high - low)
    values = values[(values >= low - slack) & (values <= high + slack)]
    formatter = ScalarFormatter(useOffset=False)
    formatter.set_scientific(False)
    formatter.create_dummy_axis()
    formatter.axis.set_view_interval(low, high)
    formatter.axis.set_data_interval(low, high)
    texts = formatter.format_ticks(values)
    return [[float(v), _grouped(t)] for v, t in zip(values, texts, strict=True)]


def _grouped(text):
    """The digits with commas between thousands, before the point."""
    return re.sub(r"^(\D?)(\d{4,})", lambda m: f"{m[1]}{int(m[2]):,}", text)


def _log_ticks(low, high):
    from matplotlib.ticker import LogLocator

    with np.errstate(over="ignore"):
        decades = _within(LogLocator(numticks=6).tick_values(low, high), low, high)
    if len(decades) > 1:
        return [[v, _power_of_ten(round(np.log10(v)))] for v in decades]
    start = 10.0 ** np.floor(np.log10(low))
    values = _within(start * np.array([1, 2, 5, 10, 20, 50, 100]), low, high)
    return [[v, f"{v:,g}"] for v in values] if len(values) > 1 else _linear_ticks(low, high)


def _within(values, low, high):
    return [float(v) for v in values if low * (1 - 1e-9) <= v <= high * (1 + 1e-9)]


def _plainly(value):
    """The number in digits, or with a power of ten where `g` writes an exponent."""
    mantissa, _, exponent = f"{value:,g}".partition("e")
    if not exponent:
        return mantissa.replace("-", "−")
    times = {"1": "", "-1": "−"}.get(mantissa, f"{mantissa}×".replace("-", "−"))
    return times + _power_of_ten(int(exponent))


def _power_of_ten(exponent):
    if -2 <= exponent <= 3:
        return f"{10.0**exponent:,g}"
    return f"10^{{{str(exponent).replace('-', '−')}}}"
