"""The explorer of four rules near a saddle, in the chapter on saddle points."""

import numpy as np

from optcourse.chapters.saddles.experiments import RIDGE, DoubleWell, EggCrate, TinyNetwork
from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    METHOD_C,
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

NUM_STEPS, NUM_SHOWN = 60, 20  # of a path; of its losses
SHOWN = 2.4
SURFACES = {  # its words, its loss, the losses of the map, and those of the curves
    "ridge": ("saddle", RIDGE, (-3.0, 3.0), (-4.0, 2.0)),
    "wells": ("two wells", DoubleWell(), (0.0, 3.0), (-0.05, 1.1)),
    "crate": ("egg crate", EggCrate(), (-1.0, 1.0), (-1.1, 1.1)),
    "network": ("tiny network", TinyNetwork(), (0.0, 2.0), (0.0, 0.8)),
}
RULES = {
    "descent": ("Descent", METHOD_A),
    "momentum": ("Momentum", METHOD_B),
    "newton": ("Newton", METHOD_C),
    "free": ("Saddle-free Newton", 5),  # a fourth
}


def drawn_to_the_saddle():
    """D8: four rules from one start that the reader drags, on four surfaces."""
    controls = [
        Choice("surface", "surface", {k: v[0] for k, v in SURFACES.items()}, "wells"),
        Slider("lr", "learning rate *ε*", 0.02, 0.5, 0.2, step=0.02),
        Slider("momentum", "momentum *α*", 0.0, 0.9, 0.6, step=0.1, spec=".1f"),
        Point("start", "start", (-2.2, 2.2), (-2.2, 2.2), (1.6, 1.2)),
    ]
    presets = {
        "Newton is caught": {"start": (0.3, 1.2)},
        "Newton climbs": {"surface": "crate", "start": (1.5, 1.7)},
        "Beside a ridge": {"surface": "ridge", "start": (1.2, 0.01)},
        "A tiny network": {"surface": "network", "start": (0.3, 1.2)},
    }
    question = "Four rules leave from the same place. Who stops at a saddle?"
    title = "Who is drawn to the saddle?"
    return Explorer(_drawn, controls, title, question, presets=presets)


def _drawn(surface, lr, momentum, start):
    _, landscape, heights, losses = SURFACES[surface]
    rules = {
        "descent": GradientDescent(lr),
        "momentum": Momentum(lr, momentum),
        "newton": Newton(),
        "free": SaddleFreeNewton(damping=0.3),
    }
    paths = {name: trajectory(rules[name], landscape, start, NUM_STEPS).theta for name in rules}
    ends = [_readout(name, landscape, path[-1]) for name, path in paths.items()]
    return Scene(
        [_map(landscape, heights, paths, start), _losses(landscape, losses, paths)],
        [readout for group in ends for readout in group],
    )


def _map(landscape, heights, paths, start):
    x = np.linspace(-SHOWN, SHOWN, 53)
    levels = tuple(np.round(np.linspace(*heights, 15), 4))
    marks = [terrain(landscape.value, x, x, levels)]
    for name, path in paths.items():
        label, color = RULES[name]
        marks.append(trail(path, color=color, width=1.8, dots=True, label=label, run=name))
    shapes = zip(paths.values(), ("circle", "square", "cross", "triangle"), strict=True)
    for (path, shape), (_, color) in zip(shapes, RULES.values(), strict=True):
        marks.append(spot(path[-1], color=color, shape=shape, size=5))
    marks.append(grip(start, "start", color=0))
    axes = [Axis(f"*θ*_{{{k}}}", (-SHOWN, SHOWN), ticks=(-2, 0, 2)) for k in (1, 2)]
    return Panel(*axes, marks, title="ring: the start", aspect=1.0, weight=1.2)


def _losses(landscape, limits, paths):
    steps = np.arange(NUM_SHOWN + 1)
    marks = [
        Line(
            steps,
            each(landscape.value, path[: NUM_SHOWN + 1]),
            color=RULES[name][1],
            width=1.8,
            run=name,
        )
        for name, path in paths.items()
    ]
    return Panel(Axis("step", (0, NUM_SHOWN)), Axis("loss", limits), marks, aspect=0.9)


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
