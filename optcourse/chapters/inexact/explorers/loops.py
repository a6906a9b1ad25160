"""The explorer of the work that a field of steps does along a loop."""

import numpy as np

from optcourse.chapters.inexact.experiments.fields import loop_work, pair_log_likelihood, pair_step
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    Slider,
    grip,
    terrain,
    trail,
)

CHORDS = 64
EDGE = (-6.0, 6.0)
LEVELS = (-6.0, -5.0, -4.0, -3.0, -2.0, -1.5, -1.2, -1.0, -0.8, -0.6, -0.4, -0.3)


def work_of_a_loop():
    """N4: walk once round a loop in the plane of two weights, and add up what the step gives."""
    controls = [
        Point("centre", "loop", (-4.0, 4.0), (-4.0, 4.0), (-3.0, 0.0)),
        Slider("radius", "radius", 0.5, 2.0, 2.0, step=0.25),
        Choice("steps", "Gibbs steps *k*", {"1": "1", "2": "2", "5": "5", "20": "20"}, "1"),
    ]
    presets = {
        "Where it works": {"centre": (2.5, -1.5)},
        "Twenty Gibbs steps": {"centre": (2.5, -1.5), "steps": "20"},
        "A smaller loop": {"centre": (2.5, -1.5), "radius": 1.0},
    }
    title = "A loop that does work"
    question = "Drag the loop. Can you come back to the start with something gained or lost?"
    return Explorer(_loop, controls, title, question, presets=presets)


def _loop(centre, radius, steps):
    work = loop_work(lambda weights: pair_step(weights, int(steps)), centre, radius, CHORDS)
    true = loop_work(lambda weights: pair_step(weights, 0), centre, radius, CHORDS)
    return Scene([_plane(centre, radius, int(steps)), _bill(work, true)], _readouts(work))


def _plane(centre, radius, num_gibbs):
    """The log-likelihood, the field as short lines from dots, and the loop with its start."""
    places = np.linspace(-5.4, 5.4, 9)
    feet = np.stack([each.ravel() for each in np.meshgrid(places, places)], axis=1)
    step = pair_step(feet + 0.0 * centre, num_gibbs)
    size = np.sqrt(np.sum(step * step, axis=1, keepdims=True))
    tips = feet + 1.1 * step / np.maximum(size, 1e-12) * np.sqrt(np.minimum(size, 1.0))
    turn = 2 * np.pi * np.arange(CHORDS + 1) / CHORDS
    circle = centre + radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    x = np.linspace(*EDGE, 41)
    return Panel(
        Axis("weight of the first pixel", EDGE),
        Axis("weight of the second pixel", EDGE),
        [
            terrain(pair_log_likelihood, x, x, LEVELS),
            Line(
                _lines(feet[:, 0], tips[:, 0]), _lines(feet[:, 1], tips[:, 1]), color=0, width=1.2
            ),
            Points(feet[:, 0], feet[:, 1], color=0, size=1.6),
            trail(circle, color=METHOD_B, width=3.0, run="loop"),
            Points(centre[0] + radius, centre[1], color=METHOD_B, size=5),
            grip(centre, "centre", color=METHOD_B),
        ],
        title="map: log-likelihood; lines: the step, from its dot",
        aspect=1.0,
        to_scale=True,
    )


def _lines(start, end):
    """Pieces from start to end with gaps between them, as one line: (3 n,)."""
    return np.reshape(np.stack([start, end, np.nan * end], axis=1), (-1,))


def _bill(work, true):
    share = np.linspace(0, 100, CHORDS + 1)
    return Panel(
        Axis("way round the loop, %", (0, 100), ticks=(0, 25, 50, 75, 100)),
        Axis("work so far", (-3.0, 3.0)),
        [
            Guide(y=0.0),
            Line(share, true, color=METHOD_A, dash=True, label="the gradient"),
            Line(share, work, color=METHOD_B, width=3.0, label="the CD step", run="loop"),
            Points(100.0 + 0.0 * work[-1], work[-1], color=METHOD_B, size=5),
        ],
        title="from the dot on the loop, anticlockwise",
        aspect=0.95,
    )


def _readouts(work):
    """The work of the whole loop; less than half a hundredth counts as nothing."""
    whole = work[-1]
    none = np.abs(whole) < 0.005
    text = "Once round the loop the CD step's work is **{work:.2f}**; the gradient's is 0."
    return [
        Readout(text, {"work": whole}),
        Readout("Here it looks like the slope of something.", when=none),
        Readout("So it is the slope of nothing.", when=~none, tone="bad"),
    ]
