"""Explorers of the chapter on surrogate losses: the price of exactness, and descent without end."""

from functools import partial
from math import comb

import numpy as np

from optcourse.chapters.surrogates.experiments import cover_count
from optcourse.explore import (
    CLASS_A,
    CLASS_B,
    METHOD_A,
    METHOD_C,
    REFERENCE,
    Arrow,
    Axis,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    listed,
    numbered,
    place,
    so_far,
    timeline,
    trail,
)

PER_DIMENSION = (2, 3, 5, 10)
MOST_DIMENSIONS = 20
DAY = 24 * 3600.0
YEAR = 365.25 * DAY


def price_of_exactness(record):
    """S1: hyperplanes that an exact search must try, and seconds it took (a SearchCosts)."""
    controls = [
        Slider("dim", "dimension *d*", 1, MOST_DIMENSIONS, 2, step=1, spec="d"),
        listed("per", "examples ÷ *d*", PER_DIMENSION),
    ]
    question = "How long would it take to find the fewest mistakes exactly?"
    title, scene = "The price of exactness", partial(_price, record)
    presets = {
        "6 dimensions": {"dim": 6},
        "12 dimensions": {"dim": 12},
        "20 dimensions": {"dim": 20},
        "20, ten digits each": {"dim": 20, "per": place(PER_DIMENSION, 10)},
    }
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _price(record, dim, per):
    dims = np.arange(1, MOST_DIMENSIONS + 1)
    counts = np.array([_hyperplanes(PER_DIMENSION[per], d) for d in dims])
    labelings = np.array([float(cover_count(PER_DIMENSION[per] * int(d), int(d)))
                          for d in dims])  # fmt: skip
    return Scene(
        [
            Panel(
                Axis("dimension *d*", (1, MOST_DIMENSIONS)),
                Axis("how many", (1.0, 1e30), "log"),
                [
                    Line(dims, counts, color=METHOD_C, label="hyperplanes to try"),
                    Line(dims, labelings, color=REFERENCE, dash=True, label="dichotomies"),
                    Points(dim, counts[dim - 1], color=METHOD_C, size=5.5),
                ],
            ),
            _seconds(record),
        ],
        _price_readouts(record, dim, PER_DIMENSION[per], counts[dim - 1]),
    )


def _hyperplanes(per, dim):
    return float(comb(per * int(dim), int(dim)))


def _seconds(record):
    marks = [
        Line(record.dims, np.median(values, axis=0), color=color, dots=True, label=label)
        for values, color, label in (
            (record.search_seconds, METHOD_C, "exact search"),
            (record.logistic_seconds, METHOD_A, "logistic regression"),
        )
    ]
    axis = Axis(f"seconds, {record.num_examples} digits", (1e-5, 1e2), "log")
    return Panel(Axis("dimension *d*", (1, int(record.dims[-1]))), axis, marks)


def _price_readouts(record, dim, per, count):
    pace = record.tried[-1] / np.median(record.search_seconds[:, -1])
    seconds = count / pace
    values = {"dim": dim, "m": per * dim, "count": count}
    return [
        Readout("{m:d} examples, dimension {dim:d}: **{count:.2g}** hyperplanes to try.",
                values),
        Readout("At the pace measured here: **{t:.2g} seconds**.", {"t": seconds},
                when=seconds < 3600),
        Readout("At the pace measured here: **{t:.2g} hours**.", {"t": seconds / 3600},
                when=3600 <= seconds < 2 * DAY),
        Readout("At the pace measured here: **{t:.0f} days**.", {"t": seconds / DAY},
                when=2 * DAY <= seconds < YEAR),
        Readout("At the pace measured here: **{t:.2g} years**.", {"t": seconds / YEAR},
                when=seconds >= YEAR, tone="bad"),
    ]  # fmt: skip


NUM_DRAWS = 4


