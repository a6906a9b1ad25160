"""The explorer of the hyperbola in the chapter on local minima."""

import numpy as np

from optcourse.chapters.minima.experiments import ScaledUnit
from optcourse.explore import (
    Axis,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    spot,
    terrain,
    trail,
)
from optcourse.rules import GradientDescent, trajectory

SHOWN, NUM_STEPS, LR = (0.1, 4.2), 1000, 0.05
SCALES = np.exp(np.linspace(np.log(0.25), np.log(4.0), 81))


def hyperbola():
    """L4: scale a ReLU unit; then let weight decay choose among its minima."""
    controls = [
        Slider("scale", "scale *a*", 0.25, 4.0, 3.0, count=81, log=True),
        Slider("decay", "weight decay", 0.0, 0.1, 0.0, step=0.01),
    ]
    presets = {
        "A balanced scale": {"scale": 1.0},
        "Turn decay up": {"decay": 0.1},
        "Decay, other side": {"scale": 1 / 3, "decay": 0.1},
    }
    question = "All scales give the same function. What makes one of them better?"
    return Explorer(_hyperbola, controls, "The hyperbola", question, presets=presets)


def _hyperbola(scale, decay):
    loss = ScaledUnit(decay)
    start = np.stack([scale, 1 / scale])
    path = trajectory(GradientDescent(LR), loss, start, NUM_STEPS).theta
    along = loss.value(np.stack([SCALES, 1 / SCALES], axis=-1))
    return Scene(
        [_plane(loss, start, path), _along(loss, start, along), _function(start, path[-1])],
        _readouts(loss, start, decay, path),
    )


def _plane(loss, start, path):
    axis = np.linspace(*SHOWN, 53)
    levels = tuple(0.004 * 2.0 ** np.arange(13))
    return Panel(
        Axis("weight in *θ*_{0}", SHOWN),
        Axis("weight out *θ*_{1}", SHOWN),
        [
            terrain(loss.value, axis, axis, levels),
            Line(SCALES, 1 / SCALES, color=3, width=2.5, label="the same function", run="scales"),
            trail(path[::5], color=2, width=2.2, label="descent"),
            spot(start, color=2, size=5.5),
            spot(path[-1], color=2, shape="square", size=5.5),
        ],
        aspect=1.0,
    )


def _along(loss, start, along):
    return Panel(
        Axis("scale *a*", (0.23, 4.4), "log", (0.25, 0.5, 1, 2, 4)),
        Axis("loss along the hyperbola", (-0.02, 0.84)),
        [
            Line(SCALES, along, color=3, run="scales"),
            Points(start[0], loss.value(start), color=2, size=5.5),
        ],
        aspect=1.0,
    )


def _function(start, end):
    x = np.linspace(-1.5, 1.5, 61)
    return Panel(
        Axis("input *x*", (-1.5, 1.5)),
        Axis("output", (-0.5, 2.0)),
        [
            Line(x, start[1] * np.maximum(0.0, start[0] * x), color=3, width=3.0, label="scaled"),
            Line(x, end[1] * np.maximum(0.0, end[0] * x), color=2, dash=True,
                 label="after descent"),
        ],
        aspect=1.0,
    )  # fmt: skip


def _readouts(loss, start, decay, path):
    end = path[-1]
    return [
        Readout("Loss at the circle {loss:.3f}.", {"loss": loss.value(start)}),
        Readout("Every scale is a minimum; descent stays where it starts.", when=decay < 0.005),
        Readout("From the circle, 1,000 steps of descent lead to the square, with weights "
                "**{a:.2f}** and **{b:.2f}**: decay wants them equal.",
                {"a": end[0], "b": end[1]}, when=decay >= 0.005, tone="good"),
    ]  # fmt: skip
