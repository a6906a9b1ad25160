"""Claims: sentences that can be false, each shown by a cell that fails when it is."""

import functools
import tomllib
from numbers import Integral, Real
from pathlib import Path

import numpy as np

from optcourse.numerals import format_briefly, format_number, superscripts

from . import outputs

MIME_TYPE = f"{outputs.OURS}claim+json"
CHAPTERS = Path(__file__).parents[1] / "chapters"


@functools.cache
def sentences():
    """Every claim of the course: id -> table with `claim` (the sentence), `kind` and `chapter`.

    They stand in the file `claims.toml` of each chapter. ValueError if two chapters share an id.
    """
    found = {}
    for path in sorted(CHAPTERS.glob("*/claims.toml")):
        for id, entry in tomllib.loads(path.read_text("utf-8")).items():
            if id in found:
                raise ValueError(
                    f"claim {id} stands in {found[id]['chapter']} and {path.parent.name}"
                )
            found[id] = entry | {"chapter": path.parent.name}
    return found


class Refuted(AssertionError):
    """A claim that does not hold: its `id`, and the values `measured`, [name, text] each."""

    def __init__(self, id, measured):
        self.id, self.measured = id, measured
        values = ", ".join(f"{name} = {value}" for name, value in measured)
        sentence = sentences()[id]["claim"]
        super().__init__(f"{id} does not hold: {sentence}" + (f" ({values})" if values else ""))


def claim(id, holds, measured=None):
    """Show that a claim of the course holds: print `✓ id sentence`, or raise.

    `holds` is the outcome, one bool; `measured` maps names to the numbers or strings behind it,
    which the book prints beneath the sentence. Raises Refuted, an AssertionError, when the claim is
    false, and ValueError for an unknown id, an outcome that is no bool, or a value that is no
    number.
    """
    known = sentences()
    if id not in known:
        raise ValueError(f"id must be a claim of the course ({', '.join(known)}), got {id!r}")
    if not isinstance(holds, bool | np.bool_):
        raise ValueError(f"holds must be True or False, got {holds!r}")
    values = [[name, measured_text(name, value)] for name, value in (measured or {}).items()]
    if not holds:
        raise Refuted(id, values)
    line = f"✓ {id} {known[id]['claim']}"
    outputs.publish({"text/plain": line, MIME_TYPE: {"id": id, "measured": values}})


def measured_text(name, value):
    """A measured value as the book prints it: four significant digits, written out."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    value = value.item() if hasattr(value, "item") and getattr(value, "size", 1) == 1 else value
    if isinstance(value, Integral):
        return format_number(value, "d")
    if not isinstance(value, Real):
        raise ValueError(f"measured[{name!r}] must be a number or a string, got {value!r}")
    return superscripts(format_briefly(value, 4))
