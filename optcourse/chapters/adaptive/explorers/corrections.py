"""The explorer of the averages that begin at zero."""

import numpy as np

from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    METHOD_C,
    REFERENCE,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    listed,
    place,
)
from optcourse.tables import rows

FIRST = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)
SECOND = (0.0, 0.5, 0.9, 0.99, 0.999, 0.9999)
MOST = 10_000
TIMES = np.concatenate([np.arange(1.0, 301), np.unique(np.geomspace(301, MOST, 80).round())])
DAYS = np.arange(1.0, MOST + 1)


def why_correct():
    """P2: what is left out where the averages of Adam are not corrected."""
    controls = [
        listed("first", "*ρ*_{1}, of the gradients", FIRST, "{}", start=3),
        listed("second", "*ρ*_{2}, of their squares", SECOND, "{}", start=4),
    ]
    presets = {
        "Longer squares": {"second": place(SECOND, 0.9999)},
        "Two alike": {"second": place(SECOND, 0.9)},
        "No momentum": {"first": 0},
        "Longer momentum": {"first": place(FIRST, 0.99)},
    }
    question = "Averages that begin at zero are too small at first. Are the first steps too small?"
    return Explorer(_scene, controls, "Why divide by 1 − *ρ*ᵗ", question, presets=presets)


def _scene(first, second):
    rho1, rho2 = rows(np.array(FIRST), first), rows(np.array(SECOND), second)
    mean, root = 1 - rho1**TIMES, np.sqrt(1 - rho2**TIMES)
    factor = mean / root
    top = np.argmax(factor)
    peak, when = np.max(factor), rows(TIMES, top)
    return Scene(
        [_averages(mean, root), _factor(factor, when, peak)],
        _readouts(rho1, rho2, when, peak),
    )


def _averages(mean, root):
    marks = [
        Guide(y=1.0, color=REFERENCE, label="the gradient"),
        Line(TIMES, mean, color=METHOD_A, label="*m*, of 1"),
        Line(TIMES, root, color=METHOD_B, dash=True, label="√*v*, of 1"),
    ]
    axes = Axis("step *t*", (1.0, MOST), "log"), Axis("of a steady gradient of 1", (0.0, 1.15))
    return Panel(*axes, marks, aspect=0.8)


def _factor(factor, when, peak):
    marks = [
        Guide(y=1.0, color=REFERENCE, label="corrected"),
        Line(TIMES, factor, color=METHOD_C, width=2.6, label="step without the correction"),
        Points(when, peak, color=METHOD_C, size=5),
    ]
    axes = Axis("step *t*", (1.0, MOST), "log"), Axis("step ÷ rate", (0.01, 200.0), "log")
    return Panel(*axes, marks, aspect=0.8)


def _readouts(rho1, rho2, when, peak):
    begin = (1 - rho1) / np.sqrt(1 - rho2)
    off = np.abs((1 - rho1**DAYS) / np.sqrt(1 - rho2**DAYS) - 1) > 0.1
    late = np.max(np.where(off, DAYS, 0.0))
    return [
        Readout("Without the correction the first step is **{begin:.3g}** times the rate.",
                {"begin": begin}),
        Readout("The largest, at step {when:.0f}, is **{peak:.3g}** times.",
                {"when": when, "peak": peak}, peak > 1.001, tone="bad"),
        Readout("No step is longer than the rate.", when=peak <= 1.001),
        Readout("Off by more than a tenth up to step {late:.0f}.", {"late": late},
                (late > 0) & (late < MOST)),
    ]  # fmt: skip
