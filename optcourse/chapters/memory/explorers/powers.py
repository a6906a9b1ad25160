"""Explorers of the powers of one matrix, for the chapter on long-term dependencies."""

import numpy as np

from optcourse.chapters.memory.experiments.products import directions
from optcourse.explore import (
    CHOSEN,
    CLASS_A,
    CLASS_B,
    REFERENCE,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Point,
    Readout,
    Scene,
    Slider,
    grip,
    trail,
)
from optcourse.loops import scan

NUM_STEPS = 60
CIRCLE = np.linspace(0.0, 2.0 * np.pi, 121)
STEPS = np.arange(NUM_STEPS + 1)


def powers_of_w():
    """T1: a vector under the powers of a matrix whose eigenvalues the reader sets."""
    controls = [
        Slider("size", "size |*λ*|", 0.8, 1.2, 0.95, step=0.01),
        Slider("angle", "angle of *λ*", 0.0, 180.0, 20.0, step=5.0, spec="d", unit="°"),
        Slider("shear", "skew", 0.0, 3.0, 0.0, step=0.1, spec=".1f"),
        Point("start", "start", (-1.4, 1.4), (-1.4, 1.4), (1.0, 0.0)),
    ]
    question = "Multiply by the same matrix again and again. What is left?"
    presets = {
        "Just above 1": {"size": 1.05},
        "Exactly 1": {"size": 1.0},
        "Skewed": {"shear": 2.0},
        "No turn": {"angle": 0.0, "start": (0.6, 0.8)},
    }
    return Explorer(_powers, controls, "Powers of *W*", question, presets=presets)


def _powers(size, angle, shear, start):
    turn = np.radians(angle)
    c, s = size * np.cos(turn), size * np.sin(turn)
    # W = P (size · rotation) P⁻¹ with P = [[1, shear], [0, 1]]
    W = np.stack(
        [
            np.stack([c + shear * s, -s * (1.0 + shear * shear)]),
            np.stack([s, c - shear * s]),
        ]
    )
    path = scan(lambda x, _: W @ x, start, NUM_STEPS)
    norm = np.sqrt(np.sum(path * path, axis=-1))
    guide = norm[0] * size**STEPS
    return Scene([_orbit(path, start), _lengths(norm, guide)], _powers_readouts(size, norm))


def _orbit(path, start):
    return Panel(
        Axis("*x*_{1}", (-2.0, 2.0)),
        Axis("*x*_{2}", (-2.0, 2.0)),
        [
            Line(np.cos(CIRCLE), np.sin(CIRCLE), color=REFERENCE, dash=True, width=1.0),
            trail(path, color=CLASS_A, width=1.6, dots=True, label="*W*^{t}*x*", run="x"),
            grip(start, "start", color=CHOSEN, label="*x*"),
        ],
        aspect=1.0,
        to_scale=True,
    )


def _lengths(norm, guide):
    return Panel(
        Axis("step *t*", (0, NUM_STEPS)),
        Axis("length of *W*^{t}*x*", (1e-6, 1e6), "log"),
        [
            Guide(y=1.0, dash=False),
            Line(STEPS, norm, color=CLASS_A, label="length", run="x"),
            Line(STEPS, guide, color=REFERENCE, dash=True, label="|*λ*|^{t}, times the start"),
        ],
        aspect=1.0,
    )


def _powers_readouts(size, norm):
    values = {"last": norm[-1] / norm[0], "factor": size**NUM_STEPS}
    shown = "After 60 steps × **{last:.2g}**; |*λ*|^{60} = {factor:.2g}."
    moves = norm[0] > 0
    return [
        Readout("**Vanishes.** " + shown, values, when=(size < 0.999) & moves, tone="bad"),
        Readout("**Neither vanishes nor explodes.** " + shown, values,
                when=(np.abs(size - 1.0) <= 0.001) & moves, tone="good"),
        Readout("**Explodes.** " + shown, values, when=(size > 1.001) & moves, tone="bad"),
        Readout("The origin stays where it is; start elsewhere.", when=~moves),
        Readout("On the way it grows first: × {top:.2g} at its largest.",
                {"top": np.max(norm) / norm[0]},
                when=(size < 0.999) & (np.max(norm) > 1.2 * norm[0])),
    ]  # fmt: skip


