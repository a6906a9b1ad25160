"""The explorer of a gradient and of a Newton step, both estimated from a batch."""

import numpy as np

from optcourse.explore import (
    METHOD_A,
    METHOD_C,
    REFERENCE,
    Arrow,
    Axis,
    Explorer,
    Guide,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
)

DRAWS = np.random.default_rng(4).standard_normal((160, 2))
DRAWS = (DRAWS - DRAWS.mean(axis=0)) / DRAWS.std(axis=0)
NOISE = 3.0  # standard deviation of one example's gradient in each direction, ‖g‖ being 1


def gradient_and_inverse():
    """B7: clouds of ĝ and of H⁻¹ĝ on a bowl with equal noise in both directions."""
    controls = [
        Slider("size", "batch size *n*", 1.0, 10_000.0, 100.0, count=61, log=True, spec=".0f"),
        Slider("kappa", "condition *κ*", 1.0, 100.0, 20.0, count=41, log=True, spec=".0f"),
        Slider("angle", "direction of *g*", 0.0, 90.0, 15.0, step=1.0, spec="d", unit="°"),
    ]
    presets = {
        "Along the floor": {"angle": 90.0},
        "Across the valley": {"angle": 0.0},
        "A round bowl": {"kappa": 1.0},
        "A large batch": {"size": 10_000.0},
    }
    question = "The same batch, two steps: which one is lost in the noise?"
    return Explorer(_inverse, controls, "*g* against *H*⁻¹*g*", question, presets=presets)


def _inverse(size, kappa, angle):
    turn = np.radians(angle)
    g = np.stack([np.cos(turn), np.sin(turn)])  # along v_max, along v_min
    inverse = np.stack([1 / kappa, 1.0])  # eigenvalues κ and 1
    grads = g + NOISE / np.sqrt(size) * DRAWS
    steps, step = grads * inverse, g * inverse
    long = np.sqrt(np.sum(step * step))
    errors = [
        NOISE / np.sqrt(size) * np.sqrt(2.0),
        NOISE / np.sqrt(size) * np.sqrt(np.sum(inverse * inverse)) / long,
    ]
    clouds = [
        (grads, g, errors[0], "*ĝ* (arrow: *g*), in units of ‖*g*‖", METHOD_A),
        (
            steps / long,
            step / long,
            errors[1],
            "*H*⁻¹*ĝ* (arrow: *H*⁻¹*g*), in units of its length",
            METHOD_C,
        ),
    ]
    return Scene([_panel(*each) for each in clouds], _readouts(*errors, kappa, size))


def _panel(cloud, true, error, title, color):
    marks = [
        Guide(x=0.0, dash=False),
        Guide(y=0.0, dash=False),
        Points(cloud[:, 0], cloud[:, 1], color=color, size=2.2),
        Arrow(0.0, 0.0, true[0], true[1], color=REFERENCE, width=3),
    ]
    across, along = Axis("along *v*_{max}", (-2.5, 3.5)), Axis("along *v*_{min}", (-3.0, 3.0))
    return Panel(across, along, marks, title=title, aspect=1.0, to_scale=True)


def _readouts(plain, solved, kappa, size):
    ratio = solved / plain
    values = {"plain": plain, "solved": solved, "ratio": ratio, "kappa": kappa}
    return [
        Readout("Relative error of *ĝ* **{plain:.0%}**, of *H*⁻¹*ĝ* **{solved:.0%}**: amplified "
                "{ratio:.2g} times, where up to *κ* = {kappa:.0f} is possible.", values),
        Readout("To be as good as *ĝ*, the Newton step needs **{more:.0f} examples**.",
                {"more": size * ratio * ratio}, when=ratio > 1.05, tone="bad"),
        Readout("Here the Newton step is no worse.", when=ratio <= 1.05, tone="good"),
    ]  # fmt: skip
