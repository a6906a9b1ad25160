"""What drawings of places owe: one scale where shapes are meant, and a run that curves share."""

import re

import numpy as np
import pytest

from optcourse.explore.marks import Field, Line
from tests.truths import CATALOGUE, explorer_named

NEARLY = 0.06  # of the aspect: so near to scale a circle is seen as one
PATH = 20  # points from which on as many in two panels are one run


def flat(scene):
    return [panel for panel in scene.panels if panel.z is None]


def alike(x, y):
    """Whether two axes are of one kind: their labels have a word or a symbol in common."""
    return bool(set.intersection(*(set(re.findall(r"[^\W\d_]+", axis.label)) for axis in (x, y))))


def is_map(panel):
    return any(isinstance(mark, Field) for mark in panel.marks)


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_panel_that_is_nearly_to_scale_stays_so_at_any_width(name):
    panels = [panel for panel in flat(explorer_named(name).scene()) if alike(panel.x, panel.y)]
    close = [panel for panel in panels if abs(panel.even() / panel.aspect - 1) < NEARLY]
    assert [panel.x.label for panel in close if not (panel.to_scale or is_map(panel))] == []


def paths(panel):
    """Its lines of many points that do not come back to where they begin."""
    lines = [m for m in panel.marks if isinstance(m, Line) and np.size(m.x) > PATH]
    ends = [np.array([np.asarray(v, float)[[0, -1]] for v in (m.x, m.y)]) for m in lines]
    return [
        m
        for m, (x, y) in zip(lines, ends, strict=True)
        if not np.allclose([x[0], y[0]], [x[1], y[1]])
    ]


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_path_among_places_and_its_curve_share_a_run(name):
    panels = flat(explorer_named(name).scene())
    places = [panel for panel in panels if panel.to_scale or is_map(panel)]
    curves = [panel for panel in panels if not (panel.to_scale or is_map(panel))]
    for path in (line for panel in places for line in paths(panel)):
        for panel in curves:
            lines = [line for line in paths(panel) if np.size(line.x) == np.size(path.x)]
            runs = {line.run for line in lines}
            assert not lines or (path.run and path.run in runs), (path.label, panel.y.label)
