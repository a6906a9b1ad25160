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
    spot,
    terrain,
    trail,
)
from optcourse.landscapes import gabor
from optcourse.rules import BracketingLineSearch, GradientDescent, Grained, trajectory

METHODS = {"fixed": "fixed rate", "search": "line search", "sgd": "SGD, 3 of 28 examples"}
NUM_STEPS = {"fixed": 400, "search": 60, "sgd": 400}
# Losses compared by a search tell places apart to the square root of their last digits only.
GRAINS = {"fixed": 2.0**-32, "search": 2.0**-20, "sgd": 2.0**-32}
NUM_DRAWS = 6
LEVELS = tuple(np.arange(0.5, 14.1, 0.75))


def where_does_it_end(record):
    """L2: descent on the Gabor loss from a start that the reader drags, over Basins `record`."""
    x, y = record.offsets, record.frequencies
    controls = [
        Choice("method", "method", METHODS, "sgd"),
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
        Slider("draw", "random draw of SGD", 1, NUM_DRAWS, 1, step=1, spec="d"),
        Point("start", "start", (x[0], x[-1]), (y[0], y[-1]), (-3.0, 12.0)),
    ]
    question = "Drag the start. Which minimum does descent find, and is it the best?"
    batches = [random_batches(len(record.x), 3, NUM_STEPS["sgd"], k) for k in range(NUM_DRAWS)]
    scene = partial(_descent, record, np.stack(batches))
    return Explorer(scene, controls, "Where does descent end?", question)


def _descent(record, batches, method, rate, draw, start):
    landscape, num_steps = record.landscape, NUM_STEPS[method]
    lr = BracketingLineSearch(rate, num_rounds=12) if method == "search" else rate
    rule = Grained(GradientDescent(lr), GRAINS[method])
    if method == "sgd":
        path = minibatch_path(rule, entry(batches, draw - 1), landscape, start, num_steps)
    else:
        path = trajectory(rule, landscape, start, num_steps).theta
    loss = landscape.value(path[-1])
    x, y = record.offsets, record.frequencies
    heights = terrain(landscape.value, x, y, LEVELS)
    ends = Field(x, y, np.round(record.loss, 2), _between(record.losses))
    panels = [
        _map(record, heights, path, start, "the loss"),
        _map(record, ends, path, start, "where slow descent ends"),
        _fit(record, path),
    ]
    return Scene(panels, _readouts(record, path, loss, start))


def _between(losses):
    """Levels that keep apart the minima whose losses differ by at least 0.15."""
    apart = [losses[0]]
    for loss in losses[1:]:
        if loss - apart[-1] > 0.15:
            apart.append(loss)
    middles = 0.5 * (np.array(apart[1:]) + apart[:-1])
    return tuple(np.round([losses[0] - 0.1, *middles, losses[-1] + 0.1], 3).tolist())


def _map(record, field, path, start, title):
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
        title=title,
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


def _readouts(record, path, loss, start):
    landscape, best = record.landscape, record.losses[0]
    grad = landscape.grad(path[-1])
    still = np.sqrt(np.sum(grad * grad) + 1e-12)
    values = {"loss": loss, "grad": still, "best": best}
    slow = _at_cell(record, start)
    found, end = loss < best + 0.02, path[-1]
    (left, right), (low, high) = record.offsets[[0, -1]], record.frequencies[[0, -1]]
    inside = (end[0] > left) & (end[0] < right) & (end[1] > low) & (end[1] < high)
    near = np.min(np.sum((end - record.minima) ** 2, axis=1)) < 0.25
    return [
        Readout("Loss **{loss:.2f}**, lowest possible {best:.2f}; ‖*g*‖ = {grad:.3f}.", values),
        Readout("**At the global minimum.**", when=found, tone="good"),
        Readout("**At a local minimum** that is not global.", when=near & ~found, tone="bad"),
        Readout("At no minimum: still on the way, or bouncing.", when=inside & ~near & ~found),
        Readout("It has left the picture.", when=~inside & ~found),
        Readout("Slow descent from this start ends at {slow:.2f}.", {"slow": slow}),
    ]


def _at_cell(record, start):
    """The loss where descent from the nearest start of the record ended."""
    x, y = record.offsets, record.frequencies
    column = np.floor((start[0] - x[0]) / (x[1] - x[0]) + 0.5)
    row = np.floor((start[1] - y[0]) / (y[1] - y[0]) + 0.5)
    return entry(np.round(record.loss, 2).ravel(), row * len(x) + column)
