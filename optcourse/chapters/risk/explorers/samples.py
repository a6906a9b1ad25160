"""Explorers of risk in a world whose distribution is known."""

from functools import partial

import numpy as np

from optcourse.chapters.risk.experiments import TwoGaussians
from optcourse.explore import (
    CHOSEN,
    CLASS_A,
    CLASS_B,
    METHOD_A,
    REFERENCE,
    TEST,
    TRAIN,
    Axis,
    Band,
    Bars,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Text,
    growing,
    listed,
    numbered,
    place,
    timeline,
    trail,
)

LOSSES = {"zero_one": "0-1 loss", "logistic": "logistic loss"}
BINS = {"zero_one": (0.02, 0.6), "logistic": (0.02, 2.4)}  # width of a bar, end of the axis


def samples_of_risk(record):
    """R1: the empirical risks of a fixed classifier on many samples (a RiskSamples)."""
    controls = [
        Choice("loss", "loss", LOSSES, "zero_one"),
        listed("size", "examples *m*", record.sizes, start=0),
        listed("turn", "turned by", record.degrees, "{}°", start=0),
    ]
    many, turned = {"size": place(record.sizes, 1000)}, {"turn": place(record.degrees, 20)}
    presets = {
        "1,000 examples": many,
        "Turned by 20°": {"size": place(record.sizes, 100)} | turned,
        "Turned, 1,000 examples": many | turned,
        "Logistic loss": {"loss": "logistic", "size": place(record.sizes, 100)},
    }
    question = "A thousand samples, a thousand empirical risks: how far from the risk?"
    scene = partial(_samples, record)
    return Explorer(scene, controls, "Samples of risk", question, bank=True, presets=presets)


def _samples(record, loss, size, turn):
    kind = list(LOSSES).index(loss)
    return Scene(
        [
            _plane(TwoGaussians(), [(record.theta[turn], CHOSEN, False, "this classifier")]),
            _histogram(record, loss, kind, size, turn),
            _scatter(record, kind, size, turn),
        ],
        _sample_readouts(record, kind, turn, size),
    )


def _histogram(record, loss, kind, size, turn):
    width, end = BINS[loss]
    shares = record.shares(width * np.arange(round(end / width) + 1))[kind, turn, size]
    centres = width * (np.arange(len(shares)) + 0.5)
    risk, spread = record.risk[kind, turn], record.standard_error[kind, turn, size]
    around = np.stack([risk - spread, risk + spread])
    return Panel(
        Axis("empirical risk", (0.0, end)),
        Axis("samples, % of the peak", (0.0, 110.0)),
        [
            Band(around, np.zeros(2), np.full(2, 110.0), color=TEST, label="risk ± *σ*/√*m*"),
            Bars(centres, 100 * shares / shares.max(), width=0.9 * width, color=TRAIN),
            Guide(x=risk, color=TEST, dash=False),
        ],
        aspect=1.0,
    )


def _scatter(record, kind, size, turn):
    sizes, found = record.sizes, record.scatter[kind, turn]
    return Panel(
        Axis("examples *m*", (8.0, 1250.0), "log"),
        Axis("scatter of the empirical risk", (0.005, 1.0), "log"),
        [
            Line(sizes, record.standard_error[kind, turn], color=REFERENCE, dash=True,
                 label="*σ*/√*m*"),
            Points(sizes, found, color=TRAIN, size=3),
            Text(sizes[0], 0.008, "dots: measured", color=TRAIN),
            Points(sizes[size], found[size], color=TRAIN, size=6),
        ],
        aspect=1.0,
    )  # fmt: skip


def _sample_readouts(record, kind, turn, size):
    values = {
        "risk": record.risk[kind, turn],
        "mean": record.empirical[kind, turn, size].mean(),
        "scatter": record.scatter[kind, turn, size],
        "theory": record.standard_error[kind, turn, size],
    }
    text = (
        "Risk **{risk:.3f}**; mean of the 1,000 empirical risks **{mean:.3f}**. "
        "They scatter by **{scatter:.3f}**; *σ*/√*m* = {theory:.3f}."
    )
    return [Readout(text, values)]


def _plane(world, lines):
    """The two classes as ellipses, and linear classifiers: (theta, color, dash, label)."""
    marks = []
    for y, color in ((0, CLASS_A), (1, CLASS_B)):
        for radius, width in ((1.0, 2.0), (2.0, 1.0)):
            ring = world.contour(y, radius)
            marks.append(trail(ring, color=color, width=width))
        (x0, y0), side = world.means[y], 2 * y - 1
        height = y0 + 2.3 * side - 0.25 * (1 - y)
        marks.append(Text(x0 + 1.6 * side, height, f"class {y}", color=color, anchor="middle"))
    for theta, color, dash, label in lines:
        marks.append(trail(_line(theta), color=color, width=2.5, dash=dash, label=label))
    axes = Axis("*x*_{1}", (-3.6, 3.6), ticks=False), Axis("*x*_{2}", (-3.2, 3.2), ticks=False)
    return Panel(*axes, marks, aspect=6.4 / 7.2, to_scale=True)


def _line(theta):
    """Two points of wᵀx + b = 0, far outside the picture."""
    w, b = theta[:2], theta[2]
    foot = -b * w / (w @ w)
    along = 9.0 * np.array([-w[1], w[0]]) / np.sqrt(w @ w)
    return np.stack([foot - along, foot + along])


def descending_the_risk(record):
    """R9: descent on the risk itself (a Descents), from a few starts."""
    last = record.theta.shape[1] - 1
    times = np.unique(np.round(np.geomspace(1, last + 1, 40)) - 1).astype(int)
    risks = {"zero_one": "0-1 risk", "logistic": "logistic risk"}
    controls = [
        Choice("loss", "descend on", risks, "zero_one"),
        numbered("start", "start", record.theta.shape[2]),
        timeline("time", times, start=0, name="time"),
    ]
    end, third = len(times) - 1, min(2, record.theta.shape[2] - 1)
    presets = {
        "First start, the end": {"time": end},
        "Third start, lost": {"start": third, "time": end},
        "Third start, logistic risk": {"loss": "logistic", "start": third, "time": end},
    }
    question = "No data, only the distribution. Does descent find the best line?"
    scene = partial(_descending, record, times)
    title = "Descending the risk itself"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _descending(record, times, loss, start, time):
    kind, step = list(LOSSES).index(loss), times[time]
    error, bayes = record.error[kind, times, start], record.least[0]
    lines = [
        (record.theta[kind, step, start], METHOD_A, False, "descent"),
        (record.world.bayes_rule, REFERENCE, True, "Bayes rule"),
    ]
    above = error - bayes
    return Scene(
        [
            _plane(record.world, lines),
            Panel(
                Axis("steps taken + 1", (1.0, times[-1] + 1.0), "log"),
                Axis("0-1 risk", (0.0, 0.8)),
                [
                    Guide(y=bayes, color=REFERENCE, label="Bayes risk", legend=True),
                    *growing(times + 1, error, time, METHOD_A, "descent", width=2.0, size=5),
                ],
                aspect=0.85,
            ),
        ],
        [
            Readout("0-1 risk **{risk:.4f}**, Bayes risk {bayes:.4f}.",
                    {"risk": error[time], "bayes": bayes}),
            Readout("**There**, to a millionth.", when=above[time] < 1e-6, tone="good"),
            Readout("Nearly everything is called class 0: the error is the share of class 1.",
                    when=abs(error[time] - record.prior) < 1e-3, tone="bad"),
        ],
    )  # fmt: skip
