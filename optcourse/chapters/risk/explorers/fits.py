"""Explorers of the chapter on risk, for what was fitted: polynomials and networks."""

from functools import partial

import numpy as np

from optcourse.chapters.risk.experiments import basis, truth
from optcourse.explore import (
    METHOD_A,
    REFERENCE,
    TEST,
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
    Text,
    listed,
    place,
)

SHOWN = 100  # examples drawn at most


def capacity(record):
    """R3: polynomials fitted to samples, their empirical risk and their risk (a Capacity)."""
    last = int(record.degrees[-1])
    controls = [
        Slider("degree", "degree", 0, last, 1, step=1, spec="d"),
        listed("size", "examples *m*", record.sizes, start=place(record.sizes, 20)),
    ]
    fifty, large = ({"size": place(record.sizes, size)} for size in (50, 1000))
    presets = {
        "Degree 9, 20 examples": {"degree": min(9, last)},
        "Degree 9, 1,000 examples": {"degree": min(9, last)} | large,
        "Degree 2, 50 examples": {"degree": 2} | fifty,
        "Degree 3, 50 examples": {"degree": 3} | fifty,
    }
    question = "More capacity, more examples: which of the two risks falls?"
    scene = partial(_capacity, record)
    return Explorer(scene, controls, "Capacity", question, bank=True, presets=presets)


def _capacity(record, degree, size):
    noise = record.best_risk.min()
    risk, empirical = (np.median(each, axis=-1) for each in (record.risk, record.empirical))
    height = Axis("mean squared error", (0.005, 10.0), "log")
    by_degree = Axis("degree", (-0.3, 0.3 + record.degrees[-1]), ticks=tuple(record.degrees[::3]))
    by_size = Axis(
        "examples *m*",
        (0.9 * record.sizes[0], 1.15 * record.sizes[-1]),
        "log",
        tuple(record.sizes[1::3]),
    )
    values = {"empirical": record.empirical[degree, size, 0], "risk": record.risk[degree, size, 0]}
    gap = values["risk"] - values["empirical"]
    return Scene(
        [
            _fit_panel(record, degree, size),
            Panel(by_degree, height, _curves(record.degrees, risk[:, size], empirical[:, size],
                                             degree, noise), aspect=1.0),
            Panel(by_size, height, _curves(record.sizes, risk[degree], empirical[degree], size,
                                           noise), aspect=1.0),
        ],
        [Readout("This fit: empirical risk **{empirical:.3g}**, risk **{risk:.3g}**.", values),
         Readout("It does far better on its examples than on everything.",
                 when=gap > 0.5 * values["risk"], tone="bad"),
         Readout("The two nearly agree.", when=abs(gap) < 0.1 * values["risk"], tone="good")],
    )  # fmt: skip


def _fit_panel(record, degree, size):
    x = np.linspace(-1, 1, 101)
    fit = basis(x, len(record.degrees) - 1) @ record.fits[degree, size, 0]
    shown = np.arange(SHOWN) < record.sizes[size]
    X, y = (np.where(shown, _first(each[0]), np.nan) for each in (record.X, record.y))
    return Panel(
        Axis("*x*", (-1.0, 1.0)),
        Axis("*y*", (-2.2, 2.2)),
        [
            Points(X, y, color=TRAIN, size=2.2),
            Text(-0.95, 1.9, "dots: examples", color=TRAIN),
            Line(x, truth(x), color=REFERENCE, dash=True, label="truth"),
            Line(x, fit, color=METHOD_A, width=2.5, label="fit"),
        ],
        aspect=1.0,
    )


def _first(values):
    """The first SHOWN of the values, with nan where there are not as many."""
    return np.pad(values[:SHOWN], (0, max(0, SHOWN - len(values))), constant_values=np.nan)


def _curves(x, risk, empirical, at, noise):
    return [
        Guide(y=noise, color=REFERENCE, label="noise", legend=True),
        Line(x, risk, color=TEST, label="risk"),
        Line(x, empirical, color=TRAIN, label="empirical risk"),
        Points(x[at], risk[at], color=TEST, size=5),
        Points(x[at], empirical[at], color=TRAIN, size=5),
    ]


def wider_networks(record):
    """R10, R11: errors against width and number of examples (a Widths)."""
    controls = [
        listed("width", "hidden units", record.widths, start=0),
        listed("size", "examples *m*", record.sizes, start=len(record.sizes) - 1),
    ]
    widest, sixteen = len(record.widths) - 1, place(record.widths, 16)
    presets = {
        "256 units, 4,000 examples": {"width": widest},
        "16 units, 250 examples": {"width": sixteen, "size": 0},
        "256 units, 250 examples": {"width": widest, "size": 0},
    }
    question = "Does a wider network always pay for its fit with a wider gap?"
    scene = partial(_wider, record)
    return Explorer(scene, controls, "Wider networks", question, bank=True, presets=presets)


def _wider(record, width, size):
    test, train = 100 * record.test_error, 100 * record.train_error
    errors = Axis("error, %", (-3, 100), ticks=(0, 20, 40, 60, 80, 100))
    units, examples = (
        Axis(label, (0.85 * values[0], 1.18 * values[-1]), "log", tuple(int(v) for v in values))
        for label, values in (("hidden units", record.widths), ("examples *m*", record.sizes))
    )
    by_width, by_size = [], []
    for errors_of, color, label in ((test, TEST, "new signals"), (train, TRAIN, "its examples")):
        by_width += averaged(record.widths, errors_of[:, size], width, color, label)
        by_size += averaged(record.sizes, errors_of[width], size, color, label)
    means = {"train": train[width, size].mean() / 100, "test": test[width, size].mean() / 100}
    text = "Wrong on **{train:.0%}** of its examples, on **{test:.0%}** of new signals: a gap of "
    return Scene(
        [Panel(units, errors, by_width), Panel(examples, errors, by_size)],
        [Readout(text + "**{gap:.0f}** points.", means | {"gap": 100 * (means["test"] -
                                                                      means["train"])})],
    )  # fmt: skip


def averaged(x, values, at, color, label):
    """The mean over seeds as a line, each seed as a small dot, and where the reader is."""
    mean = values.mean(axis=-1)
    every = Points(np.repeat(x, values.shape[-1]), values.ravel(), color=color, size=1.8)
    here = Points(x[at], mean[at], color=color, size=5)
    return [Line(x, mean, color=color, label=label), every, here]
