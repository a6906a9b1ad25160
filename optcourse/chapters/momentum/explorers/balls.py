"""The explorer of a ball that rolls against three kinds of drag."""

import numpy as np

from optcourse.chapters.momentum.experiments import DRAGS, level, rolls_on
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    METHOD_C,
    REFERENCE,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    Slider,
    so_far,
)
from optcourse.loops import scan
from optcourse.tables import rows

TIME, NUM_STEPS, EVERY = 60, 3600, 12
TIMES = np.linspace(0, TIME, NUM_STEPS // EVERY + 1)
GROUNDS = {"bowl": "a bowl, from rest", "level": "level ground, pushed"}
TOPS = {"bowl": 2.2, "level": 24.0}
STYLES = {"dry": (METHOD_A, False), "linear": (METHOD_B, False), "quadratic": (METHOD_C, True)}


def a_ball_with_drag():
    """M4: dry, linear and quadratic drag, in a bowl of curvature 1 or on level ground."""
    controls = [
        Choice("ground", "ground", GROUNDS, "bowl"),
        Slider("strength", "strength of the drag *c*", 0.05, 0.5, 0.2, step=0.05, spec=".2f"),
        Slider("first", "first height, or speed", 0.5, 2.0, 1.7, step=0.1, spec=".1f"),
        Slider("now", "time", 0, TIME, 6, step=2, spec="d", play=True),
    ]
    presets = {
        "To the end": {"now": TIME},
        "Strong drag": {"now": TIME, "strength": 0.5},
        "Level ground": {"now": TIME, "ground": "level", "first": 1.6},
        "Level, half the push": {"now": TIME, "ground": "level", "first": 0.8},
    }
    question = "Dry, linear or quadratic drag: under which does the ball rest at the bottom?"
    return Explorer(_scene, controls, "A ball with drag", question, presets=presets)


def _scene(ground, strength, first, now):
    slope = level if ground == "level" else lambda place: place
    begin = (0.0 * first, first) if ground == "level" else (first, 0.0 * first)
    runs = {drag: _rolled(slope, drag, strength, begin) for drag in DRAGS}
    come = now / TIME * (len(TIMES) - 1)
    panels = [_places(runs, come, ground, strength), _energies(runs, come, ground)]
    return Scene(panels, _readouts(runs, np.floor(come + 0.5), ground, now))


def _rolled(slope, drag, strength, begin):
    """Places and speeds at TIMES."""

    def step(state, k):
        return rolls_on(*state, slope, drag, strength, TIME / NUM_STEPS)

    places, speeds = scan(step, begin, NUM_STEPS)
    return places[::EVERY], speeds[::EVERY]


def _places(runs, come, ground, strength):
    top = TOPS[ground]
    marks = [Guide(y=0.0, color=0, dash=False)]
    if ground == "bowl":
        marks += [Guide(y=strength, color=REFERENCE, label="dry drag holds it within ±*c*",
                        legend=True), Guide(y=-strength, color=REFERENCE)]  # fmt: skip
    marks += [
        Line(TIMES, so_far(runs[drag][0], come), color=color, dash=dash, label=drag, run=drag)
        for drag, (color, dash) in STYLES.items()
    ]
    low = -top if ground == "bowl" else -1.0
    return Panel(Axis("time", (0, TIME)), Axis("place", (low, top)), marks, aspect=0.8)


def _energies(runs, come, ground):
    marks = []
    for drag, (color, dash) in STYLES.items():
        place, speed = runs[drag]
        energy = 0.5 * (speed * speed + (place * place if ground == "bowl" else 0.0)) + 1e-12
        marks.append(Line(TIMES, so_far(energy, come), color=color, dash=dash, run=drag))
    axes = Axis("time", (0, TIME)), Axis("energy", (1e-7, 5.0), "log")
    return Panel(*axes, marks, aspect=0.8, title="of height and of speed")


def _readouts(runs, come, ground, now):
    told = [Readout("Time {now:.0f}.", {"now": now})]
    for drag, (places, speeds) in runs.items():
        place, speed = rows(places, come), rows(speeds, come)
        rests = (np.abs(speed) < 1e-3) & (ground == "level" or np.abs(place) < 1e-3)
        held = (now > 0) & (np.abs(speed) < (1e-9 if drag == "dry" else 0.0))
        rests = rests & ~held
        at, moves = {"place": place}, {"place": place, "speed": np.abs(speed)}
        name = drag.capitalize()
        told += [
            Readout(f"{name}: **held at {{place:.2f}}**.", at, held),
            Readout(f"{name}: as good as at rest at **{{place:.2f}}**.", at, rests, tone="good"),
            Readout(f"{name}: at {{place:.2f}}, with speed {{speed:.2g}}.", moves, ~rests & ~held),
        ]
    return told
