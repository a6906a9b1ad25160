"""Sphinx extension: the directive `{lecture}` lists the explorers of a lecture, in its order.

A line each: title | minutes | a question to ask the room. The title leads to the explorer, which
fills the screen, and all its presets follow as links, each of which opens it at that setting. From
there `lecture.js` leads on to the next explorer of the page by key.
"""

from docutils import nodes
from pages import explorer_link, explorers_by_title, speak_of_all_pages
from presets import preset_node
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)


class lecture(nodes.General, nodes.Element):
    """The place of a lecture until every page has been read."""


class Lecture(SphinxDirective):
    """The stations of a lecture: title, minutes and question each."""

    has_content = True

    def run(self):
        speak_of_all_pages(self.env)
        self.env.metadata[self.env.docname]["projector"] = True
        stations = [tuple(map(str.strip, line.split("|"))) for line in self.content if line]
        wrong = [line for line in stations if len(line) != 3 or not line[1].isdigit()]
        if wrong:
            raise self.error(f"a line must be: title | minutes | question, got {wrong[0]}")
        node = lecture(stations=stations)
        self.set_source_info(node)
        return [node]


def fill_lectures(app, doctree, docname):
    """Put each lecture in its place, now that every page has been read."""
    known = explorers_by_title(app.env, docname)
    for place in list(doctree.findall(lecture)):
        stations = place["stations"]
        for title, *_ in stations:
            if title not in known:
                logger.warning("no explorer is called %r", title, location=place)
        there = [each for each in stations if each[0] in known]
        items = [station(app, docname, *known[each[0]], *each) for each in there]
        total = sum(int(minutes) for _, minutes, _ in stations)
        head = nodes.paragraph("", f"{len(stations)} explorers, {total} minutes.")
        place.replace_self([head, nodes.enumerated_list("", *items, classes=["oc-lecture"])])


def station(app, docname, page, explorer, title, minutes, question):
    """An explorer, its minutes, the question and the settings to show."""
    link = explorer_link(app, docname, page, explorer, title)
    line = nodes.paragraph("", "", nodes.strong("", "", link), nodes.Text(f" · {minutes} min. "))
    line += nodes.emphasis("", question)
    settings = nodes.paragraph("", classes=["oc-settings-of"])
    for name in explorer["presets"]:
        settings += [preset_node(app, docname, page, explorer, name, name), nodes.Text(" ")]
    return nodes.list_item("", line, *([settings] if settings.children else []))


def setup(app):
    app.setup_extension("outputs")
    app.setup_extension("presets")
    app.add_node(lecture)
    app.add_directive("lecture", Lecture)
    app.connect("doctree-resolved", fill_lectures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
