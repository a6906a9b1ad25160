"""Explorers of a bit that is held, for the chapter on long-term dependencies."""

import numpy as np

from optcourse.explore import (
    CLASS_A,
    CLASS_B,
    TRAIN,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
    faint,
)
from optcourse.loops import scan

NUM_STEPS, NUM_RUNS = 150, 8
_NOISE = np.random.default_rng(7).standard_normal((NUM_STEPS, NUM_RUNS)).round(3)
STEPS = np.arange(NUM_STEPS + 1)
LEFT = 0.15  # a state nearer to 0 tells no bit
BITS = np.where(np.arange(NUM_RUNS) % 2 == 0, 1.0, -1.0)


def one_unit():
    """T6: one recurrent tanh unit that should hold a bit through noise."""
    controls = [
        Slider("weight", "weight *w*", 0.5, 3.0, 1.0, step=0.05),
        Slider("noise", "noise *σ*", 0.0, 1.0, 0.2, step=0.05),
    ]
    question = "Which weight holds a bit through noise, and what happens to its gradient?"
    presets = {
        "No noise": {"noise": 0.0},
        "All bits held": {"weight": 1.5},
        "A larger weight": {"weight": 2.0},
        "Held against more noise": {"weight": 3.0, "noise": 0.6},
    }
    return Explorer(_unit, controls, "One unit, one bit", question, presets=presets)


def _unit(weight, noise):
    drive = noise * _NOISE

    def step(state, k):
        held, log_slope = state
        after = np.tanh(weight * held + drive[k])
        return after, log_slope + np.log10(weight * (1.0 - after * after) + 1e-300)

    held, log_slope = scan(step, (0.9 * BITS, np.zeros(NUM_RUNS)), NUM_STEPS)
    lost = np.sum(np.where(held[-1] * BITS > LEFT, 0.0, 1.0))
    middle = np.mean(log_slope, axis=1)
    runs = [
        Line(STEPS, held[:, k], color=CLASS_A if k % 2 == 0 else CLASS_B, width=0.9,
             label=("the bit was +1", "the bit was −1")[k] if k < 2 else "")
        for k in range(NUM_RUNS)
    ]  # fmt: skip
    rows = [10.0 ** log_slope[:, k] for k in range(NUM_RUNS)]
    slopes = faint(STEPS, rows, "each run", color=TRAIN, width=0.5)
    mean = Line(STEPS, 10.0**middle, color=TRAIN, width=2.6, label="typical")
    x = Axis("step *t*", (0, NUM_STEPS))
    return Scene(
        [
            Panel(x, Axis("state *h*", (-1.15, 1.15)), [Guide(y=0.0, dash=False), *runs]),
            Panel(x, Axis("gradient ∂*h*_{t}/∂*h*_{0}", (1e-30, 1e3), "log"),
                  [Guide(y=1.0, dash=False), *slopes, mean]),
        ],
        _unit_readouts(lost, middle[-1]),
    )  # fmt: skip


def _unit_readouts(lost, last):
    factor = {"factor": 10.0 ** (last / NUM_STEPS), "last": 10.0**last}
    return [
        Readout("**All 8 bits held.**", when=lost < 0.5, tone="good"),
        Readout("**{lost:d} of 8 bits** washed out or turned over.", {"lost": lost},
                when=lost > 0.5, tone="bad"),
        Readout("The gradient shrinks × **{factor:.2f}** a step, to {last:.1g}.", factor),
    ]  # fmt: skip
