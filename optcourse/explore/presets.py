"""States of an explorer that have a name: what a text, a teacher, an address or a test asks for.

A preset names the controls that it sets; the others stand where the explorer starts. So what it
shows does not hang on what the reader moved before.
"""

import re
from urllib.parse import urlencode

import numpy as np

from .text import plain


def checked_presets(presets, controls):
    """Name → the values that it sets, as `controls` allow them.

    Raises ValueError for a name that cannot stand in a text, for a preset that sets nothing, or
    a control that there is not, or a value that its control does not allow.
    """
    known = {control.name: control for control in controls}
    checked = {}
    for name, values in presets.items():
        if not name.strip() or ": " in name:
            raise ValueError(f"presets must have names without ': ', got {name!r}")
        if not values or set(values) - set(known):
            raise ValueError(f"preset {name!r} must set some of {list(known)}, got {list(values)}")
        checked[name] = {each: settled(known[each], value) for each, value in values.items()}
    return checked


def check_moves(presets, start):
    """Raise ValueError if a preset leaves everything as the explorer starts."""
    for name, values in presets.items():
        if all(np.array_equal(value, start[each]) for each, value in values.items()):
            raise ValueError(f"preset {name!r} must move something, got {values}")


def settled(control, value):
    """A value as its control can show it: a slider's nearest position."""
    value = control.check(value)
    return control.nearest(value) if control.kind == "slider" else value


def query(values, controls):
    """Values of controls as `address.js` writes them: "kappa=50&start=-2.6,1.5&batch==32"."""
    known = {control.name: control for control in controls}
    written = {name: _written(known[name], value) for name, value in values.items()}
    return urlencode(written, safe=",=")


def names(control):
    """What the positions of a slider with texts are called in an address."""
    words = [
        re.findall(r"(?:[^\W_]|[.^−])+", plain(text).replace(",", "")) for text in control.texts
    ]
    found = ["-".join(each) for each in words]
    return [f"={name}" if re.fullmatch(r"[\d.]+", name) else name for name in found]


def _written(control, value):
    if isinstance(value, str):
        return value
    if control.kind == "slider" and control.texts:
        return names(control)[control.positions.tolist().index(value)]
    return ",".join(f"{number:.6g}" for number in np.ravel(value))
