"""Numbers for the text: what a sentence of the book shows, a cell has computed."""

import re

from optcourse.numerals import written_out

from . import outputs

INDEXED = re.compile(r"(?<!\w)([^\W\d_][\u0300-\u036f]?)_(\w+)|(λ)(min|max)")  # v_max, λmin
PREFIX = "application/papermill.record/"


def glue(**values):
    """Store each value, as text, under its name for MyST-NB's `glue:text` role.

    A value is a string, or anything that `str` writes as the book should show it; a negative number
    gets a true minus sign, one that ends in `e-05` raised digits. The same messages as
    `myst_nb.glue(name, str(value), display=False)`, so that a notebook needs no Sphinx. Outside
    IPython nothing happens.
    """
    for name, value in values.items():
        data = {f"{PREFIX}text/plain": repr(written_out(str(value)))}
        outputs.publish(data, {"scrapbook": {"name": name, "mime_prefix": PREFIX}})


def of_all(share, spec=".0%"):
    """A share as a sentence has it before "of the …": "none", "all", or in percent, "71%"."""
    return {0: "none", 1: "all"}.get(share, format(share, spec))


def indexed(text):
    """The pieces of a text, (piece, whether it is an index, to be set below the line) each."""
    end = 0
    for found in INDEXED.finditer(text):
        letter, index = filter(None, found.groups())
        yield text[end : found.start()] + letter, False
        yield index, True
        end = found.end()
    yield text[end:], False
