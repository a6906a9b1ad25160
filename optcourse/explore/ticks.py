"""Where the ticks of an axis stand, as matplotlib places them, and what they read."""

import numpy as np

from optcourse.numerals import format_alike, format_briefly, power_of_ten


def axis_spec(axis):
    """Limits, scale and ticks `[[value, text], …]` of an axis as JSON."""
    ticks = _log_ticks(*axis.limits) if axis.scale == "log" else _linear_ticks(*axis.limits)
    if isinstance(axis.ticks, tuple):
        ticks = _brief(axis.ticks)
    return {
        "label": axis.label,
        "lo": float(axis.limits[0]),
        "hi": float(axis.limits[1]),
        "log": axis.scale == "log",
        "ticks": ticks if axis.ticks else [],
    }


def _linear_ticks(low, high):
    from matplotlib.ticker import MaxNLocator

    values = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    slack = 1e-9 * (high - low)
    values = values[(values >= low - slack) & (values <= high + slack)].tolist()
    return [[v, text] for v, text in zip(values, format_alike(values), strict=True)]


def _log_ticks(low, high):
    from matplotlib.ticker import LogLocator

    with np.errstate(over="ignore"):
        decades = _within(LogLocator(numticks=6).tick_values(low, high), low, high)
    if len(decades) > 1:
        return [[v, power_of_ten(round(np.log10(v)))] for v in decades]
    start = 10.0 ** np.floor(np.log10(low))
    values = _within(start * np.array([1, 2, 5, 10, 20, 50, 100]), low, high)
    return _brief(values) if len(values) > 1 else _linear_ticks(low, high)


def _within(values, low, high):
    return [float(v) for v in values if low * (1 - 1e-9) <= v <= high * (1 + 1e-9)]


def _brief(values):
    return [[v, format_briefly(v)] for v in map(float, values)]
