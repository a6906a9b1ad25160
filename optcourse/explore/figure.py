"""A scene drawn by matplotlib: the picture in PDFs, previews, and pages without scripts."""

import numpy as np
from matplotlib import cm, colors
from matplotlib.figure import Figure

from .text import fill, mathtext
from .ticks import axis_spec

PALETTE = ("#1b2430", "#0072b2", "#d55e00", "#009e73", "#aa4499", "#8a6d00", "#56b4e9")
SHADES = colors.LinearSegmentedColormap.from_list("shades", ["#9dbdd6", "#eaf1f7"])
SHAPES = {"circle": "o", "square": "s", "triangle": "^", "cross": "x"}


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
    shown = [r for r in scene.readouts if r.when is None or np.all(np.asarray(r.when))]
    if shown:
        text = " ".join(mathtext(fill(r.text, r.values)) for r in shown)
        figure.supxlabel(text, fontsize=9, wrap=True)
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
    axes.set_title(mathtext(panel.title), fontsize=9, loc="left")
    for order, mark in enumerate(panel.marks):
        MARKS[type(mark).__name__](axes, mark, 1 + order)
    if any(text for text in axes.get_legend_handles_labels()[1]):
        axes.legend(fontsize=8, frameon=False)


def _finite(*values):
    """Arrays with everything that cannot be drawn replaced by gaps."""
    arrays = [np.ravel(np.asarray(v, float)) for v in values]
    return [np.where(np.abs(a) < 1e12, a, np.nan) for a in arrays]


def _line(axes, mark, order):
    data = _finite(*(v for v in (mark.x, mark.y, mark.z) if v is not None))
    style = {"color": PALETTE[mark.color], "lw": mark.width, "ls": "--" if mark.dash else "-"}
    style |= {"marker": "o" if mark.dots else None, "ms": 3}
    axes.plot(*data, label=mathtext(mark.label), zorder=order, **style)


def _points(axes, mark, order):
    data = _finite(*(v for v in (mark.x, mark.y, mark.z) if v is not None))
    shape = SHAPES[mark.shape]
    axes.plot(*data, shape, color=PALETTE[mark.color], ms=1.6 * mark.size, zorder=order)
    if data[0].size:
        _note(axes, data[0][0], data[1][0], mark.label)


def _note(axes, x, y, text):
    if text and np.isfinite(x) and np.isfinite(y) and axes.name != "3d":
        style = {"textcoords": "offset points", "fontsize": 8, "annotation_clip": True}
        axes.annotate(mathtext(text), (x, y), (7, 5), **style)


def _bars(axes, mark, order):
    x, height = _finite(mark.x, mark.height)
    style = {"color": PALETTE[mark.color], "label": mathtext(mark.label), "zorder": order}
    axes.bar(x, height, mark.width, **style)


def _band(axes, mark, order):
    style = {"color": PALETTE[mark.color], "label": mathtext(mark.label), "zorder": order}
    axes.fill_between(*_finite(mark.x, mark.low, mark.high), alpha=0.2, lw=0, **style)


def _guide(axes, mark, order):
    style = {"color": PALETTE[mark.color], "ls": "--" if mark.dash else "-", "lw": 1}
    for value, line in ((mark.x, axes.axvline), (mark.y, axes.axhline)):
        if value is not None and np.isfinite(np.asarray(value, float)):
            line(float(np.asarray(value)), zorder=order, **style)
    if mark.label and mark.x is not None:
        axes.text(float(np.asarray(mark.x)), 0.97, f" {mathtext(mark.label)}", fontsize=8, va="top",
                  transform=axes.get_xaxis_transform(), clip_on=True)  # fmt: skip
    elif mark.label:
        axes.text(0.98, float(np.asarray(mark.y)), mathtext(mark.label), fontsize=8, va="bottom",
                  ha="right", transform=axes.get_yaxis_transform(), clip_on=True)  # fmt: skip


def _arrow(axes, mark, order):
    x, y, dx, dy = (float(v[0]) for v in _finite(mark.x, mark.y, mark.dx, mark.dy))
    style = {"arrowstyle": "-|>", "color": PALETTE[mark.color], "lw": mark.width}
    if np.all(np.isfinite([x, y, dx, dy])):
        axes.annotate("", (x + dx, y + dy), (x, y), arrowprops=style, zorder=order)
        _note(axes, x + dx, y + dy, mark.label)


def _text(axes, mark, order):
    x, y = _finite(mark.x, mark.y)
    style = {"ha": {"start": "left", "middle": "center", "end": "right"}[mark.anchor]}
    if np.isfinite(x[0]) and np.isfinite(y[0]):
        note = mathtext(fill(mark.text, mark.values))
        axes.text(x[0], y[0], note, fontsize=8, color=PALETTE[mark.color], clip_on=True, **style)


def _field(axes, mark, order):
    levels, z = np.asarray(mark.levels, float), np.asarray(mark.z, float)
    bands = np.concatenate([[-np.inf], levels, [np.inf]])
    shades = SHADES(np.linspace(0, 1, len(bands) - 1))
    z = np.nan_to_num(z, nan=1e300)
    axes.contourf(mark.x, mark.y, z, np.clip(bands, -1e301, 1e301), colors=shades)
    axes.contour(mark.x, mark.y, z, levels, colors=PALETTE[1], linewidths=0.6, alpha=0.4)


def _surface(axes, mark, order):
    x, y = np.meshgrid(mark.x, mark.y)
    z = np.clip(np.nan_to_num(np.asarray(mark.z, float), nan=np.inf), *axes.get_zlim())
    bands = np.searchsorted(mark.levels, z) / len(mark.levels)
    axes.plot_surface(x, y, z, facecolors=cm.ScalarMappable(cmap=SHADES).to_rgba(bands), lw=0.2)


def _handle(axes, mark, order):
    x, y = _finite(mark.x, mark.y)
    style = {"mfc": "white", "mec": PALETTE[mark.color], "ms": 9, "mew": 2}
    axes.plot(x, y, "o", zorder=order + 5, **style)
    _note(axes, x[0], y[0], mark.label)


MARKS = {
    "Line": _line, "Points": _points, "Bars": _bars, "Band": _band, "Guide": _guide,
    "Arrow": _arrow, "Text": _text, "Field": _field, "Surface": _surface, "Handle": _handle,
}  # fmt: skip
