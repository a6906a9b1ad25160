"""The explorer of a bowl that is turned by a few degrees."""

import numpy as np

from optcourse.chapters.adaptive.explorers.tables import _WeighedAdam, over
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    REFERENCE,
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
    listed,
    place,
    spot,
    terrain,
    trail,
)
from optcourse.landscapes.planes import coordinates
from optcourse.rules import AdaGrad, GradientDescent, Momentum, RMSprop, trajectory
from optcourse.tables import rows

NUM_STEPS, GOAL, ANGLES, AT_ONCE = 600, 1e-4, 45, 3
KAPPAS = (10, 100, 1000)
TURNS = np.radians(np.arange(ANGLES + 1.0))
WAYS = np.stack([np.cos(TURNS), np.sin(TURNS)], axis=1)
HALVED = 2.0 ** np.arange(-14.0, 1.0)
RULES = {
    "descent": ("descent", GradientDescent, 2.0 * HALVED),
    "momentum": ("momentum 0.9", lambda rate: Momentum(rate, 0.9), 4.0 * HALVED),
    "adagrad": ("AdaGrad", AdaGrad, 8.0 * HALVED),
    "rmsprop": ("RMSprop", RMSprop, 8.0 * HALVED),
    "adam": ("Adam", _WeighedAdam, 2.0 * HALVED),
}
LEVELS = (0.003, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 40.0)


class Turned:
    """The bowl of curvatures 1 along a unit direction `way` (…, 2), and `kappa` across it."""

    def __init__(self, kappa, way):
        c, s = coordinates(way)
        self.xx, self.xy = c * c + kappa * s * s, (1 - kappa) * c * s
        self.yy = s * s + kappa * c * c

    def value(self, theta):
        x, y = coordinates(theta)
        return 0.5 * (self.xx * x * x + 2 * self.xy * x * y + self.yy * y * y)

    def grad(self, theta):
        x, y = coordinates(theta)
        return np.stack([self.xx * x + self.xy * y, self.xy * x + self.yy * y], axis=-1)


def turned_bowl():
    """P6: rules at their best of fifteen rates, on a bowl and on the same bowl turned."""
    controls = [
        Choice("rule", "rule", {name: label for name, (label, _, _) in RULES.items()}, "rmsprop"),
        Slider("angle", "turned by", 0, ANGLES, 0, step=1, spec="d", unit="°"),
        listed("kappa", "condition number *κ*", KAPPAS, "{:,}", start=2),
    ]
    presets = {
        "Two degrees": {"angle": 2},
        "Two degrees, less ill": {"angle": 2, "kappa": place(KAPPAS, 100)},
        "AdaGrad, two degrees": {"rule": "adagrad", "angle": 2},
        "Momentum, turned": {"rule": "momentum", "angle": 45},
        "Adam, turned": {"rule": "adam", "angle": 45},
    }
    question = "RMSprop is down in a few steps. Turn the bowl by two degrees: how many now?"
    return Explorer(_scene, controls, "A turned bowl", question, presets=presets)


def _scene(rule, angle, kappa):
    bend, way = rows(np.array(KAPPAS, float), kappa), rows(WAYS, angle)
    _, make, rates = RULES[rule]
    steps = _needed(make, rates, bend, way)
    straight, turned = steps[:, 0], steps[:, 1]
    count, rate = np.min(turned), rows(rates, np.argmin(turned))
    path = _path(make, rate, bend, way)
    return Scene(
        [_map(Turned(bend, way), path, count), _counts(rates, turned, straight, rate, count)],
        _readouts(count, np.min(straight), rate),
    )


def _path(make, rate, bend, way):
    """θ (NUM_STEPS + 1, …, 2) from a place with equal loss along both directions of the bowl."""
    c, s = coordinates(way)
    across = np.sqrt(1 / bend)
    start = np.stack([c - across * s, s + across * c], axis=-1)
    return trajectory(make(rate), Turned(bend, way), start, NUM_STEPS).theta


def _needed(make, rates, bend, way):
    """Steps until first at a ten-thousandth of the loss, (rates, 2): not turned, and turned.

    NUM_STEPS + 1 where it is not reached. A few rates at once, as a page likes small loops.
    """
    ways = np.stack([np.array([1.0, 0.0]) + 0 * way, way] * AT_ONCE)

    def count(some):
        rate = np.reshape(np.stack([some, some], axis=1), (2 * AT_ONCE, 1))
        left = Turned(bend, ways).value(_path(make, rate, bend, ways))
        there = left < GOAL * left[0]
        return np.where(np.any(there, axis=0), np.argmax(there, axis=0), NUM_STEPS + 1.0)

    found = over(count, np.reshape(rates, (-1, AT_ONCE)), 2 * AT_ONCE)
    return np.reshape(found, (len(rates), 2))


def _map(land, path, count):
    x = np.linspace(-1.2, 1.2, 41)
    walked = np.where(np.arange(NUM_STEPS + 1.0)[:, None] <= count, path, np.nan)
    marks = [
        terrain(land.value, x, x, LEVELS),
        trail(walked, color=METHOD_A, dots=True, width=1.4),
        spot(path[0], color=CHOSEN, size=5),
        spot(np.zeros(2), color=CHOSEN, shape="cross", size=5),
    ]
    axes = Axis("*θ*_{0}", (-1.2, 1.2)), Axis("*θ*_{1}", (-1.2, 1.2))
    return Panel(*axes, marks, title="at its best rate", aspect=1.0, to_scale=True)


def _counts(rates, steps, straight, rate, count):
    marks = [
        Line(rates, straight, color=REFERENCE, dash=True, label="not turned"),
        Line(rates, steps, color=METHOD_A, dots=True, label="turned"),
        Points(rate, count, color=CHOSEN, shape="square", size=6),
    ]
    axes = Axis("rate *ε*", (3e-5, 10.0), "log"), Axis("steps needed", (1.0, 1000.0), "log")
    return Panel(*axes, marks, aspect=1.0, title="first at a ten-thousandth of the loss")


def _readouts(count, straight, rate):
    there, before = count <= NUM_STEPS, straight <= NUM_STEPS
    found, apart = {"count": count, "rate": rate}, {"straight": straight}
    never = f"More than {NUM_STEPS} steps"
    return [
        Readout("At its best rate, {rate:.2g}: **{count:.0f} steps**.", found, there),
        Readout(f"**{never}** at every rate.", when=~there, tone="bad"),
        Readout("Not turned: {straight:.0f}.", apart, before),
        Readout(f"{never} without a turn, too.", when=~before),
    ]
