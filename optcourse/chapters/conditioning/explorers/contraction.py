"""The explorer of single parts of the error, in the chapter on ill-conditioning."""

import numpy as np

from optcourse.explore import (
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    Text,
)

CURVATURES = np.array([1.0, 0.4, 0.16, 0.06, 0.02])
SHAPES = ("circle", "square", "triangle", "cross", "circle")
NUM_STEPS = 100


def parts_of_the_error():
    """I3: each part of the error along an eigenvector has a factor of its own."""
    controls = [Slider("lr", "learning rate *ε*", 0.05, 2.2, 0.9, step=0.05)]
    presets = {
        "Steepest part first": {"lr": 1.0},
        "Best for the slowest": {"lr": 1.95},
        "Past the limit": {"lr": 2.1},
    }
    question = "One rate, five directions. Which of them arrive?"
    return Explorer(_parts, controls, "Each part for itself", question, presets=presets)


def _parts(lr):
    return Scene([_factors(lr), _sizes(lr)], _readouts(lr))


def _factors(lr):
    at = np.linspace(0.0, 1.0, 51)
    points = [
        Points(lam, 1 - lr * lam, color=1 + k, shape=SHAPES[k], size=5)
        for k, lam in enumerate(CURVATURES)
    ]
    return Panel(
        Axis("curvature *λ*", (0.0, 1.05)),
        Axis("factor of a step, 1 − *ελ*", (-1.4, 1.2)),
        [
            Guide(y=1.0, dash=False),
            Guide(y=-1.0),
            Text(0.02, -1.25, "diverges below −1"),
            Line(at, 1 - lr * at, color=0, width=1.2),
            *points,
        ],
    )


def _sizes(lr):
    steps = np.arange(NUM_STEPS + 1)
    return Panel(
        Axis("step", (0, NUM_STEPS)),
        Axis("part of the error that is left", (1e-6, 1e2), "log"),
        [
            Line(steps, np.abs(1 - lr * lam) ** steps, color=1 + k, dash=k == 4,
                 label=f"*λ* = {lam:g}")
            for k, lam in enumerate(CURVATURES)
        ],
    )  # fmt: skip


def _readouts(lr):
    left = np.abs(1 - lr * CURVATURES[-1]) ** NUM_STEPS
    return [
        Readout("After 100 steps {left:.0%} of the flattest part is left.", {"left": left}),
        Readout("**The steepest part grows**, by {growth:.2f} at each step.",
                {"growth": lr - 1}, when=lr > 2, tone="bad"),
        Readout("The steepest part turns round at each step.", when=(lr > 1) & (lr < 2)),
    ]  # fmt: skip
