"""The font of the formulas, cut to the signs that stand in formulas of the site."""

import html
import re
import unicodedata
from string import printable

from fontTools import subset
from fontTools.ttLib import TTFont

FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
IMPLIED = "\N{MINUS SIGN}\N{PRIME}\N{SQUARE ROOT}"
TAG = re.compile(r"<[^>]*>")


def signs(pages):
    """The characters of all formulas of pages."""
    found = (TAG.sub("", formula) for page in pages for formula in FORMULA.findall(page))
    return set(html.unescape("".join(found)))


def asked(wanted, font):
    """Code points of a font that signs need, those that a browser puts in among them.

    It sets a letter alone in italics, a hyphen as a minus, and draws the sign of a root.
    """
    letters = {each for each in wanted if each.isalpha()}
    slanted = {code for code in font.getBestCmap() if _upright(code) in letters}
    return {ord(each) for each in {*wanted, *printable, *IMPLIED}} | slanted


def _upright(code):
    """The letter that a code point is the italic form of; None if it is no such form."""
    italic = unicodedata.name(chr(code), "").startswith(("MATHEMATICAL ITALIC", "PLANCK"))
    return unicodedata.normalize("NFKC", chr(code)) if italic else None


def cut_font(path, pages):
    """Leave in a font what the formulas of pages need, their tall and wide forms among it."""
    if not path.exists() or not (wanted := signs(pages)):
        return
    font = TTFont(path, recalcTimestamp=False)  # the same font each time
    if not (codes := asked(wanted, font)) >= set(font.getBestCmap()):
        options = subset.Options(layout_features=["*"], flavor="woff2", notdef_outline=True)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=codes)
        cutter.subset(font)
        subset.save_font(font, str(path), options)
