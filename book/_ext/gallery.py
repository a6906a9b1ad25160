"""Sphinx extension: the directive `{explorers}` lists every explorer of the course, by page.

The role {explorer}`Title` links to one from any page.
"""

from docutils import nodes
from pages import in_order, link_node, speak_of_all_pages
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

logger = logging.getLogger(__name__)


class gallery(nodes.General, nodes.Element):
    """The place of the list until every page has been read."""


class Explorers(SphinxDirective):
    """List every explorer with its question and a link to it."""

    def run(self):
        speak_of_all_pages(self.env)
        return [gallery()]


class explorer(nodes.Inline, nodes.TextElement):
    """The title of an explorer in a sentence, until every page has been read."""


class ExplorerLink(SphinxRole):
    """A link to an explorer by its title."""

    def run(self):
        speak_of_all_pages(self.env)
        node = explorer("", self.text)
        self.set_source_info(node)
        return [node], []


def fill_gallery(app, doctree, docname):
    """Put the list in its place, in the order of the book, now that every page has been read."""
    for place in list(doctree.findall(gallery)):
        pages = [page for page in in_order(app.env) if app.env.metadata[page].get("explorers")]
        lists = [part for page in pages for part in page_nodes(app, docname, page)]
        place.replace_self(nodes.container("", *lists, classes=["oc-gallery"]))


def fill_links(app, doctree, docname):
    """Link each title to the first explorer that has it; a warning names one that none has."""
    places = {}
    for page in in_order(app.env):
        for each in app.env.metadata[page].get("explorers", []):
            places.setdefault(each["title"], (page, each["anchor"]))
    for node in list(doctree.findall(explorer)):
        title = node.astext()
        if title not in places:
            logger.warning("no explorer is called %r", title, location=node)
        link = link_node(app, docname, *places.get(title, (docname, "")), title)
        node.replace_self(nodes.emphasis("", "", link))


def page_nodes(app, docname, page):
    """A page's title, and a list of its explorers."""
    title = link_node(app, docname, page, "", app.env.titles[page].astext())
    items = nodes.bullet_list()
    for each in app.env.metadata[page]["explorers"]:
        link = link_node(app, docname, page, each["anchor"], each["title"])
        line = nodes.paragraph("", "", nodes.strong("", "", link), nodes.Text(". "))
        line += nodes.Text(each["question"])
        items += nodes.list_item("", line)
    return nodes.rubric("", "", title), items


def setup(app):
    app.setup_extension("outputs")
    app.setup_extension("pages")
    app.add_node(gallery)
    app.add_node(explorer)
    app.add_directive("explorers", Explorers)
    app.add_role("explorer", ExplorerLink())
    app.connect("doctree-resolved", fill_gallery)
    app.connect("doctree-resolved", fill_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
