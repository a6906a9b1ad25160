"""What every explorer shows before its reader has moved anything: something, and not the end."""

import numpy as np
import pytest

from optcourse.explore.controls import control_spec
from optcourse.explore.room import FEW, row
from tests.truths import CATALOGUE, explorer_named

# They start at a moment of their whole run that a short one does not reach.
SHORT = {
    "minibatches: the cloud of gradients",
    "minibatches: the noise scale",
    "surrogates: after zero training error",
}
WHOLE = [name for name in CATALOGUE if name not in SHORT]
DATA = {"Cells", "Points", "Handle", "Bars", "Band", "Field", "Surface", "Arrow", "Line"}


def places(mark):
    """The places of a mark's symbols, or of its line: x and y, each (n,)."""
    height = next(name for name in ("y", "height", "high") if hasattr(mark, name))
    pair = (np.atleast_1d(np.asarray(getattr(mark, name), float)) for name in ("x", height))
    return np.broadcast_arrays(*pair)


def shows(panel, mark):
    """Whether ink of this mark stands within its panel: a symbol, a bar, two points of a line."""
    if type(mark).__name__ in ("Cells", "Field", "Surface"):
        return True
    if type(mark).__name__ not in DATA:
        return False
    x, y = places(mark)
    inside = [
        (axis.limits[0] <= v) & (v <= axis.limits[1]) for axis, v in ((panel.x, x), (panel.y, y))
    ]
    line = type(mark).__name__ in ("Line", "Band") and not getattr(mark, "dots", False)
    least = 2 if line else 1
    return np.sum(np.logical_and(*inside)) >= least


@pytest.mark.parametrize("name", WHOLE)
def test_it_starts_with_something_in_each_panel(name):
    scene = explorer_named(name).scene()
    empty = [
        k for k, each in enumerate(scene.panels) if not any(shows(each, m) for m in each.marks)
    ]
    assert not empty


@pytest.mark.parametrize("name", WHOLE)
def test_time_does_not_start_at_its_end(name):
    ended = [
        control.name
        for control in explorer_named(name).controls
        if getattr(control, "play", False) and control.start == len(control.positions) - 1
    ]
    assert not ended


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_slider_over_few_things_is_a_button_for_each(name):
    few = [
        control_spec(each)
        for each in explorer_named(name).controls
        if each.kind == "slider" and len(each.positions) <= FEW and not each.play
    ]
    assert FEW == 4 and all("options" in row(each) for each in few)
