"""The explorer of the Gabor loss in the chapter on local minima."""

from functools import partial

import numpy as np

from optcourse.chapters.minima.experiments import entry, minibatch_path, random_batches
from optcourse.explore import (
    Axis,
    Choice,
    Explorer,
    Field,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    Slider,
    grip,
    listed,
    spot,
    trail,
)
from optcourse.landscapes import gabor
from optcourse.loops import grid
from optcourse.rules import BracketingLineSearch, GradientDescent, Grained, trajectory

METHODS = {"fixed": "fixed rate", "search": "line search", "sgd": "SGD, 3 of 28 examples"}
MAPS = ("the loss", "where slow descent ends")
NUM_STEPS = {"fixed": 400, "search": 60, "sgd": 400}
# Losses compared by a search tell places apart to the square root of their last digits only.
GRAINS = {"fixed": 2.0**-32, "search": 2.0**-20, "sgd": 2.0**-32}
NUM_DRAWS = 6
BETTER = (-1.0, 14.0)  # slow descent from here ends in the lowest minimum
LEVELS = (
    0.45,
    1.2,
    2.1,
    2.65,
    3.0,
    3.35,
    3.7,
    4.2,
    4.6,
    5.5,
    6.5,
    7.5,
    8.5,
    9.5,
    10.75,
    12.0,
    14.0,
)


def where_does_it_end(record):
    """L2: descent on the Gabor loss from a start that the reader drags, over Basins `record`."""
    x, y = record.offsets, record.frequencies
    controls = [
        listed("shown", "the map shows", MAPS, "{}", start=0),
        Choice("method", "method", METHODS, "fixed"),
        Slider(
            "rate",
            "learning rate *ε*, or its limit",
            0.01,
            1.0,
            0.1,
            count=61,
            log=True,
            spec=".2g",
        ),
        Slider(
            "draw",
            "random draw of SGD",
            1,
            NUM_DRAWS,
            1,
            step=1,
            spec="d",
            off={"method": ("fixed", "search")},
            why="This method draws nothing.",
        ),
        Point("start", "start", (x[0], x[-1]), (y[0], y[-1]), (-3.0, 12.0)),
    ]
    presets = {
        "A better start": {"start": BETTER},
        "Where slow descent ends": {"shown": 1},
        "SGD": {"method": "sgd"},
        "Line search": {"method": "search"},
        "A large rate": {"rate": 0.5},
    }
    question = "Drag the start. Which minimum does descent find, and is it the best?"
    batches = [random_batches(len(record.x), 3, NUM_STEPS["sgd"], k) for k in range(NUM_DRAWS)]
    scene = partial(_descent, record, np.stack(batches))
    title = "Where does descent end?"
    return Explorer(scene, controls, title, question, presets=presets)


def _descent(record, batches, shown, method, rate, draw, start):
    landscape, num_steps = record.landscape, NUM_STEPS[method]
    lr = BracketingLineSearch(rate, num_rounds=12) if method == "search" else rate
    rule = Grained(GradientDescent(lr), GRAINS[method])
    if method == "sgd":
        path = minibatch_path(rule, entry(batches, draw - 1), landscape, start, num_steps)
    else:
        path = trajectory(rule, landscape, start, num_steps).theta
    loss = landscape.value(path[-1])
    panels = [_map(record, _shades(record, shown), path, start), _fit(record, path)]
    return Scene(panels, _readouts(record, path, loss, start, shown))


def _shades(record, shown):
    """The loss, or the loss at which slow descent from there ends."""
    x, y = record.offsets, record.frequencies
    heights = grid(record.landscape.value, x, y)
    return Field(x, y, np.where(shown > 0.5, np.round(record.loss, 2), heights), LEVELS)


def _map(record, field, path, start):
    x, y = record.offsets, record.frequencies
    return Panel(
        Axis("offset *θ*_{0}", (x[0], x[-1])),
        Axis("frequency *θ*_{1}", (y[0], y[-1])),
        [
            field,
            spot(record.minima[0], color=0, shape="cross", size=5, label="best"),
            trail(path, color=2, width=1.8),
            spot(path[-1], color=2, shape="square", size=5),
            grip(start, "start", label="start"),
        ],
        title="offset and frequency of the wave",
        aspect=1.0,
    )


def _fit(record, path):
    x = np.linspace(-16.0, 16.0, 129)
    return Panel(
        Axis("*x*", (-16.0, 16.0)),
        Axis("*y*", (-1.5, 1.5)),
        [
            Points(record.x, record.y, color=0, size=3),
            Line(x, gabor(x, record.minima[0]), color=0, dash=True, width=1.3, label="best fit"),
            Line(x, gabor(x, path[-1]), color=2, label="this fit"),
        ],
        title="data and fit",
        aspect=1.0,
    )


def _readouts(record, path, loss, start, shown):
    landscape, best = record.landscape, record.losses[0]
    grad = landscape.grad(path[-1])
    still = np.sqrt(np.sum(grad * grad) + 1e-12)
    values = {"loss": loss, "grad": still, "best": best}
    found, end = loss < best + 0.02, path[-1]
    (left, right), (low, high) = record.offsets[[0, -1]], record.frequencies[[0, -1]]
    inside = (end[0] > left) & (end[0] < right) & (end[1] > low) & (end[1] < high)
    near = np.min(np.sum((end - record.minima) ** 2, axis=1)) < 0.25
    rests, slow = still < 0.1, {"slow": _at_cell(record, start)}
    return [
        Readout("Loss **{loss:.2f}**, lowest possible {best:.2f}; ‖*g*‖ = {grad:.3f}.", values),
        Readout("**At the global minimum.**", when=found & rests, tone="good"),
        Readout("**Around the global minimum.**", when=found & ~rests, tone="good"),
        Readout("**At a local minimum** that is not global.", when=rests & near & ~found,
                tone="bad"),
        Readout("At no minimum: still on the way, or bouncing.",
                when=inside & ~(rests & near) & ~found),
        Readout("It has left the picture.", when=~inside & ~(rests & near) & ~found),
        Readout("Slow descent from this start ends at {slow:.2f}.", slow, when=shown > 0.5),
    ]  # fmt: skip


def _at_cell(record, start):
    """The loss where descent from the nearest start of the record ended."""
    x, y = record.offsets, record.frequencies
    column = np.floor((start[0] - x[0]) / (x[1] - x[0]) + 0.5)
    row = np.floor((start[1] - y[0]) / (y[1] - y[0]) + 0.5)
    return entry(np.round(record.loss, 2).ravel(), row * len(x) + column)
