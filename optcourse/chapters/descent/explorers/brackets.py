"""The explorer of a bracket that closes on the wrong valley."""

import numpy as np

from optcourse.chapters.descent.experiments import bracket_ends
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    REFERENCE,
    Axis,
    Band,
    Explorer,
    Field,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    Slider,
    grip,
    trail,
)
from optcourse.landscapes import GaborLoss
from optcourse.loops import grid
from optcourse.rules import BracketingLineSearch
from optcourse.tables import rows

LAND = GaborLoss.generated(seed=1)
ROUNDS, POINTS, TOP = 16, 161, 20.0
LEVELS = (0.8, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 8.0, 10.0, 12.0)
START = (2.0, 17.0)


def a_bracket_closes():
    """A2: bracketing along the gradient of the Gabor loss."""
    controls = [
        Slider("rounds", "rounds", 0, ROUNDS, 0, step=1, spec="d", play=True),
        Slider("reach", "length of the line", 1.0, 16.0, 10.0, step=0.5, spec=".1f"),
        Point("start", "start", (-10.0, 10.0), (2.5, 22.5), START),
    ]
    presets = {
        "To the end": {"rounds": ROUNDS},
        "A shorter line": {"rounds": ROUNDS, "reach": 3.0},
        "A longer line": {"rounds": ROUNDS, "reach": 16.0},
    }
    question = "Sixteen rounds close the bracket. Does it hold the lowest place of the line?"
    return Explorer(_scene, controls, "A bracket closes", question, presets=presets)


def _scene(rounds, reach, start):
    slope = LAND.grad(start)
    way = slope / (np.sqrt(np.sum(slope * slope)) + 1e-12)
    value = lambda far: LAND.value(start - far[..., None] * way)  # noqa: E731
    far = np.linspace(0.0, 1.0, POINTS) * reach
    along = value(far)
    lows, highs = bracket_ends(BracketingLineSearch(1.0, ROUNDS), value, reach)
    low, high = rows(lows, rounds), rows(highs, rounds)
    middle = 0.5 * (low + high)
    found, lowest = value(middle), np.minimum(np.min(along), value(middle))
    ends = np.stack([start, start - reach * way])
    inside = np.stack([start - low * way, start - high * way])
    return Scene(
        [_map(start, ends, inside), _line(far, along, low, high, middle, found)],
        _readouts(rounds, low, high, found, lowest, along[0]),
    )


def _map(start, ends, inside):
    x, y = np.linspace(-14.0, 14.0, 43), np.linspace(-2.0, 27.0, 44)
    marks = [
        Field(x, y, grid(LAND.value, x, y), LEVELS),
        trail(ends, color=REFERENCE, width=1.5, dash=True),
        trail(inside, color=CHOSEN, width=5.0),
        grip(start, "start", color=0),
    ]
    axes = Axis("*θ*_{0}", (-14.0, 14.0)), Axis("*θ*_{1}", (-2.0, 27.0))
    return Panel(*axes, marks, title="dashed: the line; thick: the bracket", aspect=0.95)


def _line(far, along, low, high, middle, found):
    edge = np.stack([low, low, high, high])
    marks = [
        Band(np.stack([low, high]), np.zeros(2), np.full(2, TOP), color=CHOSEN),
        Line(far, along, color=METHOD_A, label="loss along the line"),
        Line(edge, np.array([0.0, TOP, TOP, 0.0]), color=CHOSEN, width=1.0),
        Points(middle, found, color=CHOSEN, shape="square", size=6, label="middle"),
    ]
    axes = Axis("distance along the line", (0.0, 16.0)), Axis("loss", (0.0, TOP))
    return Panel(*axes, marks, aspect=0.95)


def _readouts(rounds, low, high, found, lowest, first):
    missed = found - lowest > 0.01 * (first - lowest)
    ends, both = {"low": low, "high": high}, {"found": found, "lowest": lowest}
    at_end = rounds == ROUNDS
    return [
        Readout("The bracket: {low:.2f} to {high:.2f}.", ends, ~at_end),
        Readout("It found **{found:.2f}**; the lowest of the line is **{lowest:.2f}**.", both,
                at_end & missed, tone="bad"),
        Readout("It found the lowest place of the line, **{found:.2f}**.", {"found": found},
                at_end & ~missed, tone="good"),
    ]  # fmt: skip
