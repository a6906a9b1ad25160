"""Sphinx extension: the role {power}`name` says 10 to the power of a number that a cell glued.

The number is stored by `glue`, as for {glue:text}; the role raises its digits: 10⁻¹¹².
"""

from docutils import nodes
from myst_nb.ext.glue.roles import PasteTextRole

from optcourse.numerals import superscripts


class Power(PasteTextRole):
    """{glue:text}, with what it says as the exponent of 10."""

    def run(self):
        found, messages = super().run()
        said = [superscripts(f"10^{{{each.astext()}}}") for each in found]
        return [nodes.inline("", each, classes=["pasted-text"]) for each in said], messages


def setup(app):
    app.add_role("power", Power())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
