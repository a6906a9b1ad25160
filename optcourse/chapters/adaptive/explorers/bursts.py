"""The explorer of Adam on a bowl without noise, long after it has come down."""

import numpy as np

from optcourse.chapters.adaptive.explorers.bounces import Valley
from optcourse.chapters.adaptive.explorers.tables import _WeighedAdam
from optcourse.explore import (
    CHOSEN,
    METHOD_C,
    REFERENCE,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Readout,
    Scene,
    listed,
    place,
)
from optcourse.rules import trajectory
from optcourse.tables import rows

NUM_STEPS, LATE = 2000, 500
START = np.array([1.0])
RATES = (0.003, 0.01, 0.03, 0.1, 0.3)
FIRST = (0.0, 0.5, 0.9, 0.95)
SECOND = (0.9, 0.95, 0.98, 0.99, 0.995)
CURVATURES = (0.01, 0.1, 1, 10, 100)
GUARDS = (1e-8, 1e-6, 1e-4, 1e-3, 1e-2, 1e-1)
READ = ("10⁻⁸", "10⁻⁶", "10⁻⁴", "0.001", "0.01", "0.1")


def bursts():
    """P4: Adam at a constant rate on ½ λ θ²."""
    controls = [
        listed("rate", "rate *ε*", RATES, "{}", start=3),
        listed("first", "*ρ*_{1}", FIRST, "{}", start=2),
        listed("second", "*ρ*_{2}", SECOND, "{}", start=3),
        listed("curvature", "curvature *λ*", CURVATURES, "{}", start=2),
        listed("guard", "guard *δ*", READ, "{}", start=0),
    ]
    presets = {
        "A tenth the rate": {"rate": place(RATES, 0.01)},
        "A hundred times steeper": {"curvature": place(CURVATURES, 100)},
        "A shorter memory": {"second": place(SECOND, 0.9)},
        "A large guard": {"guard": place(GUARDS, 1e-2)},
    }
    question = "No noise, one bowl, and it has come to 10⁻⁹ of the lowest place. Does it stay?"
    return Explorer(_scene, controls, "Bursts", question, presets=presets)


def _scene(rate, first, second, curvature, guard):
    epsilon, bend, delta = _at(RATES, rate), _at(CURVATURES, curvature), _at(GUARDS, guard)
    rho1, rho2 = _at(FIRST, first), _at(SECOND, second)
    states = trajectory(_WeighedAdam(epsilon, rho1, rho2, delta), Valley(bend), START, NUM_STEPS)
    far = np.abs(states.theta[:, 0])
    root = np.sqrt(states.memory.second[1:, 0] / states.memory.two[1:, 0])
    stretch = epsilon * bend / (root + delta)
    limit = 2 * (1 + rho1) / (1 - rho1)
    most = epsilon * bend / delta
    return Scene([_course(far), _stretch(stretch, limit)], _readouts(far, limit, most))


def _at(table, k):
    return rows(np.array(table, float), k)


def _course(far):
    marks = [Line(np.arange(NUM_STEPS + 1.0), far + 1e-300, color=METHOD_C, width=1.2)]
    axes = Axis("step", (0, NUM_STEPS)), Axis("distance |*θ*|", (1e-14, 10.0), "log")
    return Panel(*axes, marks, aspect=0.8)


def _stretch(stretch, limit):
    marks = [
        Guide(y=limit, color=REFERENCE, label="limit of stability"),
        Line(np.arange(1.0, NUM_STEPS + 1), stretch, color=CHOSEN, width=1.2),
    ]
    axes = Axis("step", (0, NUM_STEPS)), Axis("rate ÷ (√*v* + *δ*), times *λ*", (1e-3, 1e3), "log")
    return Panel(*axes, marks, aspect=0.8, title="the rate in effect, and how much is stable")


def _readouts(far, limit, most):
    late, low = np.max(far[NUM_STEPS - LATE :]), np.maximum(np.min(far), 1e-12)
    late = np.maximum(late, 1e-12)
    ends = {"late": late, "low": low}
    held = {"most": most, "limit": limit}
    text = "In the last 500 steps as far away as **{late:.1g}**; before, within {low:.1g}."
    return [
        Readout(text, ends),
        Readout("The guard holds the rate to {most:.3g}, below {limit:.3g}: no burst.", held,
                most < limit, tone="good"),
    ]  # fmt: skip