def descent_without_end(record):
    """S6, S15, S16: descent on separable examples in the plane, over steps (a Descent)."""
    controls = [
        timeline("steps", record.steps, "{:,}", start=0),
        numbered("draw", "examples", min(NUM_DRAWS, len(record.Z))),
    ]
    wrong = np.any(record.Z[0] @ record.w[0].T <= 0, axis=0)
    end = {"moment": len(record.steps) - 1}
    presets = {
        "All right": {"moment": max(int(np.argmin(wrong)), 1)},
        "The end": end,
        "Other examples, the end": end | {"draw": 1},
    }
    question = "All examples are right. What is descent still doing?"
    scene = partial(_endless, record)
    return Explorer(scene, controls, "Descent without end", question, bank=True, presets=presets)


def _endless(record, moment, draw):
    w, widest = record.w[draw, moment], record.widest[draw]
    return Scene(
        [_separated(record, draw, w, widest), *_courses(record, moment, draw, widest)],
        _endless_readouts(record, draw, moment),
    )


def _courses(record, moment, draw, widest):
    """Over time: the length of w, and its angle from the direction of the widest margin."""
    steps, norm, degrees = record.steps[1:], record.norm[draw], record.degrees[draw]
    theory = norm[-1] + np.linalg.norm(widest) * np.log(steps / steps[-1])
    now, longest = np.maximum(record.steps[moment], 1), record.norm[:NUM_DRAWS].max()
    ticks = tuple(t for t in (1, 100, 10_000) if t <= steps[-1])
    span = Axis("step", (1, float(steps[-1])), "log", ticks)
    length = Axis("length of *w*", (0.0, float(np.ceil(1.1 * longest))))
    lengths = [
        Line(steps, theory, color=REFERENCE, dash=True, label="in theory"),
        Line(steps, so_far(norm, moment)[1:], color=METHOD_A, label="measured"),
        Points(now, norm[moment], color=METHOD_A, size=5),
    ]
    angle = Axis("degrees from the widest margin", (0.0, 60.0))
    angles = [
        Line(steps, so_far(degrees, moment)[1:], color=METHOD_A),
        Points(now, degrees[max(moment, 1)], color=METHOD_A, size=5),
    ]
    return Panel(span, length, lengths, aspect=1.0), Panel(span, angle, angles, aspect=1.0)


def _separated(record, draw, w, widest):
    Z = record.Z[draw]
    half = len(Z) // 2
    reach = 4.0
    arrow = 2.0 * w / np.maximum(np.linalg.norm(w), 1e-9)
    return Panel(
        Axis("*x*_{1}", (-reach, reach), ticks=False),
        Axis("*x*_{2}", (-reach, reach), ticks=False),
        [
            Points(*Z[:half].T, color=CLASS_A, size=3),
            Points(*-Z[half:].T, color=CLASS_B, shape="square", size=3),
            _boundary(widest, REFERENCE, True, "widest margin"),
            _boundary(w, METHOD_A, False, "now"),
            Arrow(0.0, 0.0, arrow[0], arrow[1], color=METHOD_A, label="*w*"),
        ],
        aspect=1.0,
        to_scale=True,
    )


def _boundary(w, color, dash, label):
    across = 8.0 * np.array([-w[1], w[0]]) / np.maximum(np.linalg.norm(w), 1e-9)
    ends = np.stack([-across, across])
    return trail(ends, color=color, dash=dash, label=label)


def _endless_readouts(record, draw, moment):
    margin = record.Z[draw] @ record.w[draw, moment]
    values = {
        "norm": record.norm[draw, moment],
        "loss": record.loss[draw, moment],
        "grad": record.grad_norm[draw, moment],
    }
    wrong = int(np.sum(margin <= 0))
    return [
        Readout("‖*w*‖ = **{norm:.1f}**, mean NLL {loss:.2g}, gradient norm **{grad:.1g}**.",
                values),
        Readout("**{wrong:d} examples** are not yet right.", {"wrong": wrong}, when=wrong > 0),
        Readout("No example is wrong, and *w* still grows.", when=wrong == 0, tone="good"),
    ]  # fmt: skip
