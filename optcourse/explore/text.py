"""Text of explorers: numbers, and a little markup that HTML, SVG and matplotlib all draw.

Markup: `*ε*` is an italic symbol, `**43**` is strong, `_{max}` a subscript, `^{−6}` a superscript.
Numbers: `{steps:d}`, `{loss:.2f}`, `{rate:.3g}`, `{share:.0%}`. `explorer.js` formats alike.
"""

import math
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

import numpy as np

SPEC = re.compile(r"d|\.(\d)([fg%])")
HUGE = 1e15  # from here on numbers are written as powers of ten
PLACE = re.compile(r"\{(\w+):([^{}]+)\}")


def format_number(value, spec):
    """The number as text, with a true minus sign, commas at thousands, powers of ten as markup.

    `spec` is `d`, `.Nf`, `.Ng` or `.N%`; infinities read `∞`, a missing number reads `–`.
    """
    match = SPEC.fullmatch(spec)
    if match is None:
        raise ValueError(f"spec must be 'd', '.Nf', '.Ng' or '.N%', got {spec!r}")
    value = float(value)
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    digits = int(match[1] or 0)
    if match[2] == "g":
        return _shortest(value, digits)
    shown, unit = (100 * value, "%") if match[2] == "%" else (value, "")
    if abs(shown) >= HUGE:
        return format_number(shown, ".3g") + unit
    return _minus(_fixed(shown, digits) + unit)


def _fixed(value, digits):
    """`digits` decimals; halves are rounded away from 0, as JavaScript rounds them."""
    exact = Decimal(value)
    with localcontext(prec=800):
        return f"{exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):,f}"


def _shortest(value, digits):
    if value == 0:
        return "0"
    rounded, exponent = _rounded(value, digits)
    if -4 <= exponent < 4:
        return _minus(_fixed(value, max(digits - 1 - exponent, 0)))
    mantissa = f"{rounded.scaleb(-exponent):.{max(digits, 1) - 1}f}"
    return _minus(f"{mantissa}×10^{{{exponent}}}")


def _rounded(value, digits):
    """The number to `digits` digits, and the power of ten that it is counted in."""
    with localcontext(prec=max(digits, 1), rounding=ROUND_HALF_UP):
        rounded = +Decimal(value)
    return rounded, rounded.adjusted()


def format_briefly(value):
    """The number for a tick: at most six digits, none in vain, a power of ten from a million."""
    if value == 0:
        return "0"
    rounded, exponent = _rounded(value, 6)
    if -4 <= exponent < 6:
        return _minus(f"{rounded.normalize():,f}")
    mantissa = f"{rounded.scaleb(-exponent).normalize():f}"
    times = {"1": "", "-1": "-"}.get(mantissa, f"{mantissa}×")
    return _minus(times + power_of_ten(exponent))


def power_of_ten(exponent):
    """A power of ten as ticks write it: in digits from 0.01 to 1,000."""
    if -2 <= exponent <= 3:
        return format_briefly(10.0**exponent)
    return _minus(f"10^{{{exponent}}}")


def format_alike(values):
    """Evenly spaced numbers, all with the decimals that the finest of them needs."""
    values = np.asarray(values, float)
    slack = 1e-3 * np.min(np.abs(np.diff(values)), initial=1.0)
    digits = next(d for d in range(330) if np.all(np.abs(np.round(values, d) - values) <= slack))
    return [_minus(_fixed(value, digits)) for value in values.tolist()]


def _minus(text):
    zero = re.fullmatch(r"-(0(?:\.0*)?)%?", text)
    return text.replace("-", "" if zero else "−")


def fill(template, values):
    """The template with each `{name:spec}` replaced by its number. `values`: name → number."""
    return PLACE.sub(lambda m: format_number(values[m[1]], m[2]), template)


def places(template):
    """Names and specs in a template: [(name, spec), …]. Raises ValueError on an unknown spec."""
    found = PLACE.findall(template)
    for _, spec in found:
        format_number(0.0, spec)
    return found


MARKUP = re.compile(r"\*(.+?)\*|([_^])\{(.+?)\}")


def plain(text):
    """The text without markup, for labels that are read aloud and for `repr`."""
    text = text.replace("**", "")
    return MARKUP.sub(lambda m: m[1] or (m[3] if m[2] == "_" else "^" + m[3]), text)


def mathtext(text):
    """The text in matplotlib's mathtext."""

    def convert(match):
        if match[1]:
            return rf"$\mathit{{{match[1]}}}$"
        return rf"${match[2]}{{\mathrm{{{match[3]}}}}}$"

    return MARKUP.sub(convert, text.replace("$", r"\$").replace("**", ""))
