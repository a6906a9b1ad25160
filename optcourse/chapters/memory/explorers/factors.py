"""The explorer of products of random numbers, for the chapter on long-term dependencies."""

from itertools import pairwise

import numpy as np

from optcourse.explore import (
    CLASS_A,
    REFERENCE,
    Axis,
    Band,
    Bars,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
    faint,
)

NUM_FACTORS, NUM_SHOWN, NUM_DRAWS = 80, 20, 200
_NOISE = np.random.default_rng(4).standard_normal((NUM_DRAWS, NUM_FACTORS))
COUNTS = np.arange(NUM_FACTORS + 1)
FRESH = np.concatenate([np.zeros((NUM_DRAWS, 1)), np.cumsum(_NOISE, axis=1)], axis=1).round(2)
ONE = _NOISE[:, 0].round(2)
EDGES = np.linspace(-5.0, 5.0, 26)


def products_of_random_factors():
    """T3: products of T random numbers, fresh ones or one number again and again."""
    controls = [
        Choice("which", "factor", {"fresh": "a fresh one each step", "same": "one, repeated"},
               "fresh"),
        Slider("count", "number *T*", 1, NUM_FACTORS, 1, step=1, spec="d", play=True),
        Slider("spread", "spread *σ* of its logarithm", 0.02, 0.4, 0.3, step=0.02),
        Slider("drift", "mean *μ* of its logarithm", -0.1, 0.1, 0.0, step=0.01),
    ]  # fmt: skip
    question = "Multiply random numbers. How far does the product stray?"
    presets = {
        "Sixty factors": {"count": 60},
        "One, sixty times": {"which": "same", "count": 60},
        "A mean below 0": {"count": 60, "drift": -0.1},
    }
    return Explorer(_products, controls, "Products of random factors", question, presets=presets)


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
    logs = [np.where(count >= COUNTS, row, np.nan) for row in logs]
    paths = faint(COUNTS, [10.0**row for row in logs], "20 products", color=CLASS_A)
    band = Band(COUNTS, 10.0 ** (middle - 2 * width), 10.0 ** (middle + 2 * width), color=REFERENCE,
                label=f"± 2 {law}")  # fmt: skip
    return Scene(
        [
            Panel(
                Axis("number of factors *T*", (0, NUM_FACTORS)),
                Axis("product", (1e-5, 1e5), "log"),
                [band, *paths, Guide(x=count * 1.0), Guide(y=1.0, dash=False)],
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
            Bars(
                0.5 * (EDGES[1:] + EDGES[:-1]), share, width=0.36, color=CLASS_A, label="measured"
            ),
            Line(x, bell, color=REFERENCE, dash=True, label="normal curve"),
        ],
        aspect=0.85,
    )


def _product_readouts(ends, width, tens, which):
    measured = np.sqrt(np.mean((ends - np.mean(ends)) ** 2)) * tens
    values = {"measured": measured, "law": width * tens}
    typical = {"typical": 10.0 ** np.mean(ends)}
    law = "*σ*√*T*" if which == "fresh" else "*σT*"
    return [
        Readout(f"The logarithm spreads by **{{measured:.2f}}**; {law} = {{law:.2f}}.", values),
        Readout("The typical product is {typical:.2g}.", typical),
    ]
