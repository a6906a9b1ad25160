"""The explorer of a product of many weights, in the chapter on cliffs."""

import numpy as np

from optcourse.chapters.cliffs.experiments import product_loss, steepest_slope
from optcourse.explore import (
    CHOSEN,
    REFERENCE,
    TRAIN,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
)

DEEPEST = 40


def many_factors():
    """C1: the loss of a product of equal weights, and its steepest slope against depth."""
    controls = [
        Slider("depth", "factors *t*", 2, DEEPEST, 12, step=1, spec="d"),
        Slider("reach", "range to *w* =", 0.8, 1.3, 1.2, step=0.05),
    ]
    question = "Multiply more and more equal weights. How steep does the loss get?"
    presets = {
        "Forty factors": {"depth": DEEPEST},
        "Up to just 1": {"depth": DEEPEST, "reach": 1.0},
        "Below 1": {"depth": DEEPEST, "reach": 0.8},
    }
    return Explorer(_product, controls, "Many factors", question, presets=presets)


def _product(depth, reach):
    w, depths = np.linspace(0.0, 1.5, 301), np.arange(2.0, DEEPEST + 1)
    slopes = steepest_slope(depths, reach)
    steepest = steepest_slope(depth * 1.0, reach)
    loss = product_loss(w, depth)
    return Scene(
        [_ridge(w, loss, reach), _slopes(depths, slopes, depth, steepest)],
        _product_readouts(depth, reach, steepest),
    )


def _ridge(w, loss, reach):
    seen = np.where(w <= reach + 1e-9, loss, np.nan)
    return Panel(
        Axis("weight *w*", (0.0, 1.5)),
        Axis("loss ½(*w*^{t} − 1)²", (0.0, 2.0)),
        [
            Line(w, loss, color=TRAIN, width=1.2, label="loss"),
            Line(w, seen, color=CHOSEN, width=2.6, label="in your range"),
            Guide(x=reach, color=CHOSEN, control="reach"),
        ],
    )


def _slopes(depths, slopes, depth, steepest):
    to_one = steepest_slope(depths, 1.0)
    return Panel(
        Axis("factors *t*", (2, DEEPEST), ticks=(2, 10, 20, 30, 40)),
        Axis("steepest slope in range", (1e-3, 1e11), "log"),
        [
            Line(depths, slopes, color=CHOSEN, width=2.6, label="your range"),
            Line(depths, to_one, color=REFERENCE, dash=True, label="up to *w* = 1"),
            Points(depth * 1.0, steepest, color=CHOSEN, size=5.5),
        ],
    )


def _product_readouts(depth, reach, steepest):
    values = {"depth": depth, "reach": reach, "slope": steepest}
    return [
        Readout("{depth:d} factors: the steepest slope up to *w* = {reach:.2f} is "
                "**{slope:.3g}**.", values),
        Readout("Past *w* = 1 it grows exponentially with *t*: **a cliff**.",
                when=reach > 1.02, tone="bad"),
        Readout("Up to *w* = 1 it grows only in proportion to *t*.",
                when=(reach > 0.98) & (reach < 1.02)),
        Readout("Below *w* = 1 it stays small, and in the end it fades: **a plain**.",
                when=reach < 0.98),
    ]  # fmt: skip
