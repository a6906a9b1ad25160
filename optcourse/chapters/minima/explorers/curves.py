"""The explorer of convexity in the chapter on local minima."""

import numpy as np

from optcourse.chapters.minima.experiments import CURVES, chord_gap, curve
from optcourse.explore import (
    Axis,
    Band,
    Choice,
    Explorer,
    Guide,
    Handle,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
)

SPAN = (-3.0, 3.0)
QUESTION = "Move the ends of the chord. Can you bring it below the loss?"


def chords():
    """L1: a chord of three curves; below a convex curve it never dips."""
    options = {name: formula for name, (formula, _) in CURVES.items()}
    controls = [
        Choice("loss", "loss", options, "kink"),
        Slider("left", "left end", *SPAN, -2.6, step=0.05),
        Slider("right", "right end", *SPAN, 0.6, step=0.05),
    ]
    presets = {
        "Second loss, below": {"loss": "dent", "left": -3.0, "right": 0.0},
        "Second loss, above": {"loss": "dent", "left": -0.5, "right": 0.5},
        "Third loss, below": {"loss": "waves", "left": -0.4, "right": 1.2},
    }
    question, title = QUESTION, "Is every chord above the loss?"
    return Explorer(_chord, controls, title, question, presets=presets)


def _chord(loss, left, right):
    theta, share = np.linspace(*SPAN, 241), np.linspace(0.0, 1.0, 41)
    between = left + share * (right - left)
    gap = chord_gap(loss, left, right)
    low, high = CURVES[loss][1]
    on_loss = curve(loss, between)
    panels = [
        Panel(
            Axis("parameter *θ*", SPAN),
            Axis("loss", (low - 0.5, high)),
            [
                Band(between, on_loss + np.minimum(gap, 0.0), on_loss, color=2),
                Line(theta, curve(loss, theta), color=1, label="loss"),
                Line(between, on_loss + gap, color=2, dash=True, label="chord"),
                Handle(left, curve(loss, left), "left", drag="x", color=2),
                Handle(right, curve(loss, right), "right", drag="x", color=2),
            ],
        ),
        Panel(
            Axis("share of the way along the chord", (0.0, 1.0)),
            Axis("chord − loss", (-3.0, 7.0)),
            [
                Band(share, np.minimum(gap, 0.0), 0.0 * gap, color=2),
                Guide(y=0.0, dash=False),
                Line(share, gap, color=2),
            ],
        ),
    ]
    below = gap.min() < -1e-9
    lines = [
        Readout("The chord dips **below** the loss: **not convex**.", when=below, tone="bad"),
        Readout("This chord is nowhere below the loss.", when=~below, tone="good"),
    ]
    return Scene(panels, lines)
