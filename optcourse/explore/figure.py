"""A scene drawn by matplotlib: the picture in PDFs, previews, and pages without scripts."""

from matplotlib.figure import Figure

from .text import mathtext
from .ticks import axis_spec


def draw(scene, title=""):
    """The scene as a matplotlib Figure, 4.4 inches wide a panel."""
    weights = [panel.weight for panel in scene.panels]
    figure = Figure(figsize=(4.4 * len(weights), 3.9), layout="constrained")
    grid = figure.add_gridspec(1, len(weights), width_ratios=weights)
    for cell, panel in zip(grid, scene.panels, strict=True):
        axes = figure.add_subplot(cell, projection="3d" if panel.z else None)
        if panel.z:
            axes.view_init(panel.view[1], -90 - panel.view[0])
        _panel(axes, panel)
    figure.suptitle(mathtext(title), fontsize=11, fontweight="bold", x=0.01, ha="left")
    if text := scene.reading():
        figure.supxlabel(mathtext(text), fontsize=9, wrap=True)
    if any(panel.z for panel in scene.panels):
        _draw_once(figure)
    return figure


def _draw_once(figure):
    """Before 3.11 matplotlib lays out 3-D axes by where their ticks were drawn last, if ever."""
    layout = figure.get_layout_engine()
    figure.set_layout_engine("none")
    figure.draw_without_rendering()
    figure.set_layout_engine(layout)


def _panel(axes, panel):
    for name in "xyz":
        axis = getattr(panel, name)
        if axis is None:
            continue
        if axis.scale == "log":
            getattr(axes, f"set_{name}scale")("log")
        getattr(axes, f"set_{name}lim")(*axis.limits)
        getattr(axes, f"set_{name}label")(mathtext(axis.label), fontsize=9)
        ticks = axis_spec(axis)["ticks"]
        labels = [mathtext(text) for _, text in ticks]
        getattr(axes, f"set_{name}ticks")([v for v, _ in ticks], labels, fontsize=8)
    axes.minorticks_off() if panel.z is None else None
    if panel.to_scale:
        axes.set_aspect("equal")
    axes.set_title(mathtext(panel.title), fontsize=9, loc="left")
    for order, mark in enumerate(panel.marks):
        mark.draw(axes, 1 + order)
    if any(text for text in axes.get_legend_handles_labels()[1]):
        axes.legend(fontsize=8, frameon=False)
