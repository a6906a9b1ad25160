"""The explorer of bad minima built by hand in the chapter on local minima."""

import numpy as np

from optcourse.chapters.minima.experiments import strict_minima, traps
from optcourse.explore import (
    CLASS_A,
    Axis,
    Choice,
    Explorer,
    Guide,
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
from optcourse.rules import GradientDescent, Grained, trajectory

NETWORKS = {"neuron": "no hidden unit", "hidden": "one hidden unit"}
NUM_STEPS, SHOWN_EVERY = 2000, 10
LEVELS = {
    "neuron": (0.44, 0.5, 0.6, 0.7, 0.8, 0.87, 0.9, 0.95, 1.02, 1.1, 1.2, 1.3, 1.46, 1.6, 1.8),
    "hidden": (0.08, 0.09, 0.11, 0.14, 0.17, 0.2, 0.25, 0.3, 0.4, 0.6, 0.9, 1.3, 2.0, 3.0),
}
BEST = (0.3, 1.6)
TALLEST = {"neuron": 1.8, "hidden": 1.0}


def bad_minimum():
    """L6: two tiny networks with a bad minimum; descent from a start that the reader drags."""
    controls = [
        Choice("network", "network", NETWORKS, "neuron"),
        Slider("rate", "learning rate *ε*", 0.01, 1.0, 0.1, count=41, log=True, spec=".2g"),
        Point("start", "start", (-1.2, 2.4), (-1.2, 2.4), (1.4, 0.8)),
    ]
    presets = {
        "The best minimum": {"start": (-0.8, -0.6)},
        "One bad weight": {"start": (1.4, -0.6)},
        "One hidden unit": {"network": "hidden"},
        "One hidden unit, best": {"network": "hidden", "rate": 0.05, "start": BEST},
    }
    question = "Drag the start. Can you tell a bad minimum from the good one where you stand?"
    title = "A bad minimum built by hand"
    return Explorer(_trap, controls, title, question, presets=presets)


def _trap(network, rate, start):
    trap = traps()[network]
    best, others = _drawn_minima(trap)
    path = trajectory(Grained(GradientDescent(rate)), trap.network, start, NUM_STEPS).theta
    panels = [
        _plane(trap, LEVELS[network], best, others, path, start),
        _data(network, trap, best, path[-1]),
        _line(trap, best, path[-1], TALLEST[network]),
    ]
    return Scene(panels, _readouts(trap, best, path[-1]))


def _drawn_minima(trap):
    """The lowest minimum in the picture (2,), and the bad ones (k, 2)."""
    found = strict_minima(trap.network, trap.starts())
    low, high = np.array([trap.x, trap.y]).T
    found = found[np.all((low < found) & (found < high), axis=1)]
    heights = trap.network.value(found)
    return found[0], found[heights > heights[0] + 1e-6]


def _plane(trap, levels, best, others, path, start):
    x, y = np.linspace(*trap.x, 49), np.linspace(*trap.y, 49)
    return Panel(
        Axis("*θ*_{0}", trap.x),
        Axis("*θ*_{1}", trap.y),
        [
            terrain(trap.network.value, x, y, levels),
            spot(best, color=0, shape="cross", size=5),
            Points(others[:, 0], others[:, 1], color=CLASS_A, shape="triangle", size=4.5),
            trail(path[::SHOWN_EVERY], color=2, width=2.0),
            spot(path[-1], color=2, shape="square", size=4.5),
            grip(start, "start", label="start"),
        ],
        title="loss; cross: the global minimum, triangle: a bad one",
        aspect=1.0,
    )


def _data(network, trap, best, end):
    if network == "neuron":
        return _examples(trap.network, best, end)
    x = np.linspace(0.0, 14.0, 113)
    inputs = trap.network.X
    return Panel(
        Axis("input *x*", (0.0, 14.0)),
        Axis("output", (-1.0, 2.0)),
        [
            Points(inputs, trap.network.y, color=0),
            Line(x, best[1] * np.tanh(best[0] * x), color=0, dash=True, width=1.4, label="best"),
            Line(x, end[1] * np.tanh(end[0] * x), color=2, label="this one"),
        ],
        title="data and fit",
        aspect=1.0,
    )


def _examples(network, best, end):
    place = np.arange(1.0, 5.0)
    return Panel(
        Axis("example", (0.5, 4.5), ticks=(1, 2, 3, 4)),
        Axis("output", (-1.1, 1.1)),
        [
            Guide(y=0.0, dash=False),
            Points(place, network.y, color=0, size=5),
            Points(place, network.outputs(best)[0], color=0, shape="cross"),
            Points(place, network.outputs(end)[0], color=2, shape="square"),
        ],
        title="dots: targets; crosses: the best; squares: this one",
        aspect=1.0,
    )


def _line(trap, best, end, tallest):
    share = np.linspace(0.0, 1.0, 61)
    places = end + share[:, None] * (best - end)
    return Panel(
        Axis("share of the way", (0.0, 1.0)),
        Axis("loss", (0.0, tallest)),
        [Line(share, trap.network.value(places), color=2)],
        title="way to the global minimum",
        aspect=1.0,
    )


def _readouts(trap, best, end):
    grad, hessian = trap.network.grad(end), trap.network.hessian(end)
    low, high = _eigenvalues(hessian)
    still = np.sqrt(np.sum(grad * grad) + 1e-12)
    loss, lowest = trap.network.value(end), trap.network.value(best)
    values = {"loss": loss, "lowest": lowest, "grad": still, "low": low, "high": high}
    rests = (still < 1e-3) & (low > 0)
    return [
        Readout("Loss **{loss:.3f}**, lowest {lowest:.3f}; ‖*g*‖ = {grad:.4f}; eigenvalues of "
                "*H* {low:.2f} and {high:.2f}.", values),
        Readout("**The global minimum.**", when=loss < lowest + 1e-3, tone="good"),
        Readout("**A bad minimum:** flat, bent up on all sides, and not the lowest.",
                when=rests & (loss >= lowest + 1e-3), tone="bad"),
        Readout("Not at rest.", when=~rests & ~(loss < lowest + 1e-3)),
    ]  # fmt: skip


def _eigenvalues(hessian):
    middle = 0.5 * (hessian[0, 0] + hessian[1, 1])
    half = 0.5 * (hessian[0, 0] - hessian[1, 1])
    reach = np.sqrt(half * half + hessian[0, 1] * hessian[0, 1])
    return middle - reach, middle + reach
