"""Where the ticks of an axis stand, as matplotlib places them, and what they read.

Powers of ten along a log axis are all written in one way: as powers if it spans more than four
decades, or reaches numbers with many digits, else in digits.
"""

import numpy as np

from optcourse.numerals import format_alike, format_briefly


def axis_spec(axis):
    """Limits, scale and ticks `[[value, text], …]` of an axis as JSON."""
    ticks = _log_ticks(*axis.limits) if axis.scale == "log" else _linear_ticks(*axis.limits)
    if isinstance(axis.ticks, tuple):
        ticks = _brief(axis.ticks)
    if axis.scale == "log":
        ticks = _alike(ticks, *axis.limits)
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
        return _brief(decades)
    start = 10.0 ** np.floor(np.log10(low))
    values = _within(start * np.array([1, 2, 5, 10, 20, 50, 100]), low, high)
    return _brief(values) if len(values) > 1 else _linear_ticks(low, high)


def _alike(ticks, low, high):
    """The ticks with all their powers of ten in one style."""
    exponents = {value: round(np.log10(value)) for value, _ in ticks if _is_power(value)}
    in_digits = high <= 1.0001e4 * low and all(-4 <= k <= 5 for k in exponents.values())
    style = _digits if in_digits else _power
    return [[v, style(exponents[v]) if v in exponents else text] for v, text in ticks]


def _is_power(value):
    return abs(np.log10(value) - np.round(np.log10(value))) < 1e-9


def _digits(exponent):
    return format_briefly(10.0**exponent)


def _power(exponent):
    return f"10^{{{exponent}}}".replace("-", "−")


def _within(values, low, high):
    return [float(v) for v in values if low * (1 - 1e-9) <= v <= high * (1 + 1e-9)]


def _brief(values):
    return [[v, format_briefly(v)] for v in map(float, values)]
