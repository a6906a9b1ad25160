"""The explorer of a network's path past the saddle at zero, in the chapter on saddle points."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    TRAIN,
    Axis,
    Explorer,
    Field,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    so_far,
    spot,
    timeline,
    trail,
)

EXACT = 4  # decimals: what single precision leaves of nothing is 0
LEVELS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0, 1.4, 1.8, 2.1, 2.25, 2.35, 2.6, 3.2, 4.0, 6.0)


def past_the_saddle(record):
    """D9: where training goes on the plane of its path, and when (a Valley)."""
    controls = [timeline("step", record.steps.tolist(), "{:,}", start=0, name="k")]
    left = int(np.argmax(record.loss < 0.9 * record.loss[0]))
    presets = {
        "Leaving the saddle": {"k": left},
        "Half the loss": {"k": int(np.argmin(np.abs(record.loss - 0.5 * record.loss[0])))},
        "The end": {"k": len(record.steps) - 1},
    }
    question = "The loss of a network, seen along its training: where does the time go?"
    scene, title = partial(_past, record), "Past the saddle at zero"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _past(record, k):
    return Scene([_map(record, k), _losses(record, k)], _readouts(record, k))


def _map(record, k):
    x, y = record.xs, record.ys
    marks = [
        Field(x, y, np.round(record.losses, 3), LEVELS),
        spot(np.zeros(2), color=0, shape="cross", size=6),
        trail(record.path, color=METHOD_A, width=1.8, dots=True, run="training"),
        spot(np.round(record.path[k], EXACT), color=CHOSEN, shape="square", size=6),
    ]
    axes = Axis("towards the end of training", (x[0], x[-1])), Axis("sideways", (y[0], y[-1]))
    return Panel(
        *axes, marks, title="loss on the plane; cross: zero weights", aspect=1.0, weight=1.1
    )


def _losses(record, k):
    last = int(record.steps[-1])
    marks = [
        Line(record.steps, so_far(record.loss, k), color=TRAIN, run="training"),
        Points(record.steps[k], record.loss[k], color=CHOSEN, shape="square", size=6),
    ]
    axes = Axis("step", (-0.02 * last, 1.02 * last)), Axis("loss", (0.0, 2.5))
    return Panel(*axes, marks, aspect=0.9)


def _readouts(record, k):
    far = np.linalg.norm(record.path[k]) / np.linalg.norm(record.path[-1])
    values = {"step": int(record.steps[k]), "loss": record.loss[k], "way": 100 * far}
    text = "Step {step:d}: loss **{loss:.2f}**, at {way:.0f}% of the final distance from zero."
    off = {"off": np.round(record.beside[k], EXACT), "all": np.linalg.norm(record.path[-1])}
    return [
        Readout(text, values),
        Readout("The weights lie {off:.2f} beside the plane; its end is {all:.1f} from zero.", off),
    ]
