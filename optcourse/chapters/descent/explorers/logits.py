"""The explorer of a loss that is convex, and may have no lowest point."""

import numpy as np

from optcourse.chapters.descent.experiments import LogisticLoss, SigmoidError
from optcourse.explore import (
    CLASS_A,
    CLASS_B,
    METHOD_A,
    Axis,
    Choice,
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
from optcourse.loops import grid
from optcourse.rules import GradientDescent, trajectory

NUM, NUM_STEPS, RATE = 10, 2000, 0.02
LABELS = np.repeat([0.0, 1.0], NUM)
NOISE = np.random.default_rng(4).standard_normal(2 * NUM)
LEVELS = (0.1, 0.3, 1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 40.0, 60.0)
KINDS = {"likelihood": "minus the log-likelihood", "squared": "squared error"}
SHOWN = np.unique(np.geomspace(1, NUM_STEPS + 1, 160).astype(int)) - 1


def one_valley_or_none():
    """A4: twenty points of two classes, and descent on either loss."""
    controls = [
        Choice("loss", "loss", KINDS, "likelihood"),
        Slider("apart", "classes at ±", 0.0, 3.0, 1.0, step=0.1, spec=".1f"),
        Point("start", "start", (-5.5, 5.5), (-5.5, 5.5), (-4.0, -4.0)),
    ]
    presets = {
        "Far apart": {"apart": 2.6},
        "Squared error": {"loss": "squared"},
        "Squared, from the plateau": {"loss": "squared", "start": (-1.0, -5.0), "apart": 3.0},
    }
    question = "Move the classes apart. Where does the lowest point go, and does it stay there?"
    title = "One valley, or none"
    return Explorer(_scene, controls, title, question, presets=presets)


def _scene(loss, apart, start):
    x = NOISE + apart * (2 * LABELS - 1)
    land = LogisticLoss(x, LABELS) if loss == "likelihood" else SigmoidError(x, LABELS)
    path = trajectory(GradientDescent(RATE), land, start, NUM_STEPS).theta
    split = np.max(x[:NUM]) < np.min(x[NUM:])
    places = np.linspace(-6.0, 6.0, 31)
    below = np.mean(grid(land.lowest_curvature, places, places) < 0)
    panels = [_map(land, path, start), _points(x, path[-1])]
    return Scene(panels, _readouts(land, path, split, below, loss))


def _map(land, path, start):
    x = np.linspace(-6.0, 6.0, 41)
    marks = [
        terrain(land.value, x, x, LEVELS),
        trail(path[SHOWN], color=METHOD_A, width=2.4),
        spot(path[-1], color=METHOD_A, shape="square", size=5),
        grip(start, "start", color=0),
    ]
    axes = Axis("offset *φ*_{0}", (-6.0, 6.0)), Axis("slope *φ*_{1}", (-6.0, 6.0))
    return Panel(*axes, marks, title="ring: start; square: after 2,000 steps", aspect=1.0)


def _points(x, phi):
    along = np.linspace(-6.0, 6.0, 121)
    marks = [
        Line(along, 1 / (1 + np.exp(-(phi[0] + phi[1] * along))), color=METHOD_A,
             label="chance of a 1, at the square"),
        Points(x[:NUM], np.zeros(NUM), color=CLASS_A, size=4),
        Points(x[NUM:], np.ones(NUM), color=CLASS_B, shape="square", size=4),
    ]  # fmt: skip
    return Panel(Axis("*x*", (-6.0, 6.0)), Axis("label *y*", (-0.15, 1.25)), marks, aspect=1.0)


def _readouts(land, path, split, below, loss):
    end = path[-1]
    slope = land.grad(end)
    values = {"loss": land.value(end), "slope": np.sqrt(np.sum(slope * slope))}
    text = "After 2,000 steps: loss **{loss:.3g}**, length of the gradient {slope:.2g}."
    convex = {"below": below}
    readouts = [
        Readout(text, values),
        Readout("Negative curvature on **{below:.0%}** of the map.", convex),
    ]
    if loss == "likelihood":
        word = "A threshold splits the classes: there is **no lowest point**."
        readouts.append(Readout(word, when=split, tone="bad"))
        readouts.append(Readout("The classes overlap: there is one lowest point.", when=~split))
    return readouts
