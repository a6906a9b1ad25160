"""Explorers of powers and products, for the chapter on long-term dependencies."""

from itertools import pairwise

import numpy as np

from optcourse.experiments.memory.products import directions
from optcourse.explore import (
    Axis,
    Band,
    Bars,
    Choice,
    Explorer,
    Handle,
    Line,
    Panel,
    Point,
    Readout,
    Rule,
    Scene,
    Slider,
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
    return Explorer(_powers, controls, "Powers of *W*", question)


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
    return Scene(
        [
            Panel(
                Axis("*x*_{1}", (-2.0, 2.0)),
                Axis("*x*_{2}", (-2.0, 2.0)),
                [
                    Line(np.cos(CIRCLE), np.sin(CIRCLE), color=0, dash=True, width=1.0),
                    Line(path[:, 0], path[:, 1], color=1, width=1.6, dots=True,
                         label="*W*^{t}*x*"),
                    Handle(start[0], start[1], "start", label="*x*"),
                ],
                aspect=1.0,
            ),
            Panel(
                Axis("step *t*", (0, NUM_STEPS)),
                Axis("length of *W*^{t}*x*", (1e-6, 1e6), "log"),
                [
                    Rule(y=1.0, dash=False),
                    Line(STEPS, guide, color=0, dash=True, label="|*λ*|^{t}, times the start"),
                    Line(STEPS, norm, color=1, label="length"),
                ],
                aspect=0.9,
            ),
        ],
        _powers_readouts(size, norm),
    )  # fmt: skip


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
    return Explorer(_forgotten, controls, "What is forgotten", question)


TURNS = 40


def _forgotten(first, second, between, one, other):
    apart = np.radians(between)
    c, s = np.cos(apart), np.sin(apart)
    # rows: left eigenvectors (1, 0) and (c, s); W = V⁻¹ diag(λ) V
    W = np.stack([np.stack([first, first * 0.0]), np.stack([(second - first) * c / s, second])])
    starts = [np.where(np.sum(x * x) > 1e-6, x, 1e-3) for x in (one, other)]
    a, b = (directions(x, W, TURNS) for x in starts)
    sine = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
    steps = np.arange(TURNS + 1)
    ratio = np.minimum(np.abs(first), np.abs(second)) / np.maximum(np.abs(first), np.abs(second))
    ahead = np.abs(first) > np.abs(second)
    axis = [np.where(ahead, 1.0, c), np.where(ahead, 0.0, s)]
    far = np.stack([-1.6, 1.6])
    return Scene(
        [
            Panel(
                Axis("*x*_{1}", (-1.6, 1.6), ticks=False),
                Axis("*x*_{2}", (-1.6, 1.6), ticks=False),
                [
                    Line(far * axis[0], far * axis[1], color=0, dash=True, width=1.4,
                         label="principal direction"),
                    Line(np.cos(CIRCLE), np.sin(CIRCLE), color=0, width=0.6),
                    Line(a[:, 0], a[:, 1], color=1, width=1.2, dots=True, label="first input"),
                    Line(b[:, 0], b[:, 1], color=2, width=1.2, dots=True, label="second input"),
                    Handle(one[0], one[1], "one", color=1, label="1"),
                    Handle(other[0], other[1], "other", color=2, label="2"),
                ],
                aspect=1.0,
            ),
            Panel(
                Axis("step *t*", (0, TURNS)),
                Axis("sine of the angle between them", (1e-8, 2.0), "log"),
                [
                    Line(steps, sine, color=3, label="measured"),
                    Line(steps, sine[0] * ratio**steps, color=0, dash=True,
                         label="|*λ*_{2}/*λ*_{1}|^{t}, larger below"),
                ],
                aspect=0.9,
            ),
        ],
        _forgotten_readouts(sine, ratio),
    )  # fmt: skip


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


NUM_FACTORS, NUM_SHOWN, NUM_DRAWS = 80, 20, 200
_NOISE = np.random.default_rng(4).standard_normal((NUM_DRAWS, NUM_FACTORS))
COUNTS = np.arange(NUM_FACTORS + 1)
FRESH = np.concatenate([np.zeros((NUM_DRAWS, 1)), np.cumsum(_NOISE, axis=1)], axis=1).round(2)
ONE = _NOISE[:, 0].round(2)
EDGES = np.linspace(-5.0, 5.0, 26)


def products_of_random_factors():
    """T3, T4: products of T random numbers, fresh ones or one number again and again."""
    controls = [
        Choice("which", "factors", {"fresh": "a fresh one each step", "same": "one, repeated"},
               "fresh"),
        Slider("count", "factors *T*", 1, NUM_FACTORS, 60, step=1, spec="d", play=True),
        Slider("spread", "spread *σ* of a log factor", 0.02, 0.4, 0.3, step=0.02),
        Slider("drift", "drift *μ* of a log factor", -0.1, 0.1, 0.0, step=0.01),
    ]  # fmt: skip
    question = "Multiply random numbers. How far does the product stray?"
    return Explorer(_products, controls, "Products of random factors", question)


def _products(which, count, spread, drift):
    tens = np.log(10.0)
    middle = drift * COUNTS / tens
    if which == "fresh":
        shown, growth = FRESH[:NUM_SHOWN], np.sqrt(COUNTS)
        sums = np.sum(np.where(count == COUNTS, FRESH, 0.0), axis=1)
    else:
        shown, growth = ONE[:NUM_SHOWN, None] * COUNTS, 1.0 * COUNTS
        sums = ONE * count
    width = spread * growth / tens
    ends, wide = (
        (drift * count + spread * sums) / tens,
        np.sum(np.where(count == COUNTS, width, 0.0)),
    )
    logs = [(drift * COUNTS + spread * row) / tens for row in shown]
    law = "*σ*√*T*" if which == "fresh" else "*σT*"
    paths = [
        Line(COUNTS, 10.0**row, color=1, width=0.7, label="" if k else "20 products")
        for k, row in enumerate(logs)
    ]
    band = Band(COUNTS, 10.0 ** (middle - 2 * width), 10.0 ** (middle + 2 * width), color=2,
                label=f"± 2 {law}")  # fmt: skip
    return Scene(
        [
            Panel(
                Axis("factors", (0, NUM_FACTORS)),
                Axis("product", (1e-5, 1e5), "log"),
                [band, *paths, Rule(x=count * 1.0), Rule(y=1.0, dash=False)],
                weight=1.3,
                aspect=0.65,
            ),
            _histogram(ends, drift * count / tens, wide),
        ],
        _product_readouts(ends, wide, tens, which),
    )


def _histogram(ends, center, width):
    """How the logarithms of all products lie, and the normal curve of the law."""
    share = np.stack(
        [
            np.mean(np.where((ends >= low) & (ends < high), 1.0, 0.0))
            for low, high in pairwise(EDGES)
        ]
    )
    x = np.linspace(-5.0, 5.0, 121)
    safe = np.maximum(width, 0.05)
    bell = 0.4 * np.exp(-0.5 * ((x - center) / safe) ** 2) / (safe * np.sqrt(2 * np.pi))
    return Panel(
        Axis("log_{10} of the product", (-5.0, 5.0)),
        Axis("share of 200 products", (0.0, 0.5)),
        [
            Bars(0.5 * (EDGES[1:] + EDGES[:-1]), share, width=0.36, color=1, label="measured"),
            Line(x, bell, color=2, label="normal curve"),
        ],
        aspect=0.85,
    )


def _product_readouts(ends, width, tens, which):
    measured = np.sqrt(np.mean((ends - np.mean(ends)) ** 2)) * tens
    values = {"measured": measured, "law": width * tens}
    typical = {"typical": 10.0 ** np.mean(ends)}
    law = "*σ*√*T*" if which == "fresh" else "*σT*"
    return [
        Readout(f"The log spreads by **{{measured:.2f}}**; {law} = {{law:.2f}}.", values),
        Readout("The typical product is {typical:.2g}.", typical),
    ]
