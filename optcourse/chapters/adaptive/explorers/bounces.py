"""The explorer of a step that has always the same length."""

import numpy as np

from optcourse.chapters.adaptive.explorers.tables import over
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
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
from optcourse.rules import RMSprop, trajectory

NUM_STEPS, SHOWN = 200, 60
START = np.array([1.0])
GUARDS = np.geomspace(1e-3, 10.0, 33)


class Valley:
    """The loss ½ λ θ² of one parameter, theta (1,)."""

    def __init__(self, curvature):
        self.curvature = curvature

    def grad(self, theta):
        return self.curvature * theta


def bouncing():
    """P1: a step of the gradient over its own size, on a bowl of one parameter."""
    controls = [
        Slider("rate", "rate *ε*", 0.02, 0.5, 0.2, step=0.02),
        Slider("guard", "guard *δ*", 1e-3, 10.0, 1e-3, count=41, log=True, spec=".2g"),
        Slider("curvature", "curvature *λ*", 0.5, 10.0, 2.0, count=27, log=True, spec=".2g"),
    ]
    presets = {
        "Half the rate": {"rate": 0.1},
        "Five times as steep": {"curvature": 10.0},
        "A guard": {"guard": 0.1},
        "Guard past the limit": {"guard": 0.251},
    }
    question = "Each step is as long as the rate, however flat the bowl. Where does it end?"
    return Explorer(_scene, controls, "Bouncing", question, presets=presets)


def _walked(rate, guard, curvature):
    """θ (NUM_STEPS + 1,) of equations 6.13 and 6.14: RMSprop that remembers nothing."""
    rule = RMSprop(rate, decay=0.0, eps=guard)
    return trajectory(rule, Valley(curvature), START, NUM_STEPS).theta[:, 0]


def _scene(rate, guard, curvature):
    theta = _walked(rate, guard, curvature)
    ends = over(lambda one: _reach(_walked(rate, one, curvature)), GUARDS)
    return Scene(
        [_course(theta), _height(rate, guard, curvature, ends, _reach(theta))],
        _readouts(rate, guard, curvature, theta),
    )


def _reach(theta):
    """Half the distance of the last two places."""
    return 0.5 * np.abs(theta[-1] - theta[-2])


def _course(theta):
    marks = [
        Guide(y=0.0, color=REFERENCE),
        Line(np.arange(SHOWN + 1.0), theta[: SHOWN + 1], color=METHOD_A, dots=True, width=1.4),
    ]
    return Panel(Axis("step", (0, SHOWN)), Axis("*θ*", (-0.6, 1.05)), marks, aspect=0.8)


def _height(rate, guard, curvature, ends, here):
    theory = np.maximum(rate / 2 - GUARDS / curvature, 0.0)
    marks = [
        Line(GUARDS, ends, color=METHOD_A, width=2.6, label="measured"),
        Line(GUARDS, theory, color=REFERENCE, dash=True, label="*ε*/2 − *δ*/*λ*"),
        Guide(x=rate * curvature / 2, color=REFERENCE, label="*ελ*/2"),
        Points(guard, here, color=CHOSEN, shape="square", size=6),
    ]
    axes = Axis("guard *δ*", (1e-3, 10.0), "log"), Axis("half of the gap", (0.0, 0.3))
    return Panel(*axes, marks, aspect=0.8, title="after 200 steps")


def _readouts(rate, guard, curvature, theta):
    limit = rate * curvature / 2
    low, high = np.minimum(theta[-1], theta[-2]), np.maximum(theta[-1], theta[-2])
    ends = {"low": low, "high": high, "gap": high - low}
    text = "It ends on two places, {low:.3f} and {high:.3f}: **{gap:.3f}** apart."
    numbers = {"guard": guard, "limit": limit}
    return [
        Readout(text, ends, guard < limit, tone="bad"),
        Readout("*δ* = {guard:.2g} is above *ελ*/2 = {limit:.2g}: **it comes to rest.**", numbers,
                guard >= limit, tone="good"),
    ]  # fmt: skip
