"""Sphinx extension: the role {try}`The valley: over the edge` leads an explorer to a preset.

In the page it is a button: the controls move as the reader watches, and the address says where
they stand. {try}`raise the rate <The valley: over the edge>` says it in the sentence's own words.
On paper only the words are left.
"""

from docutils import nodes
from pages import in_order, link_node, speak_of_all_pages
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
    """Link each to the explorer of this page that has it, else to the first; or warn."""
    places = {}
    for page in [docname, *in_order(app.env)]:
        for each in app.env.metadata[page].get("explorers", []):
            for name, query in each.get("presets", {}).items():
                found = (page, f"{each['anchor']}?{query}")
                places.setdefault((each["title"], name), found)
    for node in list(doctree.findall(preset)):
        node.replace_self(_link(app, docname, node, places))


def _link(app, docname, node, places):
    wanted = node["explorer"], node["name"]
    if wanted not in places:
        logger.warning("the explorer %r has no preset %r", *wanted, location=node)
    if wanted not in places or app.builder.format != "html":
        return nodes.emphasis("", node.astext())
    link = link_node(app, docname, *places[wanted], node.astext())
    link["classes"] = ["oc-try"]
    return link


def setup(app):
    app.setup_extension("outputs")
    app.setup_extension("pages")
    app.add_node(preset)
    app.add_role("try", Try())
    app.connect("doctree-resolved", fill_presets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
