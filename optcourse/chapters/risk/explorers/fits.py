"""Explorers of the chapter on risk, for fitted models: polynomials and networks."""

from functools import partial

import numpy as np

from optcourse.chapters.risk.experiments import basis, truth
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
    growing,
    listed,
    numbered,
    timeline,
)

SHOWN = 100  # examples drawn at most


def capacity(record):
    """R3: polynomials fitted to samples, their empirical risk and their risk (a Capacity)."""
    last = int(record.degrees[-1])
    controls = [
        Slider("degree", "degree", 0, last, min(9, last), step=1, spec="d"),
        listed("size", "examples *m*", record.sizes, start=1),
    ]
    question = "More capacity, more examples: which of the two risks falls?"
    return Explorer(partial(_capacity, record), controls, "Capacity", question, bank=True)


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
            Points(X, y, color=0, size=2.2),
            Text(-0.95, 1.9, "dots: examples"),
            Line(x, truth(x), color=3, dash=True, label="truth"),
            Line(x, fit, color=2, width=2.5, label="fit"),
        ],
        aspect=1.0,
    )


def _first(values):
    """The first SHOWN of the values, with nan where there are not as many."""
    return np.pad(values[:SHOWN], (0, max(0, SHOWN - len(values))), constant_values=np.nan)


def _curves(x, risk, empirical, at, noise):
    return [
        Guide(y=noise, color=0, label="noise"),
        Line(x, risk, color=2, label="risk"),
        Line(x, empirical, color=1, label="empirical risk"),
        Points(x[at], risk[at], color=2, size=5),
        Points(x[at], empirical[at], color=1, size=5),
    ]


def wider_networks(record):
    """R10, R11: errors against width and number of examples (a Widths)."""
    middle = [(len(values) - 1) // 2 for values in (record.widths, record.sizes)]
    controls = [
        listed("width", "hidden units", record.widths, start=middle[0]),
        listed("size", "examples *m*", record.sizes, start=middle[1]),
    ]
    question = "Does a wider network always pay for its fit with a wider gap?"
    return Explorer(partial(_wider, record), controls, "Wider networks", question, bank=True)


def _wider(record, width, size):
    test, train = 100 * record.test_error, 100 * record.train_error
    errors = Axis("error, %", (-3, 100), ticks=(0, 20, 40, 60, 80, 100))
    units, examples = (
        Axis(label, (0.85 * values[0], 1.18 * values[-1]), "log", tuple(int(v) for v in values))
        for label, values in (("hidden units", record.widths), ("examples *m*", record.sizes))
    )
    by_width, by_size = [], []
    for errors_of, color, label in ((test, 2, "new signals"), (train, 1, "its examples")):
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


def when_lower_is_not_better(record):
    """R5: full-batch descent, the empirical risk, and the risk on fresh signals (a Parting)."""
    controls = [
        timeline("time", record.steps, start=(len(record.steps) - 1) // 3),
        numbered("network", "network", len(record.risk)),
    ]
    question = "Every step lowers the empirical risk. Where does it begin to raise the risk?"
    scene = partial(_parting, record)
    return Explorer(scene, controls, "When lower is not better", question, bank=True)


def _parting(record, moment, network):
    steps = record.steps
    empirical = record.empirical[network][steps]
    pairs = [
        (record.risk[network], empirical, record.lowest[network], "least risk",
         Axis("mean loss, nats", (0, 3))),
        (100 * record.risk_error[network], 100 * record.train_error[network],
         record.lowest_error[network], "fewest errors", Axis("error, %", (0, 100))),
    ]  # fmt: skip
    panels = [
        Panel(Axis("step", (0, 1.02 * steps[-1])), axis, [
            Guide(x=steps[lowest], color=0, label=turn),
            *_on_the_way(steps, risk, moment, 2, "fresh signals"),
            *_on_the_way(steps, fitted, moment, 1, "its examples"),
        ])
        for risk, fitted, lowest, turn, axis in pairs
    ]  # fmt: skip
    return Scene(panels, _parting_readouts(record, moment, network))


def _on_the_way(x, values, moment, color, label):
    """A curve as far as it has come, the whole of it faint, and where it stands."""
    whole = Line(x, values, color=color, width=0.7)
    return [whole, *growing(x, values, moment, color, label, width=2.5, size=5)]


def _parting_readouts(record, moment, network):
    change, error = record.change[network, moment], record.change_se[network, moment]
    step = record.steps[moment]
    fitted = record.empirical[network, step + 1] - record.empirical[network, step]
    values = {"change": abs(change), "error": error}
    return [
        Readout("The next step lowers the empirical risk by **{fitted:.2g}**.", {"fitted": -fitted},
                when=fitted < 0),
        Readout("It lowers the risk by **{change:.2g}** (± {error:.1g}).", values,
                when=change < 0),
        Readout("It raises the risk by **{change:.2g}** (± {error:.1g}).", values,
                when=change >= 0),
        Readout("Both fall.", when=change < -2 * error, tone="good"),
        Readout("**They have parted.**", when=change > 2 * error,
                tone="bad"),
    ]  # fmt: skip


def memorizing(record):
    """R4: networks trained on digits some of whose labels were shuffled (a Memorizing)."""
    controls = [
        listed("share", "labels shuffled", record.shares, "{:.0%}"),
        timeline("time", record.steps),
    ]
    question = "How many wrong labels can a network learn, and what does it know afterwards?"
    return Explorer(partial(_memorizing, record), controls, "Memorizing", question, bank=True)


def _memorizing(record, share, moment):
    test, train = (100 * each.mean(axis=0) for each in (record.test_error, record.train_error))
    x = 100 * record.shares
    errors = Axis("error, %", (-3, 100), ticks=(0, 20, 40, 60, 80, 100))
    shuffled = Axis("labels shuffled, %", (-2, 102), ticks=(0, 25, 50, 75, 100))
    curves = (test, 2, "new digits"), (train, 1, "training labels")
    over_time = [Guide(y=90.0, color=0, label="chance")]
    over_share = [Guide(y=90.0, color=0), Text(2.0, 92.5, "chance")]
    for values, color, label in curves:
        over_time += _on_the_way(record.steps, values[share], moment, color, label)
        over_share += [
            Line(x, values[:, moment], color=color, dots=True, label=label),
            Points(x[share], values[share, moment], color=color, size=5),
        ]
    values = {"train": train[share, moment] / 100, "test": test[share, moment] / 100}
    return Scene(
        [
            Panel(Axis("step", (0, 1.02 * record.steps[-1])), errors, over_time),
            Panel(shuffled, errors, over_share),
        ],
        [Readout("Wrong on **{train:.1%}** of its training labels, on **{test:.1%}** of new "
                 "digits.", values)],
    )  # fmt: skip
