"""The explorer of searches over all functions, and over some."""

from functools import partial

import numpy as np

from optcourse.chapters.journeys.experiments import RULES, SETS, functions, mean_best, search
from optcourse.chapters.journeys.experiments.lunches import POINTS, VALUES
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    METHOD_C,
    Axis,
    Bars,
    Choice,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    listed,
)

NAMES = {"all": "all functions", "smooth": "smooth", "valley": "one valley", "rough": "rough"}
SHOWN = 12  # functions of each set that can be stepped through
SEARCHES = {
    "best": ("next to the best", METHOD_A, "circle"),
    "worst": ("next to the worst", METHOD_B, "square"),
    "line": ("left to right", METHOD_C, "triangle"),
}


def no_free_lunch():
    """G9 and G17: the lowest value that searches find, over a set of functions."""
    every = {kind: functions(kind) for kind in SETS}
    means = {
        kind: {name: mean_best(RULES[name], found) for name in SEARCHES}
        for kind, found in every.items()
    }
    shown = {kind: _sample(found) for kind, found in every.items()}
    controls = [
        Choice("kind", "functions", NAMES, "all"),
        listed("which", "function", range(1, SHOWN + 1), f"{{}} of {SHOWN} shown", start=0),
        listed("asked", "questions", range(1, POINTS + 1), "{}", start=0, play=True),
    ]
    presets = {
        "All, three questions": {"asked": 2},
        "Smooth ones": {"kind": "smooth", "which": 8, "asked": 2},  # there the searches differ
        "One valley": {"kind": "valley", "which": 4, "asked": 2},
        "Rough ones": {"kind": "rough", "which": 3, "asked": 2},
    }
    sizes = {kind: len(found) for kind, found in every.items()}
    scene, title = partial(_searches, means, shown, sizes), "No free lunch"
    question = "For which functions does it pay to ask next to the worst?"
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _sample(found):
    """SHOWN functions, the same each time."""
    picks = np.random.default_rng(1).choice(len(found), SHOWN, replace=False)
    return [found[k] for k in sorted(picks)]


def _searches(means, shown, sizes, kind, which, asked):
    f = shown[kind][which]
    lowest = {name: min(search(RULES[name], f, asked + 1)[1]) for name in SEARCHES}
    return Scene(
        [_function(f, asked), _means(means[kind], asked)],
        _readouts(means[kind], lowest, sizes[kind], asked),
    )


def _function(f, asked):
    x = np.arange(POINTS)
    marks = [Bars(x, np.array(f, float), 0.8, color=0)]
    for lift, (name, (_, color, shape)) in enumerate(SEARCHES.items()):
        places = np.full(POINTS, np.nan)
        places[: asked + 1] = search(RULES[name], f, asked + 1)[0]
        height = VALUES + 0.45 * lift + np.zeros(POINTS)
        marks.append(Points(places, height, color=color, shape=shape, size=4))
    x = Axis("point", (-0.6, POINTS - 0.4), ticks=tuple(range(POINTS)))
    axes = x, Axis("value", (0.0, VALUES + 1.3), ticks=tuple(range(VALUES)))
    return Panel(*axes, marks, title="asked: best ●, worst ■, left to right ▲", aspect=0.85)


def _means(means, asked):
    x, marks = np.arange(1, POINTS + 1), []
    for name, (label, color, shape) in SEARCHES.items():
        marks.append(Line(x, means[name], color=color, width=1.5, label=label, run=name))
        marks.append(Points(x[asked], means[name][asked], color=color, shape=shape, size=6))
    axes = Axis("questions", (0.7, POINTS + 0.3)), Axis("lowest value, in the mean", (0.0, 1.6))
    return Panel(*axes, marks, aspect=0.85)


def _readouts(means, lowest, size, asked):
    best, worst = means["best"][asked], means["worst"][asked]
    values = {"q": asked + 1, "size": size, "best": best, "worst": worst}
    text = "After {q:d} of 6 questions, in the mean over {size:d} functions: next to the best "
    text += "**{best:.3f}**, next to the worst **{worst:.3f}**."
    apart = abs(best - worst) > 1e-12
    here = "On the one shown: {best:d} and {worst:d}."
    return [
        Readout(text, values),
        Readout("**Equal.**", when=not apart),
        Readout("The best leads.", when=bool(apart and best < worst), tone="good"),
        Readout("The worst leads.", when=bool(apart and worst < best), tone="bad"),
        Readout(here, {"best": lowest["best"], "worst": lowest["worst"]}),
    ]
