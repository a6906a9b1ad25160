"""The explorer of the Gabor loss with its saddles, in the chapter on saddle points."""

from functools import partial

import numpy as np

from optcourse.explore import (
    METHOD_A,
    TRAIN,
    Axis,
    Explorer,
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
from optcourse.loops import each
from optcourse.rules import GradientDescent, Grained, trajectory

NUM_STEPS = 500
GRAIN = 2.0**-32  # a place's last digits must not depend on the processor
LEVELS = tuple(np.arange(0.5, 16.1, 0.75))
X, Y = (-10.0, 10.0), (2.5, 22.5)
KINDS = ((0, "minimum", "circle", 3), (1, "saddle", "cross", 0), (2, "maximum", "triangle", 5))


def saddles_of_gabor(record):
    """Descent from a start that the reader drags, among the critical points of a GaborPoints."""
    saddle = record.places[record.negative == 1]
    start = saddle[np.argmin(np.abs(saddle - [0.88, 12.54]).sum(axis=1))]
    above, below = ((start + np.array([0, aside])).round(2).tolist() for aside in (0.15, -0.15))
    controls = [
        Point("start", "start", X, Y, tuple(above)),
        Slider("lr", "learning rate *ε*", 0.005, 0.05, 0.02, step=0.005, spec=".3f"),
    ]
    question = "Drag the start to a cross. To which minimum does descent leave, and how soon?"
    presets = {
        "On a saddle": {"start": tuple(start.tolist())},
        "The other side": {"start": tuple(below)},
        "A larger rate": {"lr": 0.05},
    }
    scene, title = partial(_gabor, record), "The saddles of the Gabor loss"
    return Explorer(scene, controls, title, question, presets=presets)


def _gabor(record, start, lr):
    landscape = record.landscape
    path = trajectory(Grained(GradientDescent(lr), GRAIN), landscape, start, NUM_STEPS).theta
    loss = each(landscape.value, path)
    norm = np.sqrt(each(lambda place: np.sum(landscape.grad(place) ** 2), path) + 1e-12)
    return Scene(
        [_map(record, path, start), _along(loss, norm)],
        _readouts(record, path, loss, norm),
    )


def _map(record, path, start):
    x, y = np.linspace(*X, 61), np.linspace(*Y, 49)
    marks = [terrain(record.landscape.value, x, y, LEVELS)]
    for negative, label, shape, color in KINDS:
        places = record.places[record.negative == negative]
        if label == "maximum":  # its label stands at the first, and must not meet another
            places = places[np.argsort(-places[:, 1])]
        marks.append(Points(*places.T, color=color, shape=shape, size=4, label=label))
    marks += [
        trail(path, color=METHOD_A, width=1.8, run="descent"),
        spot(path[-1], color=METHOD_A, shape="square", size=5),
        grip(start, "start"),
    ]
    axes = Axis("offset *θ*_{0}", X), Axis("frequency *θ*_{1}", Y)
    return Panel(*axes, marks, title="ring: the start", aspect=1.0, weight=1.2)


def _along(loss, norm):
    steps = np.arange(NUM_STEPS + 1)
    marks = [
        Line(steps, loss, color=TRAIN, label="loss", run="descent"),
        Line(steps, norm, color=TRAIN, dash=True, label="‖*g*‖"),
    ]
    return Panel(Axis("step", (0, NUM_STEPS)), Axis("loss, ‖*g*‖", (0.0, 17.0)), marks, aspect=1.0)


def _readouts(record, path, loss, norm):
    first = _distance(record, path[0], 1)
    rest = _distance(record, path[-1], 0) < 0.1
    still = (_distance(record, path[-1], 1) < 0.1) & ~rest
    began = {"far": first, "start": loss[0], "grad": norm[0]}
    text = "Start: {far:.2f} from the nearest saddle, at a loss of {start:.2f}; ‖*g*‖ = {grad:.2f}."
    end = {"end": loss[-1]}
    return [
        Readout(text, began),
        Readout("**At a minimum**, with a loss of {end:.2f}.", end, when=rest, tone="good"),
        Readout("**Still at a saddle**, at a loss of {end:.2f}.", end, when=still, tone="bad"),
        Readout("Still on the way, at a loss of {end:.2f}.", end, when=~rest & ~still),
    ]


def _distance(record, place, negative):
    """From a place to the nearest critical point of one kind."""
    places = record.places[record.negative == negative]
    return np.sqrt(np.min(np.sum((place - places) ** 2, axis=1)))
