"""Text of explorers: numbers, and a little markup that HTML, SVG and matplotlib all draw.

Markup: `*ε*` is an italic symbol, `**43**` is strong, `_{max}` a subscript, `^{−6}` a superscript.
Numbers: `{steps:d}`, `{loss:.2f}`, `{rate:.3g}`, `{share:.0%}`. `explorer.js` formats alike.
"""

import math
import re

SPEC = re.compile(r"d|\.(\d)([fg%])")
PLACE = re.compile(r"\{(\w+):([^{}]+)\}")


def format_number(value, spec):
    """The number as text, with a true minus sign and powers of ten as markup.

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
    return _shortest(value, int(match[1])) if match[2] == "g" else _fixed(value, spec, match)


def _fixed(value, spec, match):
    if spec == "d":
        text = f"{value:.0f}"
    elif match[2] == "%":
        text = f"{100 * value:.{match[1]}f} %"
    else:
        text = f"{value:{spec}}"
    return _minus(text)


def _shortest(value, digits):
    mantissa, exponent = f"{value:.{max(digits, 1) - 1}e}".split("e")
    exponent = int(exponent)
    if value == 0 or -4 <= exponent < 4:
        return _minus(f"{value:.{max(digits - 1 - exponent, 0)}f}" if value else "0")
    return _minus(f"{mantissa}×10^{{{exponent}}}")


def _minus(text):
    zero = re.fullmatch(r"-(0(?:\.0*)?)( %)?", text)
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
