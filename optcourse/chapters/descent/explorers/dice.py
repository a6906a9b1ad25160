"""The explorer of trials on a grid and at random."""

import numpy as np

from optcourse import draws
from optcourse.chapters.descent.experiments.dice import grid_places
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
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
    listed,
    place,
    terrain,
)
from optcourse.landscapes.planes import coordinates

SIDES = (2, 3, 4, 5, 6, 7, 8)
NUM_THROWS, MOST = 60, max(SIDES) ** 2
LEVELS = (0.003, 0.01, 0.03, 0.1, 0.3, 0.6, 1.0)
GRIDS = [grid_places(side, 2) for side in SIDES]
FAR = 9.0  # a place that is no trial


def grid_or_dice():
    """A8b: two settings, the second of which matters as much as the reader says."""
    counts = [side**2 for side in SIDES]
    controls = [
        listed("side", "trials", counts, "{}", start=place(counts, 16)),
        Slider("weight", "weight of the second setting", 0.001, 1.0, 1.0, count=31, log=True,
               spec=".2g"),
        Slider("throw", "throw", 1, 30, 1, step=1, spec="d"),
        Point("best", "best place", (0.0, 1.0), (0.0, 1.0), (0.47, 0.62)),
    ]  # fmt: skip
    presets = {
        "A hundredth": {"weight": 0.01},
        "Another throw": {"weight": 0.01, "throw": 2},
        "Sixty-four trials": {"weight": 0.01, "side": place(counts, 64)},
    }
    question = "The second setting matters less and less. Which finds the better place?"
    return Explorer(_scene, controls, "Grid or dice", question, presets=presets)


def _scene(side, weight, throw, best):
    count = (side + 2) ** 2
    fixed, used = _padded(side), np.arange(MOST) < count
    thrown = np.where(used[:, None], draws.uniform(1, throw, (MOST, 2)), FAR)
    cost = lambda places: _cost(places, best, weight)  # noqa: E731
    ends = np.min(cost(fixed)), np.min(cost(thrown))
    return Scene(
        [_map(fixed, thrown, best, weight), _counts(cost, count, ends)],
        _readouts(ends),
    )


def _cost(places, best, weight):
    off = (places - best) ** 2
    return off[..., 0] + weight * off[..., 1]


def _padded(side):
    """The grid (MOST, 2) of this side, with places far away for what it lacks."""
    table = np.full((len(SIDES), MOST, 2), FAR)
    for k, each in enumerate(GRIDS):
        table[k, : len(each)] = each
    chosen = np.reshape(1.0 * (np.abs(np.arange(len(SIDES)) - side) < 0.5), (-1, 1, 1))
    return np.sum(table * chosen, axis=0)


def _map(fixed, thrown, best, weight):
    def height(theta):
        a, b = coordinates(theta)
        return (a - best[0]) ** 2 + weight * (b - best[1]) ** 2

    line = np.linspace(0.0, 1.0, 41)
    marks = [
        terrain(height, line, line, LEVELS),
        Points(fixed[:, 0], fixed[:, 1], color=METHOD_A, shape="square", size=4.5),
        Points(thrown[:, 0], thrown[:, 1], color=METHOD_B, size=4.5),
        grip(best, "best", color=CHOSEN, label="best place"),
    ]
    axes = Axis("first setting", (0.0, 1.0)), Axis("second setting", (0.0, 1.0))
    return Panel(*axes, marks, title="squares: the grid; dots: dice", aspect=1.0)


def _counts(cost, count, ends):
    """What the best of more and more trials leaves; of dice the mean over many throws."""
    counts = np.array([float(side**2) for side in SIDES])
    many = cost(draws.uniform(2, 0, (NUM_THROWS, MOST, 2)))
    grids = np.stack([np.min(cost(places)) for places in GRIDS])
    means = np.stack([np.mean(np.min(many[:, : side**2], axis=1)) for side in SIDES])
    marks = [
        Line(counts, grids, color=METHOD_A, dots=True, label="grid"),
        Line(counts, means, color=METHOD_B, dots=True, label=f"dice, mean of {NUM_THROWS} throws"),
        Points(count, ends[0], color=METHOD_A, shape="square", size=6),
        Points(count, ends[1], color=METHOD_B, size=6),
    ]
    axes = Axis("trials", (3.5, 75.0), "log"), Axis("cost of the best", (1e-6, 1.0), "log")
    return Panel(*axes, marks, aspect=1.0, title="larger: these trials")


def _readouts(ends):
    both, wins = {"grid": ends[0], "dice": ends[1]}, ends[1] < ends[0]
    text = "The best of the grid costs **{grid:.2g}**, of the dice **{dice:.2g}**"
    return [
        Readout(text + ": dice are ahead.", both, wins),
        Readout(text + ": the grid is ahead.", both, ~wins),
    ]
