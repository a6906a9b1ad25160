"""Scenes that the tests of drawing share: every mark, and every mark with hostile numbers."""

import numpy as np

from optcourse.explore import (
    Arrow,
    Axis,
    Band,
    Bars,
    Choice,
    Field,
    Guide,
    Handle,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    Slider,
    Surface,
    Text,
)
from optcourse.loops import grid, scan

X, Y = Axis("time *t*", (0, 10)), Axis("loss *L*_{n}", (-2, 2))
LOG = Axis("loss", (1e-3, 10), "log")
PLANE = [Axis("*x*", (-2, 2)), Axis("*y*", (-2, 2))]
T = np.linspace(0, 10, 30)
GRID = np.linspace(-2, 2, 25)

MARKS = {
    "Line": lambda v: Line(T, v * np.sin(T), dash=True, label="sine of *t*"),
    "dots": lambda v: Line(T, v * np.cos(T), color=2, dots=True),
    "Points": lambda v: Points(T[::3], v + 0 * T[::3], color=3, label="points"),
    "square": lambda v: Points(5.0, v, shape="square"),
    "triangle": lambda v: Points(v + 4, 0.5, shape="triangle"),
    "cross": lambda v: Points(5.0 * v, 0.2, shape="cross", label="cross^{2}"),
    "Bars": lambda v: Bars(T, v * np.cos(T), width=0.2, color=4, label="bars"),
    "Band": lambda v: Band(T, np.sin(T) - v, np.sin(T) + v, color=5, label="interval"),
    "Guide": lambda v: Guide(x=5 * v, label="now"),
    "level": lambda v: Guide(y=v, label="2/*λ*"),
    "Arrow": lambda v: Arrow(2.0, 0.0, 3 * v, v, label="step"),
    "Text": lambda v: Text(3 * v, 1.0, "value {v:.2f}", {"v": v}, anchor="middle"),
    "Handle": lambda v: Handle(5 * v, v, control="v", drag="x", label="drag"),
}  # fmt: skip
VALUE = Slider("v", "value *v*", 0.2, 1.8, 1.0, count=17)


def one_mark(name):
    return lambda v: Scene([Panel(X, Y, [MARKS[name](v)])])


def field(v):
    z = grid(lambda theta: theta[0] ** 2 + v * theta[1] ** 2, GRID, GRID)
    return Scene([Panel(*PLANE, [Field(GRID, GRID, z, levels=(0.25, 0.5, 1.0, 2.0))])])


def surface(v):
    z = grid(lambda theta: theta[0] ** 2 + v * theta[1] ** 2, GRID, GRID)
    path = np.linspace(-1, 1, 9)
    marks = [Surface(GRID, GRID, z, levels=(0.25, 0.5, 1.0, 2.0)), Line(path, path, path**2 + v)]
    marks += [Points(0.0, 0.0, v, color=2)]
    return Scene([Panel(*PLANE, marks, z=Axis("*L*", (0, 9)))])


def everything(v, where, start):
    marks = [MARKS[name](v) for name in MARKS]
    path = scan(lambda theta, k: theta * (1 - 0.1 * v), start, 20)
    sign = 1.0 if where == "up" else -1.0
    bottom = [*field(v).panels[0].marks, Line(path[:, 0], sign * path[:, 1], dots=True)]
    bottom += [Handle(start[0], start[1], control="start", label="start")]
    log = [Line(T, np.exp(-v * T)), Bars(T, np.exp(-T), width=0.1)]
    panels = [Panel(X, Y, marks, title="marks"), Panel(*PLANE, bottom, title="plane")]
    panels += [Panel(X, LOG, log), *surface(v).panels]
    readouts = [
        Readout("**{v:.3g}** reached", {"v": v}),
        Readout("diverged", when=v > 1.5, tone="bad"),
    ]
    return Scene(panels, readouts)


CONTROLS = [
    VALUE,
    Choice("where", "where", {"up": "upwards", "down": "downwards"}, "up"),
    Point("start", "start", (-2, 2), (-2, 2), (1.0, 1.5)),
]
HOSTILE = {"nan": np.nan, "inf": np.inf, "-inf": -np.inf, "1e308": 1e308, "-1e308": -1e308}


def hostile(name):
    """Every mark with nothing but one hostile number, or with empty arrays."""
    size = 0 if name == "empty" else 30
    array, number = np.full(size, HOSTILE.get(name, 0.0)), HOSTILE.get(name, np.nan)
    x = T[:size]
    marks = [Line(x, array, label="a"), Line(array, x, dots=True), Points(array, array, label="b")]
    marks += [
        Bars(x, array),
        Band(x, array, array),
        Guide(x=number, label="c"),
        Guide(y=number, label="d"),
    ]
    marks += [
        Arrow(number, 0.0, 1.0, number, label="e"),
        Text(number, 0.0, "t {v:.2f}", {"v": number}),
    ]
    marks += [
        Arrow(0.0, 0.0, number, 1.0),
        Handle(number, number, control="v", drag="x", label="f"),
    ]
    z = np.full((25, 25), number)
    z[3, 4] = 1.0
    deep = [Surface(GRID, GRID, z, levels=(0.5, 1.0)), Line(x, array, array), Points(x, array, x)]
    plane = [Field(GRID, GRID, z, levels=(0.5, 1.0)), Line(array, array)]
    log = [Line(x, array), Bars(x, array), Band(x, -array, array), Guide(y=number, label="g")]
    panels = [Panel(X, Y, marks), Panel(*PLANE, plane), Panel(X, LOG, log)]
    panels += [Panel(*PLANE, deep, z=Axis("z", (0, 1)))]
    return Scene(panels, [Readout("{v:.3g} and {v:d}", {"v": number})])
