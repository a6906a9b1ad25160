"""What the marks' drawings by matplotlib share."""

import numpy as np

from .palette import LIGHT
from .text import mathtext


def finite(*values):
    """Arrays with everything that cannot be drawn replaced by gaps."""
    arrays = [np.ravel(np.asarray(v, float)) for v in values]
    return [np.where(np.abs(a) < 1e12, a, np.nan) for a in arrays]


def note(axes, x, y, text):
    """Write `text` beside the point (x, y), if there is one."""
    if text and np.isfinite(x) and np.isfinite(y) and axes.name != "3d":
        style = {"textcoords": "offset points", "fontsize": 8, "annotation_clip": True}
        axes.annotate(mathtext(text), (x, y), (7, 5), **style)


def shades(low, high):
    """The colormap between two colours of the page."""
    from matplotlib.colors import LinearSegmentedColormap  # only where a picture is asked for

    return LinearSegmentedColormap.from_list("shades", [LIGHT[low], LIGHT[high]])
