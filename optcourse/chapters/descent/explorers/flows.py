"""The explorer of the flow that descent follows."""

import numpy as np

from optcourse.chapters.descent.experiments import downhill, flowed, land
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    REFERENCE,
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    grip,
    listed,
    place,
    spot,
    terrain,
    trail,
)
from optcourse.rules import GradientDescent, trajectory
from optcourse.tables import rows

TIME, FINE = 0.6, 240
STEPS = (4, 6, 8, 12, 16, 24, 32, 48, 64, 96)
LANDS = {"bowl": "a bowl, κ = 10", "valley": "a bent valley"}
TIMES = {"bowl": TIME, "valley": 0.06}
LEVELS = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0, 7.0, 11.0, 16.0, 24.0, 40.0)


def the_flow_it_follows():
    """A1: descent, the flow, and the modified flow, for the same time."""
    controls = [
        Choice("where", "landscape", LANDS, "bowl"),
        listed("n", "steps for the whole time", STEPS, "{}", start=1),
        Point("start", "start", (-1.6, 1.6), (-1.4, 1.4), (-1.3, 1.1)),
    ]
    presets = {
        "Twice the steps": {"n": place(STEPS, 12)},
        "Four times the steps": {"n": place(STEPS, 24)},
        "It bounces": {"n": 0},
        "A bent valley": {"where": "valley", "n": place(STEPS, 16)},
    }
    question = "Twice as many steps of half the rate: how much nearer to the flow do they end?"
    return Explorer(_scene, controls, "The flow it follows", question, presets=presets)


def _scene(where, n, start):
    landscape, time = land(where), TIMES[where]
    flow = flowed(downhill(landscape), start, time, FINE)
    runs = [_run(landscape, start, time, count) for count in STEPS]
    first = np.stack([_far(path[-1], flow[-1]) for path, _ in runs])
    second = np.stack([_far(path[-1], bent[-1]) for path, bent in runs])
    chosen = _chosen(runs, n)
    return Scene(
        [_map(landscape, start, flow, *chosen), _gap(time, n, first, second)],
        _readouts(rows(first, n), rows(second, n)),
    )


def _run(landscape, start, time, count):
    """Descent (count + 1, 2) and the modified flow (FINE + 1, 2)."""
    rate = time / count
    path = trajectory(GradientDescent(rate), landscape, start, count).theta
    return path, flowed(downhill(landscape, rate), start, time, FINE)


def _chosen(runs, n):
    """The run at place `n`, the path filled up with its end to the longest one's length."""
    k = np.arange(STEPS[-1] + 1)
    paths = np.stack([rows(path, np.minimum(k, len(path) - 1)) for path, _ in runs])
    return rows(paths, n), rows(np.stack([bent for _, bent in runs]), n)


def _far(one, other):
    return np.sqrt(np.sum((one - other) ** 2)) + 1e-16


def _map(landscape, start, flow, path, bent):
    x, y = np.linspace(-1.7, 1.7, 46), np.linspace(-1.5, 1.5, 41)
    marks = [
        terrain(landscape.value, x, y, LEVELS),
        trail(flow, color=REFERENCE, width=2.6, label="flow"),
        trail(bent, color=METHOD_B, dash=True, label="modified flow"),
        trail(path, color=METHOD_A, dots=True, width=1.5, label="descent"),
        spot(path[-1], color=METHOD_A, shape="square", size=5),
        grip(start, "start", color=0),
    ]
    axes = Axis("*θ*_{0}", (-1.7, 1.7)), Axis("*θ*_{1}", (-1.5, 1.5))
    return Panel(*axes, marks, title="ring: start; square: where descent ends", aspect=0.88)


def _gap(time, n, first, second):
    rates = time / np.array(STEPS, float)
    rate = rows(rates, n)
    marks = [
        Line(rates, first, color=REFERENCE, dots=True, label="to the flow"),
        Line(rates, second, color=METHOD_B, dots=True, dash=True, label="to the modified flow"),
        Points(rate, rows(first, n), color=METHOD_A, shape="square", size=6),
        Points(rate, rows(second, n), color=METHOD_A, shape="square", size=6),
    ]
    axes = Axis("rate *ε*", (1e-3, 0.3), "log"), Axis("distance at the end", (1e-6, 3.0), "log")
    return Panel(*axes, marks, aspect=0.88)


def _readouts(first, second):
    values = {"first": first, "second": second, "times": first / second}
    text = "Descent ends **{first:.2g}** from the flow and **{second:.2g}** from the modified flow:"
    return [Readout(text + " {times:.1f} times as near.", values)]
