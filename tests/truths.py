"""What an explorer tells its reader, and tests that it is the truth.

A fact is a test of one explorer against theory, or against a record reckoned in another way:

    @fact("conditioning: the valley")
    def test_newton_needs_one_step(explorer):
        says(explorer, {"method": "newton"}, "One step to the minimum")
"""

import functools
from collections import defaultdict

import numpy as np
import pytest

from optcourse.explore.text import fill, plain
from tests.explorers.catalogue import BANKED, COMPILED, LIVE

CATALOGUE = {**COMPILED, **LIVE, **BANKED}
FACTS = defaultdict(list)  # name of an explorer → names of the facts about it


def fact(name):
    """Marks a test as a fact about the explorer of this name, which it is given: `explorer`."""

    def register(test):
        FACTS[name].append(test.__name__)
        return pytest.mark.parametrize("explorer", [name], indirect=True)(test)

    return register


@functools.cache
def explorer_named(name):
    """The explorer of this name in the catalogue, made once."""
    return CATALOGUE[name]()


def records(explorer):
    """The records that a banked explorer draws: what its scene function was given first."""
    return explorer.scene_function.args


def scene_at(explorer, values):
    """The scene at these values of the controls: drawn once while it is asked for in a row."""
    return _drawn(explorer, tuple(sorted((name, _fixed(each)) for name, each in values.items())))


@functools.lru_cache(maxsize=1)
def _drawn(explorer, values):
    return explorer.scene(**dict(values))


def _fixed(value):
    return tuple(value) if isinstance(value, list | np.ndarray) else value


def reading(explorer, values):
    """Everything that is read at these values of the controls: readouts, then notes in panels."""
    scene = scene_at(explorer, values)
    shown = [r for r in scene.readouts if r.when is None or np.all(np.asarray(r.when))]
    notes = [m for panel in scene.panels for m in panel.marks if type(m).__name__ == "Text"]
    seen = [m for m in notes if np.all(np.isfinite([m.x, m.y]))]
    return " ".join(plain(fill(each.text, each.values)) for each in [*shown, *seen])


def written(value, spec):
    """A number as the page writes it: `written(1e-5, ".2g")` is "1.0×10^−5"."""
    return plain(fill(f"{{x:{spec}}}", {"x": value}))


def says(explorer, values, *texts):
    """Fails unless each of the texts is to be read, without markup, at these values."""
    found = reading(explorer, values)
    missing = [text for text in texts if text not in found]
    assert not missing, f"{explorer.title} at {values}: {missing} not in {found!r}"


def silent(explorer, values, *texts):
    """Fails if one of the texts is to be read at these values."""
    found = reading(explorer, values)
    said = [text for text in texts if text in found]
    assert not said, f"{explorer.title} at {values}: {said} in {found!r}"


def marks(explorer, values, kind=None, panel=None):
    """The marks of this kind ("Line"), in order, of one panel (counted from 0) or of all."""
    panels = scene_at(explorer, values).panels
    chosen = panels if panel is None else [panels[panel]]
    found = [mark for each in chosen for mark in each.marks]
    return [mark for mark in found if kind in (None, type(mark).__name__)]


def drawn(explorer, values, label, panel=None, kind=None):
    """The one mark with this label, written without markup."""
    candidates = marks(explorer, values, kind, panel)
    found = [mark for mark in candidates if plain(getattr(mark, "label", "")) == label]
    labels = [plain(mark.label) for mark in candidates if getattr(mark, "label", "")]
    assert len(found) == 1, f"{len(found)} marks with label {label!r} among {labels}"
    return found[0]


def axes(explorer, values, panel=0):
    """The axes x and y of a panel."""
    panel = scene_at(explorer, values).panels[panel]
    return panel.x, panel.y


def close(found, wanted, rel=1e-9, scale=None):
    """Fails unless two arrays of one shape agree to `rel` of the largest entry (or of `scale`)."""
    found, wanted = np.asarray(found, float), np.asarray(wanted, float)
    assert found.shape == wanted.shape, f"shapes {found.shape} and {wanted.shape}"
    scale = np.max(np.abs(wanted), initial=0.0) if scale is None else scale
    np.testing.assert_allclose(found, wanted, rtol=0, atol=rel * scale)