def what_is_forgotten():
    """T2: two different inputs under xᵀWᵗ: their directions become one."""
    controls = [
        Slider("first", "*λ*_{1}", 0.5, 1.5, 1.1, step=0.05),
        Slider("second", "*λ*_{2}", -1.5, 1.5, 0.8, step=0.05),
        Slider("between", "eigenvectors apart", 20.0, 160.0, 70.0, step=5.0, spec="d", unit="°"),
        Point("one", "first input", (-1.5, 1.5), (-1.5, 1.5), (0.9, 0.9)),
        Point("other", "second input", (-1.5, 1.5), (-1.5, 1.5), (0.8, -0.9)),
    ]
    question = "Two inputs, one matrix: for how long can you tell them apart?"
    presets = {
        "Almost equal sizes": {"second": 1.05},
        "Equal sizes": {"second": 1.1},
        "Opposite signs": {"second": -1.1},
        "Forgotten sooner": {"second": 0.2},
    }
    return Explorer(_forgotten, controls, "What is forgotten", question, presets=presets)


TURNS = 40


def _forgotten(first, second, between, one, other):
    apart = np.radians(between)
    c, s = np.cos(apart), np.sin(apart)
    # rows: left eigenvectors (1, 0) and (c, s); W = V⁻¹ diag(λ) V
    W = np.stack([np.stack([first, first * 0.0]), np.stack([(second - first) * c / s, second])])
    starts = [np.where(np.sum(x * x) > 1e-6, x, 1e-3) for x in (one, other)]
    a, b = (directions(x, W, TURNS) for x in starts)
    sine = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
    ratio = np.minimum(np.abs(first), np.abs(second)) / np.maximum(np.abs(first), np.abs(second))
    ahead = np.abs(first) > np.abs(second)
    axis = [np.where(ahead, 1.0, c), np.where(ahead, 0.0, s)]
    far = np.where(ratio < 0.9999, np.stack([-1.6, 1.6]), np.nan)  # of two, none is principal
    principal = far * axis[0], far * axis[1]
    return Scene(
        [_turning(principal, a, b, one, other), _apart(sine, ratio)],
        _forgotten_readouts(sine, ratio),
    )


def _turning(principal, a, b, one, other):
    return Panel(
        Axis("*x*_{1}", (-1.6, 1.6), ticks=False),
        Axis("*x*_{2}", (-1.6, 1.6), ticks=False),
        [
            Line(*principal, color=REFERENCE, dash=True, width=1.4, label="principal direction"),
            Line(np.cos(CIRCLE), np.sin(CIRCLE), color=REFERENCE, width=0.6),
            trail(a, color=CLASS_A, width=1.2, dots=True, label="first input", run="inputs"),
            trail(b, color=CLASS_B, width=1.2, dots=True, label="second input", run="inputs"),
            grip(one, "one", color=CLASS_A, label="1"),
            grip(other, "other", color=CLASS_B, label="2"),
        ],
        aspect=1.0,
        to_scale=True,
    )


def _apart(sine, ratio):
    steps = np.arange(TURNS + 1)
    law = sine[0] * ratio**steps
    return Panel(
        Axis("step *t*", (0, TURNS)),
        Axis("sine of the angle between them", (1e-8, 2.0), "log"),
        [
            Line(steps, sine, color=CHOSEN, label="measured", run="inputs"),
            Line(steps, law, color=REFERENCE, dash=True, label="(smaller ÷ larger |*λ*|)^{t}"),
        ],
        aspect=1.0,
    )


def _forgotten_readouts(sine, ratio):
    lost = ~(sine > 1e-3)
    return [
        Readout("The inputs point the same way, to a thousandth, from step **{k:d}** on.",
                {"k": np.argmax(lost)}, when=np.any(lost), tone="bad"),
        Readout("Still apart after 40 steps: sine {last:.2g}.", {"last": sine[-1]},
                when=~np.any(lost)),
        Readout("The smaller |*λ*| is {ratio:.2f} of the larger.", {"ratio": ratio}),
        Readout("**Equal sizes:** neither direction wins, both are kept.",
                when=ratio > 0.9999, tone="good"),
    ]  # fmt: skip
