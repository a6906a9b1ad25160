"""The explorer of a reader's own training loop in the chapter on saddle points."""

from functools import partial

import numpy as np

from optcourse import draws
from optcourse.explore import (
    REFERENCE,
    TRAIN,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
)
from optcourse.networks.data import digits

UNITS, EXAMPLES = 8, 100
TITLE, QUESTION = "Your own loop", "How long does your network stay where it knows nothing?"


def your_own(losses, num_steps=400):
    """What `losses(V, W, X, Y, lr, num_steps)` (num_steps + 1,) makes of 100 digits.

    It trains in the page if its loop is a `scan` of optcourse.loops.
    """
    controls = [
        Slider("lr", "learning rate *ε*", 0.01, 0.4, 0.1, count=33, log=True, spec=".2g"),
        Slider("scale", "initial scale", 1e-6, 0.1, 1e-3, count=26, log=True, spec=".1g"),
        Slider("seed", "start", 1, 20, 1, step=1, spec="d"),
    ]
    presets = {
        "Ten times smaller": {"scale": 1e-4},
        "A thousand times smaller": {"scale": 1e-6},
        "Ordinary weights": {"scale": 0.1},
    }
    data = digits(num_train=EXAMPLES)
    X, Y = data.X_train.astype(float), np.eye(10)[data.y_train]
    scene = partial(_own, losses, num_steps, X, Y)
    return Explorer(scene, controls, TITLE, QUESTION, presets=presets)


def _own(losses, num_steps, X, Y, lr, scale, seed):
    V = scale * draws.normal(seed, 0, (X.shape[1], UNITS))
    W = scale * draws.normal(seed, 1, (UNITS, Y.shape[1]))
    loss = losses(V, W, X, Y, lr, num_steps)
    marks = [
        Guide(y=loss[0], color=REFERENCE, label="at the start", legend=True),
        Line(np.arange(num_steps + 1), loss, color=TRAIN, width=2.5, label="100 digits"),
    ]
    off = loss < 0.9 * loss[0]
    values = {"loss": loss[-1], "k": np.argmax(off)}
    return Scene(
        [Panel(Axis("step", (0, num_steps)), Axis("loss", (0.0, 0.8)), marks, aspect=0.5)],
        [
            Readout("A tenth of the loss was gone at step **{k:d}**; it ends at {loss:.3f}.",
                    values, when=np.any(off)),
            Readout("Still there: loss {loss:.3f}.", {"loss": loss[-1]}, when=~np.any(off)),
        ],
    )  # fmt: skip
