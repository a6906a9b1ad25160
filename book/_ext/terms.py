"""Sphinx extension: what a term means is said where it stands; its entry leads to where it is used.

Each link to a term of the glossary has the definition as its title, and `cards.js` shows it on
hover, focus or tap, as it shows the titles that citations have. In the glossary the pages that an
entry names become links to the sentence in which the term stands there, and the directive
`{letters}` lists the letters. An entry that names a page without its term fails the build.
"""

from docutils import nodes
from pages import speak_of_all_pages
from plain import shortened, words
from sphinx.addnodes import pending_xref
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)

LONGEST = 400  # characters of a card


class letters(nodes.General, nodes.Element):
    """The place of the letters until the glossary has been read."""


class Letters(SphinxDirective):
    """Links to the first term of each letter of the page's glossary."""

    def run(self):
        speak_of_all_pages(self.env)
        return [letters()]


def items(doctree):
    """The terms of a glossary: (anchor, term, definition, entry) each."""
    for item in doctree.findall(nodes.definition_list_item):
        for term in item.findall(nodes.term):
            if term["ids"]:
                yield term["ids"][0], words(term), definition(item[-1]), item[-1]


def definition(entry):
    """The text of an entry, without the pages that it ends with."""
    entry = entry.deepcopy()
    for link in list(entry.findall(pending_xref)):
        if link["reftype"] == "doc" and not link["refexplicit"]:
            link.parent.remove(link)
    return words(entry).rstrip(" ,")


def note_terms(app, doctree):
    """Remember the definitions of a page being read; each term's first link there is a place."""
    about = app.env.metadata[app.env.docname]
    about["definitions"] = {anchor: text for anchor, _, text, _ in items(doctree)}
    about["uses"] = []
    for link in doctree.findall(pending_xref):
        anchor = use_of(link["reftarget"])
        if link["reftype"] == "term" and anchor not in about["uses"]:
            about["uses"].append(anchor)
            link[0]["ids"] = [anchor]


def use_of(term):
    """The anchor of the first link to a term in a page."""
    return nodes.make_id(f"use {term}".replace("’", "'"))


def say_terms(app, doctree, docname):
    """Give links to terms their definitions, and entries of the glossary where terms stand."""
    known = {}
    for about in app.env.metadata.values():
        known |= about.get("definitions", {})
    for link in doctree.findall(nodes.reference):
        anchor = link.get("refuri", "").partition("#")[2]
        if anchor in known and any(
            "std-term" in each["classes"] for each in link.findall(nodes.inline)
        ):
            link["reftitle"] = shortened(known[anchor], LONGEST)
            link["classes"].append("oc-term")
    for _, term, _, entry in items(doctree):
        lead_to_terms(app, docname, term, entry)
    for place in list(doctree.findall(letters)):
        place.replace_self(letters_node(doctree))


def lead_to_terms(app, docname, term, entry):
    """Have the pages that an entry names open where the term stands; one without it is named."""
    pages = {app.builder.get_relative_uri(docname, page): page for page in app.env.titles}
    for link in entry.findall(nodes.reference):
        if page := pages.get(link.get("refuri")):
            if use_of(term) not in app.env.metadata[page].get("uses", []):
                message = "%s does not link to the term %r, whose entry leads there"
                logger.warning(message, page, term, location=docname)
            link["refuri"] += f"#{use_of(term)}"


def letters_node(doctree):
    """A line of letters, each a link to the first term that begins with it."""
    first = {}
    for anchor, term, *_ in items(doctree):
        first.setdefault(term[0].upper() if term[0].isalpha() else "0–9", anchor)
    line = nodes.paragraph("", classes=["oc-letters"])
    for letter, anchor in first.items():
        link = nodes.reference("", "", nodes.Text(letter), internal=True, refid=anchor)
        line += [link, nodes.Text(" ")]
    return line


def setup(app):
    app.setup_extension("pages")
    app.add_node(letters)
    app.add_directive("letters", Letters)
    app.connect("doctree-read", note_terms)
    app.connect("doctree-resolved", say_terms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
