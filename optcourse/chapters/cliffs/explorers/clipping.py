"""The explorer of two ways to clip, in the chapter on cliffs."""

import numpy as np

from optcourse.chapters.cliffs.experiments import angle_between
from optcourse.explore import (
    CHOSEN,
    METHOD_B,
    METHOD_C,
    Arrow,
    Axis,
    Explorer,
    Line,
    Panel,
    Point,
    Points,
    Readout,
    Scene,
    Slider,
    grip,
    trail,
)
from optcourse.rules import clip_by_norm, clip_by_value

WIDE = 3.6


def by_norm_or_by_value():
    """C3: a gradient of two entries, clipped in both ways."""
    controls = [
        Slider("h", "threshold *h*", 0.2, 2.0, 1.0, step=0.1, spec=".1f"),
        Point("g", "gradient", (-3.0, 3.0), (-3.0, 3.0), (2.0, 0.7)),
    ]
    question = "Drag the gradient. Which clipping keeps its direction?"
    presets = {
        "Turned most": {"h": 0.2, "g": (3.0, 0.2)},
        "Along an axis": {"g": (2.1, 0.0)},
        "Along the diagonal": {"g": (1.5, 1.5)},
        "A short gradient": {"g": (0.7, 0.3)},
    }
    return Explorer(_clipped, controls, "By norm or by value", question, presets=presets)


def _clipped(h, g):
    norm, value = clip_by_norm(g, h), clip_by_value(g, h)
    length = np.sqrt(np.sum(g * g))
    turned = np.where(length > 0, angle_between(g, value), 0.0)
    long = length > h * (1 + 1e-9)
    circle = h * _around(181)
    square = h * np.array([[1.0, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]])
    axes = [Axis(f"*g*_{{{k}}}", (-WIDE, WIDE)) for k in (1, 2)]
    vectors = Panel(
        *axes,
        [
            trail(circle, color=METHOD_B, width=1.2, label="by norm: length *h*"),
            trail(square, color=METHOD_C, width=1.2, dash=True, label="by value: entries ±*h*"),
            Arrow(0.0, 0.0, g[0], g[1], color=CHOSEN, width=1.6),
            Arrow(0.0, 0.0, value[0], value[1], color=METHOD_C, width=3.5),
            Arrow(0.0, 0.0, norm[0], norm[1], color=METHOD_B, width=3.5),
            grip(g, "g", color=CHOSEN, label="*g*"),
        ],
        aspect=1.0,
        to_scale=True,
    )  # fmt: skip
    values = {"norm": np.sqrt(np.sum(norm * norm)), "turned": turned}
    values["value"] = np.sqrt(np.sum(value * value))
    return Scene(
        [vectors, _turns(h, g, length, turned)],
        [
            Readout("‖*g*‖ = {length:.2f}.", {"length": length}),
            Readout("By norm: length **{norm:.2f}**, turned by **0°**. By value: length "
                    "**{value:.2f}**, turned by **{turned:.0f}°**.", values, when=long),
            Readout("Not longer than *h*: neither changes it.", when=~long, tone="good"),
        ],
    )  # fmt: skip


def _around(count):
    turn = np.linspace(0.0, 2 * np.pi, count)
    return np.stack([np.cos(turn), np.sin(turn)], axis=1)


def _turns(h, g, length, turned):
    """How far clipping by value turns a vector of this length, against its direction."""
    degrees = np.linspace(0.0, 90.0, 181)
    rays = np.stack([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))], axis=1)
    all_g = np.maximum(length, 1e-9) * rays
    direction = np.degrees(np.arctan2(np.abs(g[1]), np.abs(g[0])))
    return Panel(
        Axis("angle between *g* and the axis *g*_{1}, degrees", (0, 90), ticks=(0, 30, 45, 60, 90)),
        Axis("turned by, degrees", (0, 45), ticks=(0, 15, 30, 45)),
        [
            Line(degrees, angle_between(all_g, clip_by_value(all_g, h)), color=METHOD_C, dash=True,
                 label="by value"),
            Line(degrees, 0.0 * degrees, color=METHOD_B, width=3.0, label="by norm"),
            Points(direction, turned, color=METHOD_C, size=5.5),
        ],
        aspect=1.0,
    )  # fmt: skip
