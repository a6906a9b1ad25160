"""The explorer of 200 runs in a valley, whose gradients are noisy."""

import numpy as np

from optcourse import draws
from optcourse.chapters.inexact.experiments.bowls import hovering_variance
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    REFERENCE,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    so_far,
    spot,
    terrain,
)
from optcourse.landscapes import Quadratic
from optcourse.loops import scan

NUM_STEPS, GROUPS, EACH = 200, 8, 25  # 200 runs, in groups: a page computes what is small at once
CURVATURES = np.array([0.25, 1.0])
BOWL = Quadratic(CURVATURES)
START = np.array([-4.0, 2.0])
LEVELS = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0)
X, Y = (-5.0, 5.0), (-3.0, 3.0)
ROOT_12 = 12.0**0.5
SCHEDULES = {"constant": "stays", "inverse": "falls as 1/*t*", "root": "falls as 1/√*t*"}
SHOWN = {"last": "last points", "mean": "averages of the last half"}
SLOW = 10.0  # steps after which a falling rate is down to half (1/t) or to 0.7 of it (1/√t)


def cloud_that_hovers():
    """N7, N8: 200 runs of descent with noisy gradients: rate, schedule, averaging."""
    controls = [
        Slider("lr", "learning rate *ε*", 0.0625, 1.0, 0.5, count=25, log=True, spec=".2g"),
        Choice("schedule", "the rate", SCHEDULES, "constant"),
        Choice("shown", "dots are", SHOWN, "last"),
        Slider("step", "step", 0, NUM_STEPS, 0, step=10, spec="d", play=True),
    ]
    presets = {
        "Let it run": {"step": NUM_STEPS},
        "Half the rate": {"lr": 0.25, "step": NUM_STEPS},
        "The rate falls": {"schedule": "inverse", "step": NUM_STEPS},
        "Averaged": {"shown": "mean", "step": NUM_STEPS},
        "Averaged too soon": {"lr": 0.0625, "shown": "mean", "step": 50},
    }
    question = "200 runs with noisy gradients. Where does the cloud of their ends stay?"
    return Explorer(_cloud, controls, "The cloud that hovers", question, presets=presets)


def _cloud(lr, schedule, shown, step):
    rate = _rate(lr, schedule)
    dots, *losses = _runs(rate, step, shown)
    expected = _expected(rate)
    floor = 0.5 * np.sum(CURVATURES * hovering_variance(lr, CURVATURES, 1.0))
    return Scene(
        [_map(dots, shown), _courses(expected, floor, losses, step)],
        _readouts(lr, schedule, step, expected, floor, losses),
    )


def _rate(lr, schedule):
    """The rate of step k."""
    if schedule == "inverse":
        return lambda k: lr / (1 + k / SLOW)
    return (lambda k: lr / np.sqrt(1 + k / SLOW)) if schedule == "root" else (lambda k: lr)


def _runs(rate, step, shown):
    """What is shown of each run at `step` (200, 2); the mean losses of last points and averages.

    An average is over the last half of the places until then.
    """
    zeros, places = np.zeros((EACH, 2)), np.arange(NUM_STEPS + 1)
    half = np.floor(step / 2)
    weights = np.where((places > half) & (places <= step), 1 / np.maximum(step - half, 1), 0.0)
    weights = np.where(step > 0, weights, 1.0 * (places < 1))

    def group(_, g):
        def move(theta, k):
            noise = ROOT_12 * (draws.uniform(g, k, (EACH, 2)) - 0.5)  # of deviation 1
            return theta - rate(k) * (CURVATURES * theta + noise)

        path = scan(move, START + zeros, NUM_STEPS)
        last = np.take(path, step.astype(int), axis=0)
        mean = np.sum(path * weights[:, None, None], axis=0)
        losses = (np.mean(BOWL.value(part)) for part in (last, mean))
        return (mean if shown == "mean" else last, *losses)

    dots, last, mean = (part[1:] for part in scan(group, (zeros, 0.0, 0.0), GROUPS))
    return np.reshape(dots, (GROUPS * EACH, 2)), np.mean(last), np.mean(mean)


def _expected(rate):
    """The expected loss of the last point at each step, (NUM_STEPS + 1,), exactly."""

    def move(squares, k):
        return (1 - rate(k) * CURVATURES) ** 2 * squares + rate(k) ** 2

    return scan(move, START**2, NUM_STEPS) @ CURVATURES / 2


def _map(dots, shown):
    look = ("triangle", METHOD_B) if shown == "mean" else ("circle", METHOD_A)
    x, y = np.linspace(*X, 51), np.linspace(*Y, 31)
    return Panel(
        Axis("*θ*_{1}", X),
        Axis("*θ*_{2}", Y),
        [
            terrain(BOWL.value, x, y, LEVELS),
            Points(dots[:, 0], dots[:, 1], shape=look[0], color=look[1], size=2.0),
            spot(np.zeros(2), color=REFERENCE, shape="cross", size=5),
        ],
        title="cross: minimum",
    )


def _courses(expected, floor, losses, step):
    steps = np.arange(NUM_STEPS + 1)
    return Panel(
        Axis("step", (0, NUM_STEPS)),
        Axis("mean loss", (3e-3, 10.0), "log"),
        [
            Guide(y=floor, color=REFERENCE, label="floor of this rate", legend=True),
            Line(steps, so_far(expected, step), color=METHOD_A, label="last points, expected"),
            Points(step, losses[0], color=METHOD_A, size=5),
            Points(step, losses[1], color=METHOD_B, shape="triangle", size=5),
        ],
        title="circle: last points; triangle: averages",
    )


def _readouts(lr, schedule, step, expected, floor, losses):
    here = np.take(expected, step.astype(int))
    constant, values = schedule == "constant", {"k": step, "last": losses[0], "mean": losses[1]}
    there = (here < 1.1 * floor) & (step > 0)
    return [
        Readout("After {k:d} steps: mean loss **{last:.3g}** at the last points, **{mean:.3g}** at "
                "the averages.", values),
        Readout("**The cloud hovers:** the floor of *ε* = {lr:.2g} is {floor:.3g}.",
                {"lr": lr, "floor": floor}, when=there & constant),
        Readout("Still on its way: the expected loss is {times:.2g} times the floor.",
                {"times": here / floor}, when=~there & constant & (step > 0)),
        Readout("The rate has fallen to {rate:.2g}; a constant one stops at {floor:.3g}.",
                {"rate": _rate(lr, schedule)(step), "floor": floor},
                when=(step > 0) & (not constant)),
        Readout("**The average is worse here:** it remembers the way.",
                when=(losses[1] > 1.2 * losses[0]) & (step > 0), tone="bad"),
    ]  # fmt: skip
