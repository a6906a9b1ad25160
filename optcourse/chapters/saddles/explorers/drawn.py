"""The explorer of four rules near a saddle, in the chapter on saddle points."""

import numpy as np

from optcourse.chapters.saddles.experiments import RIDGE, DoubleWell, EggCrate, TinyNetwork
from optcourse.explore import (
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Point,
    Readout,
    Scene,
    Slider,
    grip,
    spot,
    terrain,
    trail,
)
from optcourse.loops import each
from optcourse.methods import Newton, SaddleFreeNewton
from optcourse.rules import GradientDescent, Momentum, trajectory

NUM_STEPS = 60
SHOWN = 2.4
SURFACES = {
    "ridge": ("saddle", RIDGE, (-3.0, 3.0)),
    "wells": ("two wells", DoubleWell(), (0.0, 3.0)),
    "crate": ("egg crate", EggCrate(), (-1.0, 1.0)),
    "network": ("tiny network", TinyNetwork(), (0.0, 2.0)),
}
RULES = {
    "descent": ("Descent", 2),
    "momentum": ("Momentum", 4),
    "newton": ("Newton", 1),
    "free": ("Saddle-free Newton", 3),
}


def drawn_to_the_saddle():
    """D8: four rules from one start that the reader drags, on four surfaces."""
    controls = [
        Choice("surface", "surface", {k: v[0] for k, v in SURFACES.items()}, "wells"),
        Slider("lr", "learning rate *ε*", 0.02, 0.5, 0.2, step=0.02),
        Slider("momentum", "momentum *α*", 0.0, 0.9, 0.6, step=0.1, spec=".1f"),
        Point("start", "start", (-2.2, 2.2), (-2.2, 2.2), (0.3, 1.2)),
    ]
    question = "Four rules leave from the same place. Who stops at a saddle?"
    return Explorer(_drawn, controls, "Who is drawn to the saddle?", question)


def _drawn(surface, lr, momentum, start):
    _, landscape, limits = SURFACES[surface]
    rules = {
        "descent": GradientDescent(lr),
        "momentum": Momentum(lr, momentum),
        "newton": Newton(),
        "free": SaddleFreeNewton(damping=0.3),
    }
    paths = {name: trajectory(rules[name], landscape, start, NUM_STEPS).theta for name in rules}
    ends = [_readout(name, landscape, path[-1]) for name, path in paths.items()]
    return Scene(
        [_map(landscape, limits, paths, start), _losses(landscape, limits, paths)],
        [readout for group in ends for readout in group],
    )


def _map(landscape, limits, paths, start):
    x = np.linspace(-SHOWN, SHOWN, 53)
    levels = tuple(np.round(np.linspace(*limits, 15), 4))
    marks = [terrain(landscape.value, x, x, levels)]
    for name, path in paths.items():
        label, color = RULES[name]
        marks.append(trail(path, color=color, width=1.8, dots=True, label=label))
    shapes = zip(paths.values(), ("circle", "square", "cross", "triangle"), strict=True)
    for (path, shape), (_, color) in zip(shapes, RULES.values(), strict=True):
        marks.append(spot(path[-1], color=color, shape=shape, size=5))
    marks.append(grip(start, "start", color=0, label="start"))
    axes = [Axis(f"*θ*_{{{k}}}", (-SHOWN, SHOWN), ticks=(-2, 0, 2)) for k in (1, 2)]
    return Panel(*axes, marks, aspect=1.0, weight=1.2)


def _losses(landscape, limits, paths):
    steps, (low, high) = np.arange(NUM_STEPS + 1), limits
    marks = [
        Line(steps, each(landscape.value, path), color=RULES[name][1], width=1.8)
        for name, path in paths.items()
    ]
    pad = 0.1 * (high - low)
    return Panel(
        Axis("step", (0, NUM_STEPS)), Axis("loss", (low - pad, high + pad)), marks, aspect=0.9
    )


def _readout(name, landscape, end):
    """Where a rule has come to: one of five sentences."""
    label = RULES[name][0]
    grad, hessian = landscape.grad(end), landscape.hessian(end)
    det = hessian[0, 0] * hessian[1, 1] - hessian[0, 1] * hessian[1, 0]
    trace = hessian[0, 0] + hessian[1, 1]
    level = np.sum(grad * grad) < 1e-4
    gone = ~level & ~(np.sum(end * end) < 50.0)
    still = ~level & ~gone
    return [
        Readout(f"{label}: **at a minimum.**", when=level & (det > 0) & (trace > 0), tone="good"),
        Readout(f"{label}: **at a saddle.**", when=level & (det < 0), tone="bad"),
        Readout(f"{label}: **at a maximum.**", when=level & (det > 0) & (trace < 0), tone="bad"),
        Readout(f"{label}: far away.", when=gone),
        Readout(f"{label}: still moving.", when=still),
    ]
