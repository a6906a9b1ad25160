"""Explorers of risk in a world whose distribution is known."""

from functools import partial

import numpy as np

from optcourse.chapters.risk.experiments import TwoGaussians
from optcourse.explore import (
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
    timeline,
    trail,
)

LOSSES = {"zero_one": "0-1 loss", "logistic": "logistic loss"}
BINS = {"zero_one": (0.02, 0.6), "logistic": (0.02, 2.4)}  # width of a bar, end of the axis


def samples_of_risk(record):
    """R1: the empirical risks of a fixed classifier on many samples (a RiskSamples)."""
    third = (len(record.sizes) - 1) // 3
    controls = [
        Choice("loss", "loss", LOSSES, "zero_one"),
        listed("size", "examples *m*", record.sizes, start=third),
        listed("turn", "turned by", record.degrees, "{}°", start=1),
    ]
    question = "A thousand samples, a thousand empirical risks: how far from the risk?"
    return Explorer(partial(_samples, record), controls, "Samples of risk", question, bank=True)


def _samples(record, loss, size, turn):
    kind = list(LOSSES).index(loss)
    return Scene(
        [
            _plane(TwoGaussians(), [(record.theta[turn], 2, "this classifier")]),
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
        Axis("share of 1,000 samples, %", (0.0, 70.0)),
        [
            Band(around, np.zeros(2), np.full(2, 70.0), color=2, label="risk ± *σ*/√*m*"),
            Bars(centres, 100 * shares, width=0.9 * width, color=1),
            Guide(x=risk, color=2, dash=False),
        ],
        aspect=1.0,
    )


def _scatter(record, kind, size, turn):
    sizes, found = record.sizes, record.scatter[kind, turn]
    return Panel(
        Axis("examples *m*", (8.0, 1250.0), "log"),
        Axis("scatter of the empirical risk", (0.005, 1.0), "log"),
        [
            Line(sizes, record.standard_error[kind, turn], color=2, label="*σ*/√*m*"),
            Points(sizes, found, color=1, size=3),
            Text(sizes[0], 0.008, "dots: measured", color=1),
            Points(sizes[size], found[size], color=1, size=6),
        ],
        aspect=1.0,
    )


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
    """The two classes as ellipses, and linear classifiers: [(theta, color, label), …]."""
    marks = []
    for y, color in ((0, 3), (1, 4)):
        for radius, width in ((1.0, 2.0), (2.0, 1.0)):
            ring = world.contour(y, radius)
            marks.append(trail(ring, color=color, width=width))
        (x0, y0), side = world.means[y], 2 * y - 1
        height = y0 + 2.3 * side - 0.25 * (1 - y)
        marks.append(Text(x0 + 1.6 * side, height, f"class {y}", color=color, anchor="middle"))
    for theta, color, label in lines:
        ends, dash = _line(theta), color == 0
        marks.append(trail(ends, color=color, width=2.5, dash=dash, label=label))
    axes = Axis("*x*_{1}", (-3.6, 3.6), ticks=False), Axis("*x*_{2}", (-3.2, 3.2), ticks=False)
    return Panel(*axes, marks, aspect=6.4 / 7.2)


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
        timeline("time", times, start=len(times) // 6, name="time"),
    ]
    question = "No data, only the distribution. Does descent find the best line?"
    scene = partial(_descending, record, times)
    return Explorer(scene, controls, "Descending the risk itself", question, bank=True)


def _descending(record, times, loss, start, time):
    kind, step = list(LOSSES).index(loss), times[time]
    error, bayes = record.error[kind, times, start], record.least[0]
    lines = [
        (record.theta[kind, step, start], 2, "descent"),
        (record.world.bayes_rule, 0, "Bayes rule"),
    ]
    above = error - bayes
    return Scene(
        [
            _plane(record.world, lines),
            Panel(
                Axis("steps taken + 1", (1.0, times[-1] + 1.0), "log"),
                Axis("0-1 risk", (0.0, 0.8)),
                [
                    Guide(y=bayes, color=0, label="Bayes risk"),
                    *growing(times + 1, error, time, 2, "descent", width=2.0, size=5),
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


def the_promise(record):
    """R7, R14: Hoeffding's bound against the worst deviation in a class of rules (a Promises)."""
    controls = [
        Choice("kind", "kind of rule", {"lines": "random lines", "coins": "coin tosses"}, "lines"),
        listed("rule", "rules *K*", record.num_rules),
        listed("size", "examples *m*", record.sizes),
    ]
    question = "The bound promises: wrong in at most 5% of samples. How much room does it leave?"
    return Explorer(partial(_promise, record), controls, "The promise", question, bank=True)


DELTA = 0.05
STEP = 0.01


WORST = Axis("worst deviation in the class", (0.0, 0.4))


def _promise(record, kind, rule, size):
    k = ("lines", "coins").index(kind)
    bound, needed = record.bound(DELTA)[rule, size], record.needed(DELTA)[k, rule, size]
    values = {"bound": bound, "needed": needed, "ratio": bound / needed}
    failed = {"failed": record.failures(DELTA)[k, rule, size]}
    text = (
        "Bound {bound:.3f}; 95% of samples stay below {needed:.3f}. "
        "It is **{ratio:.2f} times** as wide as needed."
    )
    return Scene(
        [
            _deviations(record, k, rule, size, bound, needed),
            _bounds(record, k, rule, size, bound, needed),
        ],
        [
            Readout(text, values),
            Readout("The bound failed in **{failed:.1%}** of samples; promised: at most 5%.",
                    failed, tone="good"),
        ],
    )  # fmt: skip


def _deviations(record, k, rule, size, bound, needed):
    shares = record.shares(STEP * np.arange(41))[k, rule, size]
    return Panel(
        WORST,
        Axis("share of samples, %", (0.0, 70.0)),
        [
            Bars(STEP * (np.arange(40) + 0.5), 100 * shares, width=0.9 * STEP, color=1),
            Guide(x=needed, color=3),
            Text(needed - 0.004, 64.0, "95%", color=3, anchor="end"),
            Guide(x=bound, color=2, dash=False),
            Text(bound + 0.006, 64.0, "bound", color=2),
        ],
    )


def _bounds(record, k, rule, size, bound, needed):
    rules, bounds, enough = record.num_rules, record.bound(DELTA), record.needed(DELTA)[k]
    return Panel(
        Axis("number of rules *K*", (0.8, 1.25 * rules[-1]), "log"),
        WORST,
        [
            Line(rules, bounds[:, size], color=2, dots=True, label="bound"),
            Line(rules, enough[:, size], color=3, dots=True, label="95% of samples"),
            Points(rules[rule], bound, color=2, size=5),
            Points(rules[rule], needed, color=3, size=5),
        ],
    )
