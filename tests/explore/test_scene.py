"""Scenes refuse what cannot be drawn: the error names the argument, the value, what is allowed."""

import numpy as np
import pytest

from optcourse.explore import (
    Arrow,
    Axis,
    Band,
    Field,
    Guide,
    Handle,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Surface,
    Text,
)
from optcourse.explore.spec import SceneError, flatten

X, Y = Axis("x", (0, 1)), Axis("y", (0, 1))
NAN, INF = float("nan"), float("inf")
WRONG = {
    "ticks must be finite, got": lambda: Axis("x", (0, 1), ticks=(0, np.inf)),
    "scale must be one of 'linear', 'log', got 'cubic'": lambda: Axis("x", (0, 1), "cubic"),
    r"limits must be two finite numbers, .* got \(1, 0\)": lambda: Axis("x", (1, 0)),
    r"limits must be two finite numbers, .* got \(0, nan\)": lambda: Axis("x", (0, NAN)),
    r"limits must be two finite numbers, .* got \(0, inf\)": lambda: Axis("x", (0, INF)),
    r"limits must be two finite numbers, .* got \(0, 1, 2\)": lambda: Axis("x", (0, 1, 2)),
    r"limits must be two finite numbers, .* got 3": lambda: Axis("x", 3),
    r"limits of a log axis must be positive, got \(0, 1\)": lambda: Axis("x", (0, 1), "log"),
    r"color must be one of 0, 1, 2, 3, 4, 5, 6, got 7": lambda: Line([0], [0], color=7),
    r"color must be one of .*, got 'red'": lambda: Guide(y=1.0, color="red"),
    r"shape must be one of 'circle'.*got 'star'": lambda: Points(0, 0, shape="star"),
    r"anchor must be one of .*, got 'left'": lambda: Text(0, 0, "a", anchor="left"),
    r"drag must be one of .*, got 'z'": lambda: Handle(0, 0, control="v", drag="z"),
    r"tone must be one of .*, got 'ugly'": lambda: Readout("a", tone="ugly"),
    r"width must be positive and finite, got -1": lambda: Line([0], [0], width=-1),
    r"width must be positive and finite, got nan": lambda: Arrow(0, 0, 1, 1, width=NAN),
    r"size must be positive and finite, got 0": lambda: Points(0, 0, size=0),
    r"values must name exactly \['a'\], got \['b'\]": lambda: Readout("{a:d}", {"b": 1}),
    r"values must name exactly \['a'\], got \[\]": lambda: Text(0, 0, "{a:.2f}"),
    r"spec must be .* got '.2e'": lambda: Readout("{a:.2e}", {"a": 1}),
    r"levels must be at least two increasing": lambda: Field(X, Y, Y, levels=(1.0,)),
    r"levels must be .* got \(2, 1\)": lambda: Surface(X, Y, Y, levels=(2, 1)),
    r"levels must be .* got \(0, inf\)": lambda: Field(X, Y, Y, levels=(0, INF)),
    r"aspect must lie between 0 and 10, got 0": lambda: Panel(X, Y, [], aspect=0),
    r"to scale the aspect must be 1, got 0.5": lambda: Panel(X, Y, [], aspect=0.5, to_scale=True),
    r"weight must lie between 0 and 10, got nan": lambda: Panel(X, Y, [], weight=NAN),
    r"panels must hold at least one Panel": lambda: Scene([]),
}


@pytest.mark.parametrize("message", WRONG)
def test_styles_are_checked(message):
    with pytest.raises(ValueError, match=message):
        WRONG[message]()


T = np.arange(3.0)
Z = Axis("z", (0, 1))
MISFITS = {
    r"Line in the panel with axes 'x' and 'y': data must be .* equally long": [Line(T, T[:2])],
    r"Line .* one-dimensional": [Line(np.eye(2), np.eye(2))],
    r"Band .* equally long": [Band(T, T, T[:2])],
    r"Line .* z belongs to 3-D panels": [Line(T, T, T)],
    r"Surface .* z belongs to 3-D panels": [Surface(T, T, np.eye(3), levels=(0, 1))],
    r"z must be \(ny, nx\)": [Field(T, T[:2], np.ones((3, 2)), levels=(0, 1))],
    r"control must name the control": [Handle(0, 0)],
    r"Text .* v must be one number, got shape \(3,\)": [Text(0, 0, "{v:d}", {"v": T})],
    r"Guide .* x must be one number, got shape \(3,\)": [Guide(x=T)],
    r"Arrow .* dx must be one number, got shape \(2,\)": [Arrow(0, 0, T[:2], 1)],
    r"Guide .* exactly one of x and y": [Guide()],
    r"Arrow .* dy is missing": [Arrow(0, 0, 1)],
    r"Line .* y is missing": [Line(T)],
    r"marks must hold marks, got list": [[1, 2]],
}


@pytest.mark.parametrize("message", MISFITS)
def test_data_are_checked(message):
    with pytest.raises(SceneError, match=message):
        flatten(Scene([Panel(X, Y, MISFITS[message])]))


def test_marks_of_a_plane_are_refused_in_space():
    with pytest.raises(SceneError, match=r"Guide .* z belongs to 3-D panels, and only z does"):
        flatten(Scene([Panel(X, Y, [Guide(x=1.0)], z=Z)]))


def test_readouts_are_checked():
    with pytest.raises(
        SceneError, match=r"Readout '{v:d}': v must be one number, got shape \(3,\)"
    ):
        flatten(Scene([Panel(X, Y, [])], [Readout("{v:d}", {"v": T})]))
    with pytest.raises(SceneError, match=r"Readout 'a': when must be one value, got shape \(3,\)"):
        flatten(Scene([Panel(X, Y, [])], [Readout("a", when=T > 1)]))


def test_a_scene_becomes_plain_json_and_arrays():
    import json

    scene = Scene([Panel(X, Y, [Line(T, T, label="a"), Guide(y=2)])], [Readout("{v:d}", {"v": 3})])
    spec, arrays = flatten(scene)
    json.dumps(spec, allow_nan=False)
    assert [np.shape(array) for array in arrays] == [(3,), (3,), (), ()]
    assert spec["panels"][0]["marks"][1]["y"] == 2 and spec["readouts"][0]["values"] == {"v": 3}
