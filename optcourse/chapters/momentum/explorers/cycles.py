"""The explorer of a convex function on which heavy ball can go round for ever."""

import numpy as np

from optcourse.explore import (
    CHOSEN,
    METHOD_B,
    METHOD_C,
    REFERENCE,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
)
from optcourse.loops import scan
from optcourse.rules import Momentum, Nesterov

NUM_STEPS, SHOWN, LATE = 240, 45, 24
UNIT, GRAIN = 1 / 36, 1 / 27
STARTS = np.linspace(-4.0, 4.0, 155)
BLOCK = 31
SETTLED = 1e-2
ALONG = np.array([-3.0, 1.0, 2.0, 4.0])


def slope(x):
    """The piecewise line of Lessard, Recht and Packard (2016): curvatures 25, 1, 25."""
    return np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24))


class Bent:
    """The convex function of that slope."""

    def grad(self, x):
        return slope(x)


def the_cycle():
    """M5: heavy ball at Polyak's best numbers, from any start."""
    controls = [
        Slider("start", "start *θ*", -4.0, 4.0, 2.5, step=0.05, spec=".2f"),
        Slider("rate", "rate *ε*", UNIT, 6 * UNIT, 4 * UNIT, step=UNIT / 4, spec=".3f"),
        Slider("momentum", "momentum *α*", 0.0, 21 * GRAIN, 12 * GRAIN, step=GRAIN, spec=".3f"),
    ]
    presets = {
        "It cycles": {"start": 3.3},
        "A little less momentum": {"start": 3.3, "momentum": 11 * GRAIN},
        "A little more": {"start": 3.3, "momentum": 13 * GRAIN},
        "Much more": {"start": 3.3, "momentum": 18 * GRAIN},
    }
    question = "A convex function, and the best numbers for a bowl. Does each start get to 0?"
    return Explorer(_scene, controls, "The cycle", question, presets=presets)


def _scene(start, rate, momentum):
    ball = Momentum(rate, momentum)
    alone = np.zeros(1) + start
    walked = _walked(ball, alone)[:, 0]
    steady = _walked(Nesterov(0.04, 2 / 3), alone)[:, 0]
    parts = [STARTS[k : k + BLOCK] for k in range(0, len(STARTS), BLOCK)]
    ends = np.concatenate([np.max(np.abs(_walked(ball, part)[-LATE:]), axis=0) for part in parts])
    panels = [_line(walked), _course(walked, steady), _ends(ends, start, walked)]
    return Scene(panels, _readouts(walked, ends, rate < 0.08 * (1 + momentum)))


def _walked(rule, starts):
    """θ (NUM_STEPS + 1, n) from `starts` (n,)."""
    return scan(lambda state, k: rule.step(state, Bent(), k), rule.init(starts), NUM_STEPS).theta


def _line(walked):
    late = walked[-12:]
    marks = [
        Guide(y=0.0, color=0, dash=False),
        Line(ALONG, slope(ALONG), color=REFERENCE, width=1.5),
        Points(late, slope(late), color=METHOD_B, shape="square", size=5),
    ]
    axes = Axis("*θ*", (-3.0, 4.0)), Axis("slope", (-80.0, 80.0))
    return Panel(*axes, marks, title="squares: the last 12 places", aspect=1.0)


def _course(walked, steady):
    steps = np.arange(SHOWN + 1.0)
    marks = [
        Guide(y=0.0, color=0, dash=False),
        Line(steps, steady[: SHOWN + 1], color=METHOD_C, dash=True, width=1.6,
             label="Nesterov, *ε* = 0.04"),
        Line(steps, walked[: SHOWN + 1], color=METHOD_B, dots=True, width=1.4,
             label="heavy ball"),
    ]  # fmt: skip
    axes = Axis("step", (0, SHOWN)), Axis("*θ*", (-4.0, 4.0))
    return Panel(*axes, marks, title="the walk", aspect=1.0)


def _ends(ends, start, walked):
    marks = [
        Points(STARTS, np.maximum(ends, 1e-12), color=METHOD_B, size=2.2),
        Points(
            start,
            np.maximum(np.max(np.abs(walked[-LATE:])), 1e-12),
            color=CHOSEN,
            shape="square",
            size=6,
        ),
    ]
    axes = Axis("start", (-4.0, 4.0)), Axis("largest distance from 0", (1e-13, 10.0), "log")
    return Panel(*axes, marks, title=f"last {LATE} of {NUM_STEPS} steps; square: this", aspect=1.0)


def _readouts(walked, ends, stable):
    far = np.abs(walked)
    late, before = np.max(far[-LATE:]), np.max(far[-2 * LATE : -LATE])
    settled = late < SETTLED
    goes_on = stable & ~settled & (late > 0.9 * before)
    places = {"a": walked[-3], "b": walked[-2], "c": walked[-1]}
    never = {"never": np.mean(1.0 * ~(ends < SETTLED))}
    return [
        Readout("Heavy ball comes to 0.", {}, settled, tone="good"),
        Readout("**It goes on for ever:** … {a:.3f}, {b:.3f}, {c:.3f} …", places, goes_on,
                tone="bad"),
        Readout("It is still on its way.", {}, stable & ~settled & ~goes_on),
        Readout("**Past the limit** 2(1 + *α*)/25: 0 is no place to rest.", {},
                ~stable & ~settled, tone="bad"),
        Readout(f"Of {len(STARTS)} starts **{{never:.0%}}** have not settled.", never),
    ]  # fmt: skip
