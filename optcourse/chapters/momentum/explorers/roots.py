"""The explorer of damping: the roots of heavy ball in each direction of a bowl."""

import numpy as np

from optcourse.explore import (
    CLASS_A,
    CLASS_B,
    METHOD_B,
    REFERENCE,
    Axis,
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
from optcourse.landscapes import Quadratic
from optcourse.rules import Momentum, trajectory
from optcourse.tables import rows

KAPPAS = (2, 4, 9, 16, 25, 49, 100)
NUM_STEPS = 100
START = np.array([-1.7, 1.0])
CIRCLE = np.linspace(0, 2 * np.pi, 97)
LEVELS = (0.005, 0.02, 0.06, 0.12, 0.25, 0.45, 0.7, 1.0)
NEAR = 0.01


def damping():
    """M4, M7: rate, momentum and κ; where the roots lie and how the path runs."""
    controls = [
        Slider("rate", "*ελ* of the steep direction", 0.05, 4.0, 1.0, step=0.05, spec=".2f"),
        Slider("momentum", "momentum *α*", 0.0, 0.98, 0.0, step=0.02, spec=".2f"),
        listed("kappa", "condition number *κ*", KAPPAS, "{}", start=place(KAPPAS, 25)),
    ]
    presets = {
        "Critical, flat direction": {"momentum": 0.64},
        "Too much": {"momentum": 0.94},
        "The best of both": {"rate": 2.75, "momentum": 0.46},
        "Unstable": {"rate": 3.2, "momentum": 0.5},
    }
    question = "Raise the momentum. When is the flat direction fastest, and what comes after?"
    return Explorer(_scene, controls, "Damping", question, presets=presets)


def _scene(rate, momentum, kappa):
    kappa = rows(np.array(KAPPAS, float), kappa)
    bowl = Quadratic((1 / kappa, 1.0))
    path = trajectory(Momentum(rate, momentum), bowl, START, NUM_STEPS).theta
    loss = bowl.value(path) / bowl.value(START) + 1e-30
    flat, steep = _roots(rate / kappa, momentum), _roots(rate, momentum)
    panels = [_map(bowl, path), _plane(flat, steep), _fall(loss, flat, steep)]
    told = _told("Flat", flat, rate / kappa, momentum) + _told("Steep", steep, rate, momentum)
    return Scene(panels, told)


def _roots(z, momentum):
    """Real and imaginary parts (2,) of the roots of r² − (1 + α − z) r + α."""
    middle = (1 + momentum - z) / 2
    under = middle * middle - momentum
    apart, around = np.sqrt(np.maximum(under, 0)), np.sqrt(np.maximum(-under, 0))
    return np.stack([middle + apart, middle - apart]), np.stack([around, -around])


def _size(roots):
    """The larger absolute value of two roots."""
    real, imaginary = roots
    return np.sqrt(np.max(real * real + imaginary * imaginary))


def _plane(flat, steep):
    marks = [
        Line(np.cos(CIRCLE), np.sin(CIRCLE), color=REFERENCE, width=1.5),
        Line(np.array([-1.5, 1.5]), np.zeros(2), color=0, width=0.7),
        Line(*flat, color=CLASS_A, dash=True, width=1.2, label="flat direction"),
        Line(*steep, color=CLASS_B, width=1.2, label="steep direction"),
        Points(*flat, color=CLASS_A, size=5),
        Points(*steep, color=CLASS_B, shape="square", size=5),
    ]
    axes = Axis("real part", (-1.5, 1.5)), Axis("imaginary part", (-1.5, 1.5))
    return Panel(*axes, marks, title="roots, and the unit circle", aspect=1.0, to_scale=True)


def _map(bowl, path):
    x, y = np.linspace(-2.0, 2.0, 41), np.linspace(-1.5, 1.5, 41)
    marks = [
        terrain(bowl.value, x, y, LEVELS),
        trail(path, color=METHOD_B, dots=True, width=1.4, run="ball"),
        spot(np.zeros(2), color=0, shape="cross", size=6),
    ]
    axes = Axis("*θ*_{flat}", (-2.0, 2.0)), Axis("*θ*_{steep}", (-1.5, 1.5))
    return Panel(*axes, marks, title="the path", aspect=1.0)


def _fall(loss, flat, steep):
    steps = np.arange(NUM_STEPS + 1.0)
    size = np.maximum(_size(flat), _size(steep))
    marks = [
        Line(steps, size ** (2 * steps) + 1e-30, color=REFERENCE, dash=True,
             label="larger root, to 2*k*"),
        Line(steps, loss, color=METHOD_B, label="loss", run="ball"),
    ]  # fmt: skip
    axes = Axis("step *k*", (0, NUM_STEPS)), Axis("loss, of the first", (1e-12, 100.0), "log")
    return Panel(*axes, marks, aspect=1.0)


def _told(name, roots, z, momentum):
    """One sentence on a direction: what its roots make of it."""
    size, best = _size(roots), np.abs(1 - np.sqrt(z))
    critical = np.abs(np.sqrt(momentum) - best) < NEAR
    real, imaginary = roots
    turns, stable = np.max(imaginary) > 0, size < 1 - 1e-9
    values = {"size": size, "best": best * best}
    calm = stable & ~critical & ~turns
    rest = ", a step leaves **{size:.3f}**; critical at *α* = {best:.3f}."
    kinds = [
        ("**unstable**", ~stable, "bad"),
        ("**critical**", stable & critical, "good"),
        ("oscillates", stable & ~critical & turns, "plain"),
        ("overdamped", calm & (real[0] > -real[1]), "plain"),
        ("bounces", calm & (real[0] <= -real[1]), "plain"),
    ]
    return [Readout(f"{name}: {kind}{rest}", values, when, tone=tone) for kind, when, tone in kinds]
