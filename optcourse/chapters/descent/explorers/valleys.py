"""The explorer of a wrong valley: steps along a few points leave it, or do not."""

import numpy as np

from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    REFERENCE,
    Axis,
    Explorer,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    Slider,
    grip,
    spot,
    terrain,
    trail,
)
from optcourse.landscapes import GaborLoss
from optcourse.landscapes.planes import coordinates
from optcourse.loops import scan
from optcourse.rules import GradientDescent, Grained, endpoint
from optcourse.tables import rows

LAND = GaborLoss.generated(seed=0)
POINTS, RUNS, NUM_STEPS = len(LAND.x), 16, 150
MEAN = GaborLoss(LAND.x, LAND.y, 1 / POINTS)
NUM_BATCHES = 89  # a prime: each run goes through these orders by a stride of its own
RANKS = np.random.default_rng(0).permuted(np.tile(np.arange(POINTS), (NUM_BATCHES, 1)), axis=1)
STRIDES = np.arange(1, RUNS + 1)
BEST = endpoint(GradientDescent(1.0), MEAN, np.array([0.0, 16.5]), 300)
NEAR = np.array([2.0, 2.5])  # half the size of its valley
LEVELS = tuple(np.round(np.linspace(0.025, 0.3, 12), 4))
X, Y = (-10.0, 10.0), (2.5, 22.5)


def out_of_the_wrong_valley():
    """A2f's other side: sixteen runs on batches, and descent, from a start that can be dragged."""
    controls = [
        Slider("rate", "learning rate *ε*", 0.5, 8.0, 1.0, step=0.25, spec=".2f"),
        Slider("size", "points a step", 1, POINTS, 3, step=1, spec="d"),
        Point("start", "start", X, Y, (2.0, 10.5)),
    ]
    presets = {
        "A higher rate": {"rate": 4.0},
        "Too high a rate": {"rate": 8.0},
        "All points": {"rate": 4.0, "size": POINTS},
        "Another valley": {"rate": 5.0, "start": (-6.5, 15.0)},
    }
    question = "Descent stays in this valley. At which rate do most runs on three points leave it?"
    return Explorer(_scene, controls, "Out of the wrong valley", question, presets=presets)


def _scene(rate, size, start):
    runs = _followed(lambda k: _weights(size, k), rate, start + np.zeros((RUNS, 2)))
    plain = _followed(lambda k: 1 / POINTS, rate, start)
    inside = np.sum(_in_best(runs), axis=1)
    return Scene(
        [_map(start, runs, plain), _count(inside)],
        _readouts(inside[-1], _in_best(plain)[-1]),
    )


def _followed(weights, rate, start):
    """θ (steps + 1, …, 2) under the losses that weigh each point by `weights` of the step."""
    rule = Grained(GradientDescent(rate))

    def step(state, k):
        return rule.step(state, GaborLoss(LAND.x, LAND.y, weights(k)), k)

    return scan(step, rule.init(start), NUM_STEPS).theta


def _weights(size, k):
    """1/size for the points of each run's batch, else 0: (RUNS, POINTS)."""
    rank = rows(RANKS, (k * STRIDES) % NUM_BATCHES)
    return np.where(rank < size - 0.5, 1 / size, 0.0)


def _in_best(theta):
    """1 where θ (…, 2) is in the best valley, else 0."""
    return np.where(np.sum(((theta - BEST) / NEAR) ** 2, axis=-1) < 1, 1.0, 0.0)


def _map(start, runs, plain):
    x, y = np.linspace(*X, 57), np.linspace(*Y, 57)
    offset, frequency = coordinates(runs[-1])
    marks = [
        terrain(MEAN.value, x, y, LEVELS),
        trail(runs[:, 0], color=METHOD_A, width=0.8, label="the first run"),
        trail(plain, color=METHOD_B, width=3.5, label="descent"),
        Points(offset, frequency, color=METHOD_A, size=4),
        spot(BEST, color=REFERENCE, shape="cross", size=6),
        grip(start, "start", color=0),
    ]
    axes = Axis("*θ*_{0}, offset", X), Axis("*θ*_{1}, frequency", Y)
    return Panel(*axes, marks, title="dots: ends of the runs; cross: the best", aspect=0.95)


def _count(inside):
    marks = [
        Line(
            np.arange(1, NUM_STEPS + 1),
            inside[1:],
            color=METHOD_A,
            width=2.4,
            label="runs in the best valley",
        )
    ]
    axes = Axis("step", (0, NUM_STEPS)), Axis("number of runs", (0, RUNS))
    return Panel(*axes, marks, aspect=0.95)


def _readouts(runs, descent):
    there = descent > 0.5
    text = f"**{{runs:d}} of {RUNS}** runs end in the best valley; descent "
    values = {"runs": runs}
    return [
        Readout(text + "ends there, too.", values, there),
        Readout(text + "does not.", values, ~there),
    ]
