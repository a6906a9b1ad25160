"""Sphinx extension: the directive `{explorers}` shows every explorer of the course, by page.

Each is a card: its picture, its title, its question. `filter.js` adds a field that narrows them.
The role {explorer}`Title` links to one from any page.
"""

import json
from html import escape

from docutils import nodes
from pages import (
    chapter_section,
    explorer_link,
    explorers_by_title,
    link_node,
    list_chapters,
    pages_with,
    speak_of_all_pages,
)
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

logger = logging.getLogger(__name__)


class gallery(nodes.General, nodes.Element):
    """The place of the list until every page has been read."""


class Explorers(SphinxDirective):
    """List every explorer with its picture, its question and a link to it."""

    def run(self):
        list_chapters(self.env, "explorers")
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
        pages = pages_with(app.env, "explorers")
        place.replace_self([filter_node(), *(page_node(app, docname, page) for page in pages)])


def fill_links(app, doctree, docname):
    """Link each title to the explorer that has it; a warning names one that none has."""
    known = explorers_by_title(app.env, docname)
    for node in list(doctree.findall(explorer)):
        title = node.astext()
        if title not in known:
            logger.warning("no explorer is called %r", title, location=node)
        page, each = known.get(title, (docname, {"anchor": ""}))
        link = explorer_link(app, docname, page, each, title)
        node.replace_self(nodes.emphasis("", "", link))


def filter_node(chips=()):
    """The place of a field that narrows a list to some words, which `filter.js` fills.

    `chips`, (class, words) each, become buttons: those of the list that have the class.
    """
    told = f' data-chips="{escape(json.dumps(chips))}"' if chips else ""
    return nodes.raw("", f'<div class="oc-filter"{told}></div>\n', format="html")


def page_node(app, docname, page):
    """A page's title, and the cards of its explorers."""
    cards = (card_node(app, docname, page, each) for each in app.env.metadata[page]["explorers"])
    listed = nodes.bullet_list("", *cards, classes=["oc-cards"])
    return chapter_section(app, docname, "explorers", page, listed, classes=["oc-listed"])


def card_node(app, docname, page, each):
    """An explorer's picture, which says nothing more than the title, and its question."""
    link = link_node(app, docname, page, each["anchor"], each["title"])
    line = nodes.paragraph("", "", nodes.strong("", "", link), nodes.Text(". "))
    line += nodes.Text(each["question"])
    uri = each.get("picture")
    pictured = uri and app.builder.format == "html"
    image = nodes.image(uri=uri, candidates={"*": uri}, alt="", loading="lazy")
    return nodes.list_item("", *([image] if pictured else []), line)


def add_filter(app, pagename, templatename, context, doctree):
    """The script of the filter, on pages that have one."""
    if doctree is not None and any(
        "oc-filter" in raw.astext() for raw in doctree.findall(nodes.raw)
    ):
        app.add_js_file("filter.js", priority=900, loading_method="defer")  # after words.js


def setup(app):
    app.setup_extension("outputs")
    app.setup_extension("pages")
    app.add_node(gallery)
    app.add_node(explorer)
    app.add_directive("explorers", Explorers)
    app.add_role("explorer", ExplorerLink())
    app.connect("doctree-resolved", fill_gallery)
    app.connect("doctree-resolved", fill_links)
    app.connect("html-page-context", add_filter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
