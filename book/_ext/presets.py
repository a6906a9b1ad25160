"""Sphinx extension: the role {try}`The valley: over the edge` leads an explorer to a preset.

In the page it is a button: the controls move as the reader watches, and the address says where
they stand. {try}`raise the rate <The valley: over the edge>` says it in the sentence's own words.
On paper only the words are left.
"""

from docutils import nodes
from pages import explorer_link, explorers_by_title, speak_of_all_pages
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole

logger = logging.getLogger(__name__)


class preset(nodes.Inline, nodes.TextElement):
    """A preset in a sentence, until every page has been read."""


class Try(ReferenceRole):
    """A preset of an explorer, by the explorer's title and the preset's name."""

    def run(self):
        speak_of_all_pages(self.env)
        title, _, name = self.target.rpartition(": ")
        node = preset(
            "", self.title if self.has_explicit_title else name, explorer=title, name=name
        )
        self.set_source_info(node)
        return [node], []


def fill_presets(app, doctree, docname):
    """Link each to the explorer that has it; a warning names one that none has."""
    known = explorers_by_title(app.env, docname)
    for node in list(doctree.findall(preset)):
        title, name = node["explorer"], node["name"]
        page, each = known.get(title, (docname, {"presets": {}}))
        if name not in each["presets"]:
            logger.warning("the explorer %r has no preset %r", title, name, location=node)
            node.replace_self(nodes.emphasis("", node.astext()))
        else:
            node.replace_self(preset_node(app, docname, page, each, name, node.astext()))


def preset_node(app, docname, page, explorer, name, words):
    """What leads an explorer of a page to one of its presets; on paper, its words."""
    if app.builder.format != "html":
        return nodes.emphasis("", words)
    link = explorer_link(app, docname, page, explorer, words, explorer["presets"][name])
    link["classes"] = ["oc-try"]
    return link


def setup(app):
    app.setup_extension("outputs")
    app.setup_extension("pages")
    app.add_node(preset)
    app.add_role("try", Try())
    app.connect("doctree-resolved", fill_presets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
