"""The explorer of where SGD stays: the mean loss of the small world in its bowl."""

import numpy as np

from optcourse.chapters.minibatches.experiments import (
    FEATURES,
    SmallWorld,
    StreamConfig,
    bowl_step,
    gradient_trace,
)
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    REFERENCE,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
)
from optcourse.loops import scan

NUM_STEPS, SLOW = 4000, 100
CHANGES = {"none": "nothing", "rate": "the rate falls", "batch": "the batch grows"}
ODDS = SmallWorld(StreamConfig()).odds
CURVATURES = ODDS * (1 - ODDS) / 16
START = (FEATURES @ (FEATURES.T @ np.log(ODDS / (1 - ODDS)))) ** 2  # from θ = 0, along each input
STEPS = np.unique(np.geomspace(1, NUM_STEPS, 90).round().astype(int))
TRACE = gradient_trace(ODDS)


def where_sgd_settles():
    """B19, B20: the expected excess loss for a rate and a batch size, constant or changed."""
    controls = [
        Slider("lr", "learning rate *ε*", 0.125, 8.0, 1.0, count=25, log=True, spec=".2g"),
        Slider("size", "batch size *n*", 1.0, 64.0, 1.0, count=25, log=True, spec=".3g"),
        Choice("change", "from step 100 on", CHANGES, "none"),
    ]
    presets = {
        "A quarter of it": {"lr": 0.25},
        "Eight times both": {"lr": 8.0, "size": 8.0},
        "The rate falls": {"lr": 4.0, "change": "rate"},
        "The batch grows": {"lr": 4.0, "change": "batch"},
    }
    question = "SGD at a constant rate stops getting better. What decides where?"
    return Explorer(_settles, controls, "Where SGD settles", question, presets=presets)


def _settles(lr, size, change):
    """Means over all orders of a stream, in the bowl of the lowest loss."""
    excess, plain = _excess(lr, size, change), _excess(lr, np.inf, "none")
    floor = lr * TRACE / size / 4
    marks = [
        Line(STEPS, plain, color=METHOD_B, label="all examples: no noise"),
        Line(STEPS, excess, color=METHOD_A, width=2.8, label="SGD, in the mean"),
        Guide(y=floor, color=REFERENCE, label="*ε* tr Σ/4*n*", legend=True),
    ]
    panel = Panel(
        Axis("step", (1, NUM_STEPS), "log"),
        Axis("loss above the lowest", (1e-4, 1.0), "log"),
        marks,
        aspect=0.55,
    )
    return Scene([panel], _readouts(lr, size, change, excess[-1], floor))


def _excess(lr, size, change):
    """The expected loss above the lowest at STEPS, half of the curvatures times the squares."""

    def step(squares, k):
        grown = 1 + np.maximum(k, 0) / SLOW
        rate = lr / grown if change == "rate" else lr
        return bowl_step(squares, rate, size * grown if change == "batch" else size, ODDS)

    path = scan(step, START, NUM_STEPS)
    return np.take(path, STEPS, axis=0) @ CURVATURES / 2


def _readouts(lr, size, change, end, floor):
    changed = change != "none"
    values = {"end": end, "floor": floor, "ratio": lr / size, "steps": NUM_STEPS}
    return [
        Readout("*ε*/*n* = {ratio:.2g}. After {steps:d} steps the loss is **{end:.2g}** above the "
                "lowest; *ε* tr Σ/4*n* = {floor:.2g}.", values),
        Readout("**It stays there:** the noise undoes what each step gains.",
                when=(not changed) & (end > 0.9 * floor) & (end < 2.5 * floor)),
        Readout("Not there yet: at this rate it takes longer.",
                when=(end > 2.5 * floor) & (not changed)),
        Readout("**Below the floor of the constant rate**, and still falling.",
                when=(end < 0.9 * floor) & changed, tone="good"),
    ]  # fmt: skip
