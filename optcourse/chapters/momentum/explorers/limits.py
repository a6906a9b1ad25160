"""The explorer of heavy ball and Nesterov: where each is stable, and what each does there."""

import numpy as np

from optcourse.explore import (
    METHOD_B,
    METHOD_C,
    REFERENCE,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Point,
    Readout,
    Scene,
    grip,
    listed,
    place,
)
from optcourse.loops import each
from optcourse.rules import Momentum, Nesterov, trajectory
from optcourse.tables import rows

KAPPAS = (10, 30, 100, 300, 1000)
NUM, NUM_STEPS = 30, 240
START = np.ones(NUM)
SHARES = np.arange(NUM) / (NUM - 1.0)
LOST = 1e6


class Bowl:
    """½ Σ λ θ², with curvatures λ (NUM,)."""

    def __init__(self, values):
        self.values = values

    def value(self, theta):
        return 0.5 * np.sum(self.values * theta * theta)

    def grad(self, theta):
        return self.values * theta


def heavy_ball_or_nesterov():
    """M4, M5: both limits in the plane of momentum and rate, and both losses at a place of it."""
    controls = [
        Point("at", "momentum and rate", (0.0, 0.99), (0.05, 3.95), (0.9, 1.0)),
        listed("kappa", "condition number *κ*", KAPPAS, "{:,}", start=place(KAPPAS, 100)),
    ]
    presets = {
        "Past Nesterov’s limit": {"at": (0.9, 1.5)},
        "Past both": {"at": (0.5, 3.2)},
        "Heavy ball’s best": {"at": (0.669, 3.306)},
        "Nesterov’s best": {"at": (0.793, 1.329)},
        "Heavy ball’s hump": {"at": (0.881, 3.758), "kappa": place(KAPPAS, 1000)},
    }
    question = "Raise the rate. Which of the two gives out first, and which is faster at its best?"
    title = "Heavy ball or Nesterov"
    return Explorer(_scene, controls, title, question, presets=presets)


def _scene(at, kappa):
    momentum, rate = at[0], at[1]
    values = np.exp(-np.log(rows(np.array(KAPPAS, float), kappa)) * SHARES)
    bowl = Bowl(values)
    losses = [_fall(kind(rate, momentum), bowl) for kind in (Momentum, Nesterov)]
    limits = 2 * (1 + momentum), 2 * (1 + momentum) / (1 + 2 * momentum)
    told = _told("Heavy ball", losses[0], rate, limits[0])
    told += _told("Nesterov", losses[1], rate, limits[1])
    return Scene([_plane(at), _curves(*losses)], told)


def _fall(rule, bowl):
    """The loss after each step, as a part of the first: (NUM_STEPS + 1,)."""
    path = trajectory(rule, bowl, START, NUM_STEPS).theta
    return each(bowl.value, path) / bowl.value(START)


def _plane(at):
    momentum = np.linspace(0.0, 1.0, 101)
    both = 2 * (1 + momentum)
    marks = [
        Line(momentum, both, color=METHOD_B, width=2.4, label="heavy ball’s limit"),
        Line(momentum, both / (1 + 2 * momentum), color=METHOD_C, dash=True, width=2.4,
             label="Nesterov’s limit"),
        grip(at, "at", color=0),
    ]  # fmt: skip
    axes = Axis("momentum *α*", (0.0, 1.0)), Axis("rate × largest curvature, *ελ*", (0.0, 4.0))
    return Panel(*axes, marks, title="stable below the line; ring: here", aspect=0.9)


def _curves(ball, nesterov):
    steps = np.arange(NUM_STEPS + 1.0)
    shown = lambda loss: np.where(loss < LOST, loss, np.nan) + 1e-30  # noqa: E731
    marks = [
        Guide(y=1.0, color=REFERENCE),
        Line(steps, shown(ball), color=METHOD_B, width=2.4, label="heavy ball"),
        Line(steps, shown(nesterov), color=METHOD_C, dash=True, width=2.4, label="Nesterov"),
    ]
    axes = Axis("step", (0, NUM_STEPS)), Axis("loss, of the first", (1e-12, 1e4), "log")
    return Panel(*axes, marks, aspect=0.9)


def _told(name, loss, rate, limit):
    stable, hump = rate < limit, np.max(loss)
    rises, left = hump > 1.005, {"left": loss[-1]}
    after = f"after {NUM_STEPS} steps."
    return [
        Readout(f"{name}: **{{left:.1g}}** of the loss {after}", left, stable & ~rises),
        Readout(f"{name}: up to {{hump:.3g}} times the first loss, **{{left:.1g}}** of it {after}",
                left | {"hump": hump}, stable & rises),
        Readout(f"{name}: **unstable**, *ελ* must stay below {{limit:.3f}} here.",
                {"limit": limit}, ~stable, tone="bad"),
    ]  # fmt: skip
