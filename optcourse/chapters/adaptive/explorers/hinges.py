"""The explorer of what lies between sign descent and gradient descent."""

import numpy as np

from optcourse.chapters.adaptive.explorers.tables import over
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    METHOD_C,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Point,
    Readout,
    Scene,
    Slider,
    grip,
    terrain,
    trail,
)
from optcourse.landscapes import Quadratic
from optcourse.rules import Adam, GradientDescent, Signed, trajectory

NUM_STEPS, RATE = 60, 0.06
BOWL = Quadratic((1.0, 20.0))
GUARDS = np.geomspace(1e-8, 1e8, 33)
LEVELS = (0.1, 0.5, 1.0, 2.0, 4.0, 7.0, 11.0, 16.0)


def between_sign_and_slope():
    """P3: Adam that remembers nothing, from a small guard to a large one."""
    controls = [
        Slider("guard", "guard *δ*", 1e-8, 1e8, 1e-8, count=65, log=True, spec=".2g"),
        Point("start", "start", (-1.9, 1.9), (-0.95, 0.95), (-1.7, 0.8)),
    ]
    presets = {
        "A guard of 1": {"guard": 1.0},
        "A guard of 100": {"guard": 100.0},
        "A million": {"guard": 1e6},
    }
    question = "Raise the guard. When does the staircase become gradient descent's path?"
    return Explorer(_scene, controls, "Between sign and slope", question, presets=presets)


def walked(guard, start):
    """The path (NUM_STEPS + 1, 2) at a rate that keeps the first steps of one length."""
    rule = Adam(RATE * np.maximum(guard, 1.0), beta1=0.0, beta2=0.0, eps=guard)
    return trajectory(rule, BOWL, start, NUM_STEPS).theta


def _scene(guard, start):
    sign = trajectory(Signed(GradientDescent(RATE)), BOWL, start, NUM_STEPS).theta
    slope = trajectory(GradientDescent(RATE), BOWL, start, NUM_STEPS).theta
    path = walked(guard, start)
    apart = lambda one: np.stack([_far(one, sign), _far(one, slope)])  # noqa: E731
    far = over(lambda one: apart(walked(one, start)), GUARDS, 2)
    here = apart(path)
    text = "Its path lies within **{sign:.2g}** of sign descent's, **{slope:.2g}** of descent's."
    return Scene(
        [_map(path, sign, slope, start), _gap(guard, far)],
        [Readout(text, {"sign": here[0], "slope": here[1]})],
    )


def _far(one, other):
    """The largest difference of two paths in a coordinate."""
    return np.max(np.abs(one - other)) + 1e-12


def _map(path, sign, slope, start):
    x, y = np.linspace(-2.0, 2.0, 41), np.linspace(-1.0, 1.0, 31)
    marks = [
        terrain(BOWL.value, x, y, LEVELS),
        trail(sign, color=METHOD_B, width=1.6, label="sign descent"),
        trail(slope, color=METHOD_A, width=1.6, dash=True, label="gradient descent"),
        trail(path, color=METHOD_C, width=2.2, dots=True, label="between"),
        grip(start, "start", color=0),
    ]
    axes = Axis("*θ*_{0}", (-2.0, 2.0)), Axis("*θ*_{1}", (-1.0, 1.0))
    return Panel(*axes, marks, aspect=0.8)


def _gap(guard, far):
    marks = [
        Line(GUARDS, far[:, 0], color=METHOD_B, label="to sign descent"),
        Line(GUARDS, far[:, 1], color=METHOD_A, dash=True, label="to gradient descent"),
        Guide(x=guard, color=CHOSEN, dash=False),
    ]
    axes = (
        Axis("guard *δ*", (1e-8, 1e8), "log"),
        Axis("difference of the paths", (1e-9, 10.0), "log"),
    )
    return Panel(*axes, marks, aspect=0.8)
