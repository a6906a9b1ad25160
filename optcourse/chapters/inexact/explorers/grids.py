"""The explorer of the numbers that bfloat16 has, and of a step between them."""

import numpy as np

from optcourse import draws
from optcourse.chapters.inexact.experiments.grids import at_random, neighbours, to_bfloat16
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    REFERENCE,
    Arrow,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    so_far,
)
from optcourse.loops import scan

NUM_STEPS, GOAL, SEED = 1000, 0.3, 2
WAYS = {"nearest": "to the nearest", "random": "at random"}


def grid_of_bfloat16():
    """N9: descent from 1 to 0.3, its place kept as one of the numbers of bfloat16."""
    controls = [
        Slider("lr", "learning rate *ε*", 0.001, 1.0, 0.001, count=31, log=True, spec=".2g"),
        Choice("way", "rounded", WAYS, "nearest"),
        Slider("step", "step", 0, NUM_STEPS, 0, step=10, spec="d", play=True),
    ]
    presets = {
        "Let it run": {"step": NUM_STEPS},
        "Toss a coin": {"way": "random", "step": NUM_STEPS},
        "Ten times the rate": {"lr": 0.01, "step": NUM_STEPS},
    }
    question = "A step is shorter than the way to the next number. What becomes of it?"
    return Explorer(_grid, controls, "The grid of bfloat16", question, presets=presets)


def _grid(lr, way, step):
    exact = GOAL + (1 - GOAL) * (1 - lr) ** np.arange(NUM_STEPS + 1)
    path = _rounded(lr, way)
    here = np.take(path, step.astype(int))
    wanted = -lr * (here - GOAL)
    below, above = _next_to(here)
    gap = here - below
    parts = wanted / gap
    return Scene(
        [_courses(exact, path, step), _numbers(parts, (above - here) / gap)],
        _readouts(way, step, here, np.take(exact, step.astype(int)), parts, gap),
    )


def _rounded(lr, way):
    def move(theta, k):
        moved = theta - lr * (theta - GOAL)
        return to_bfloat16(moved) if way == "nearest" else at_random(moved, draws.uniform(SEED, k))

    return scan(move, np.ones(()), NUM_STEPS)


def _next_to(here):
    """The numbers of bfloat16 next to one of them, below and above."""
    below, _ = neighbours(here * (1 - 0.37 / 256))
    _, above = neighbours(here * (1 + 0.37 / 128))
    return below, above


def _courses(exact, path, step):
    steps = np.arange(NUM_STEPS + 1)
    return Panel(
        Axis("step", (0, NUM_STEPS)),
        Axis("*θ*", (0.2, 1.1)),
        [
            Guide(y=GOAL, color=REFERENCE, label="minimum"),
            Line(steps, exact, color=METHOD_A, dash=True, label="not rounded"),
            Line(steps, so_far(path, step), color=METHOD_B, width=2.8, label="in bfloat16"),
            Points(step, np.take(path, step.astype(int)), color=CHOSEN, size=4),
        ],
    )


def _numbers(parts, above):
    """The place in the middle, the next numbers of the grid, and the step that is due."""
    grid = np.stack([-1.0 + 0.0 * above, 0.0 * above, above])
    return Panel(
        Axis("distances to the next number below", (-2.5, 2.5)),
        Axis("", (-1.0, 1.0), ticks=()),
        [
            Line([-2.5, 2.5], [0.0, 0.0], color=REFERENCE, width=1.0),
            Guide(x=-0.5, color=REFERENCE, dash=True),
            Points(grid, 0.0 * grid, color=METHOD_B, size=6),
            Points(0.0, 0.0, color=CHOSEN, size=6),
            Arrow(0.0, 0.3, np.clip(parts, -2.4, 2.4), 0.0, color=METHOD_A, width=3),
        ],
        title="dots: numbers of bfloat16; arrow: the step; dashed: half-way",
    )


def _readouts(way, step, here, exact, parts, gap):
    nearest, size = way == "nearest", np.abs(parts)
    stuck = size < 0.5
    values = {"k": step, "here": here, "exact": exact}
    return [
        Readout("After {k:d} steps: *θ* = **{here:.4f}**; not rounded it is {exact:.4f}.", values),
        Readout("The next number is {gap:.4f} away, and the step is {part:.2g} times as long.",
                {"gap": gap, "part": size}),
        Readout("**Lost:** it rounds back to where it stands, now and for ever.",
                when=stuck & nearest & (step > 0), tone="bad"),
        Readout("The coin lets it go with a probability of {part:.2g}.", {"part": size},
                when=(size < 1) & (not nearest)),
    ]  # fmt: skip
