"""A scene taken apart: a fixed description (JSON) and the arrays that move with the controls."""

from dataclasses import fields

import numpy as np

from .channels import Mark
from .room import make_room
from .scene import Panel, Scene
from .ticks import axis_spec


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
    spec = {"panels": panels, "readouts": readouts}
    make_room([spec])
    return spec, arrays


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
    fields = any(mark.rigid for mark in panel.marks)
    entry["rigid"] = "z" in entry or panel.to_scale or fields
    entry["headings"] = [[panel.title, _keys(panel)]]
    return entry


def _keys(panel):
    """The lines of the legend, by colour: what is drawn last of a setting stays where it was."""
    named = [
        (mark, key) for mark in panel.marks if getattr(mark, "label", "") and (key := mark.key())
    ]
    lines = [
        {"label": mark.label, "color": getattr(mark, "color", 0)} | line
        for mark, key in named
        for line in (key if isinstance(key, list) else [key])
    ]
    return sorted(lines, key=lambda line: line["color"] if line["color"] in range(1, 99) else 99)


def _mark(mark, panel, arrays):
    kind = type(mark).__name__
    if not isinstance(mark, Mark):
        raise SceneError(f"marks must hold marks, got {kind}")
    where = f"{kind} in the panel with axes {panel.x.label!r} and {panel.y.label!r}"
    _check(mark, where, panel)
    channels, given = mark.channels(), mark.given()
    entry = {"type": kind, "data": {name: channel.scale for name, channel in given.items()}}
    for f in fields(mark):
        value = getattr(mark, f.name)
        if f.name == "values":
            entry["values"] = _values(value, arrays, where)
        elif f.name in channels:
            entry[f.name] = _slot(value, arrays)
        else:
            entry[f.name] = list(value) if isinstance(value, tuple) else value
    return entry


def _check(mark, where, panel):
    deep = any(channel.scale == "z" for channel in mark.given().values())
    if deep != (panel.z is not None):
        raise SceneError(f"{where}: z belongs to 3-D panels, and only z does")
    if problem := mark.problem():
        raise SceneError(f"{where}: {problem}")
