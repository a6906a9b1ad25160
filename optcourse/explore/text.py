"""Text of explorers: places for numbers, and markup that HTML, SVG and matplotlib all draw.

Markup: `*ε*` is an italic symbol, `**43**` is strong, `_{max}` a subscript, `^{−6}` a superscript.
Numbers: `{steps:d}`, `{loss:.2f}`, `{rate:.3g}`, `{share:.0%}`. `explorer.js` formats alike.
"""

import html
import re

from optcourse.numerals import format_number

PLACE = re.compile(r"\{(\w+):([^{}]+)\}")


def fill(template, values):
    """The template with each `{name:spec}` replaced by its number. `values`: name → number."""
    return PLACE.sub(lambda m: format_number(values[m[1]], m[2]), template)


def places(template):
    """Names and specs in a template: [(name, spec), …]. Raises ValueError on an unknown spec."""
    found = PLACE.findall(template)
    for _, spec in found:
        format_number(0.0, spec)
    return found


def check_values(template, values):
    """Raise ValueError unless `values` names exactly the places in a template."""
    names = {name for name, _ in places(template)}
    if names != set(values):
        raise ValueError(f"values must name exactly {sorted(names)}, got {sorted(values)}")


MARKUP = re.compile(r"\*(.+?)\*|([_^])\{(.+?)\}")


def plain(text):
    """The text without markup, for labels that are read aloud and for `repr`."""
    text = text.replace("**", "")
    return MARKUP.sub(lambda m: m[1] or (m[3] if m[2] == "_" else "^" + m[3]), text)


def marked(text):
    """The text as HTML, as the page writes it."""
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(text))
    small = {"_": "sub", "^": "sup"}

    def convert(match):
        if match[1]:
            return f"<i>{match[1]}</i>"
        return f"<{small[match[2]]}>{match[3]}</{small[match[2]]}>"

    return MARKUP.sub(convert, text)


def mathtext(text):
    """The text in matplotlib's mathtext."""

    def convert(match):
        if match[1]:
            return rf"$\mathit{{{match[1]}}}$"
        return rf"${match[2]}{{\mathrm{{{match[3]}}}}}$"

    return MARKUP.sub(convert, text.replace("$", r"\$").replace("**", ""))
