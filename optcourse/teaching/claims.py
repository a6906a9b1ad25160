"""Claims: sentences that can be false, each shown by a cell that fails when it is."""

import functools
import tomllib
from collections.abc import Mapping
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
    """A claim that does not hold: its `id`, the conditions that `failed`, in words, and the values
    `measured`, [name, text] each."""

    def __init__(self, id, measured, failed=()):
        self.id, self.measured, self.failed = id, measured, tuple(failed)
        values = ", ".join(f"{name} = {value}" for name, value in measured)
        said = [f"{id} does not hold: {sentences()[id]['claim']}"]
        said += [f"Not so: {'; '.join(failed)}."] * bool(failed) + [f"({values})"] * bool(values)
        super().__init__(" ".join(said))


def claim(id, holds, measured=None):
    """Show that a claim of the course holds: print `✓ id sentence`, or raise.

    `holds` is the outcome: one bool, or a mapping of conditions in plain words to bools, which must
    all be true; the book lists their words beneath the sentence, and under them the numbers or
    strings that `measured` names. Raises Refuted, an AssertionError, when the claim is false; it
    names the conditions that failed. ValueError for an unknown id, an outcome that is no bool, no
    conditions, one without words, or a value that is no number.
    """
    known = sentences()
    if id not in known:
        raise ValueError(f"id must be a claim of the course ({', '.join(known)}), got {id!r}")
    conditions = list(holds) if isinstance(holds, Mapping) else []
    failed = failed_of(holds)
    values = [[name, measured_text(name, value)] for name, value in (measured or {}).items()]
    if failed is not None:
        raise Refuted(id, values, failed)
    line = f"✓ {id} {known[id]['claim']}"
    said = {"id": id, "conditions": conditions, "measured": values}
    outputs.publish({"text/plain": line, MIME_TYPE: said})


def failed_of(holds):
    """The words of the conditions that failed, none for a plain bool; None if all hold."""
    if not isinstance(holds, Mapping):
        return None if outcome("holds", holds) else []
    if not holds:
        raise ValueError("holds must have a condition, got none")
    for words in holds:
        if not (isinstance(words, str) and words.strip()):
            raise ValueError(f"a condition of holds must be named in words, got {words!r}")
    return [words for words in holds if not outcome(f"holds[{words!r}]", holds[words])] or None


def outcome(name, value):
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be True or False, got {value!r}")
    return bool(value)


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
