"""The explorer of two ways to differentiate an average."""

import numpy as np

from optcourse import draws
from optcourse.chapters.inexact.experiments.averages import (
    reparameterized,
    score_function,
    variances,
)
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    METHOD_C,
    REFERENCE,
    Arrow,
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
)

MOST, ESTIMATES, SAMPLES, SEED = 64, 48, 8, 1
DIMENSIONS = np.unique(np.geomspace(1, 1000, 40).round())
BASELINES = {"none": "none", "mean": "the mean of *f*"}


def two_ways_to_differentiate():
    """N10: estimates of the gradient of E f(μ + sξ), f = ½‖z‖², from eight samples each."""
    controls = [
        Slider("dimension", "dimensions *d*", 2, MOST, 4, step=1, spec="d"),
        Slider("spread", "spread *s*", 0.25, 2.0, 1.0, count=25, log=True, spec=".2f"),
        Choice("baseline", "baseline", BASELINES, "none"),
    ]
    presets = {
        "Twenty dimensions": {"dimension": 20},
        "With a baseline": {"dimension": 20, "baseline": "mean"},
        "A narrow distribution": {"spread": 0.25},
    }
    question = (
        "Differentiate the value, or weigh it by its score: how far do the estimates scatter?"
    )
    return Explorer(_two_ways, controls, "Two ways to differentiate an average", question,
                    presets=presets)  # fmt: skip


def _two_ways(dimension, spread, baseline):
    on = 1.0 * (np.arange(MOST) < dimension)
    xi = draws.normal(SEED, 0, (ESTIMATES, SAMPLES, MOST)) * on
    level = 0.5 * dimension * (1 + spread**2) if baseline == "mean" else 0.0
    by_value = np.mean(reparameterized(on, spread, xi), axis=1)
    by_score = np.mean(score_function(on, spread, xi, level), axis=1)
    known = variances(dimension * np.ones(1), spread)
    ratio = (known[2] if baseline == "mean" else known[1])[0] / spread**2
    return Scene(
        [_clouds(by_value, by_score), _laws(dimension, spread, known)],
        _readouts(dimension, ratio, by_score),
    )


def _clouds(by_value, by_score):
    wide = (-15.0, 15.0)
    return Panel(
        Axis("slope along *μ*_{1}", wide),
        Axis("slope along *μ*_{2}", wide),
        [
            Points(by_score[:, 0], by_score[:, 1], color=METHOD_B, shape="triangle", size=2.6),
            Points(by_value[:, 0], by_value[:, 1], color=METHOD_A, size=2.6),
            Arrow(0.0, 0.0, 1.0, 1.0, color=REFERENCE, width=3),
        ],
        title="arrow: the gradient; circles: reparameterized; triangles: score function",
        to_scale=True,
        aspect=1.0,
    )  # fmt: skip


def _laws(dimension, spread, known):
    value, score, based = variances(DIMENSIONS, spread)
    return Panel(
        Axis("dimensions *d*", (1, 1000), "log"),
        Axis("variance per coordinate", (0.03, 1e7), "log"),
        [
            Line(DIMENSIONS, score, color=METHOD_B, label="score function"),
            Line(DIMENSIONS, based, color=METHOD_C, dash=True, label="with a baseline"),
            Line(DIMENSIONS, value, color=METHOD_A, label="reparameterized"),
            Points(dimension, known[0][0], color=METHOD_A, size=5),
            Points(dimension, known[1][0], color=METHOD_B, shape="triangle", size=5),
            Points(dimension, known[2][0], color=METHOD_C, shape="square", size=5),
        ],
        aspect=1.0,
    )


def _readouts(dimension, ratio, by_score):
    outside = np.sum(np.max(np.abs(by_score[:, :2]), axis=1) > 15)
    return [
        Readout("In {d:d} dimensions one score-function estimate has **{ratio:.3g}** times the "
                "variance of a reparameterized one: it needs as many times the draws.",
                {"d": dimension, "ratio": ratio}),
        Readout("{out:d} of {all:d} estimates lie outside the picture.",
                {"out": outside, "all": ESTIMATES}, when=outside > 0),
    ]  # fmt: skip
