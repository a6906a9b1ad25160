"""Sphinx extension: the directive `{ledger}` lists every claim of the course.

With what this build measured, a link to its cell, and on how many further seeds it held when
`make seeds` last ran.
"""

import json
from collections import defaultdict
from pathlib import Path

from docutils import nodes
from outputs import claim_node
from pages import in_order, link_node, speak_of_all_pages
from sphinx.util.docutils import SphinxDirective

from optcourse.teaching.claims import sentences

SEEDS = Path(__file__).parents[1] / "seeds.json"
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


class ledger(nodes.General, nodes.Element):
    """The place of the ledger until every page has been read."""


class Ledger(SphinxDirective):
    """List every claim of the course, with its measured values and a link to its cell."""

    def run(self):
        speak_of_all_pages(self.env)
        return [ledger()]


def fill_ledger(app, doctree, docname):
    """Put the list of claims in its place, now that every page has been read."""
    for place in list(doctree.findall(ledger)):
        shown = claims_shown(app.env)
        total, done = len(sentences()), len(set(shown) & set(sentences()))
        summary = f"{done} of {total} claims are shown by a cell of this build."
        seeds = json.loads(SEEDS.read_text("utf-8"))
        chapters = defaultdict(list)
        for id, entry in sentences().items():
            node = entry_node(app, docname, id, entry, shown[id])
            node += seeds_node(seeds.get(entry["chapter"], {"held": {}})["held"].get(id))
            chapters[entry["chapter"]].append(node)
        parts = [nodes.paragraph("", f"{summary} {seeds_summary(seeds)}".strip())]
        for chapter, entries in sorted(chapters.items(), key=place_in_book(app.env)):
            parts += [chapter_node(app, docname, chapter), *entries]
        place.replace_self(nodes.container("", *parts, classes=["oc-ledger"]))


def place_in_book(env):
    """A key that sorts (chapter, …) as the table of contents does; what it lacks comes last."""
    pages = [page.rsplit("/", 1)[-1] for page in in_order(env)]
    return lambda entry: pages.index(entry[0]) if entry[0] in pages else len(pages)


def claims_shown(env):
    """Claims that cells showed: id -> list of (docname, anchor, measured)."""
    shown = defaultdict(list)
    for docname in sorted(env.metadata):
        for entry in env.metadata[docname].get("claims", []):
            shown[entry["id"]].append((docname, entry["anchor"], entry["measured"]))
    return shown


def entry_node(app, docname, id, entry, shown):
    if not shown:
        return claim_node(id, entry["claim"], mark="—")
    links = [link_node(app, docname, page, anchor, "cell") for page, anchor, _ in shown]
    return claim_node(id, entry["claim"], *(values for *_, values in shown), links=links)


def seeds_node(count):
    """On how many further seeds a claim held, [held, of]; nothing for a claim without seeds."""
    if count is None:
        return []
    return nodes.paragraph("", "further seeds: {} of {}".format(*count), classes=["oc-measured"])


def seeds_summary(seeds):
    """How many runs on further seeds held, and when and with what they ran; "" without any."""
    counts = [count for each in seeds.values() for count in each["held"].values()]
    if not counts:
        return ""
    good, of = (sum(each) for each in zip(*counts, strict=True))
    fewest, most = min(each for _, each in counts), max(each for _, each in counts)
    number = NUMBERS.get(most, most) if fewest == most else f"{fewest} to {most}"
    dates = {f"{each['date']} with torch {each['torch']}" for each in seeds.values()}
    return (
        f"{len(counts)} claims depend on random numbers: each was run on {number} further seeds, "
        f"and {good} of {of} runs held ({', '.join(sorted(dates))})."
    )


def chapter_node(app, docname, chapter):
    """The chapter's title, a link where the book has the chapter."""
    pages = [page for page in app.env.titles if page.rsplit("/", 1)[-1] == chapter]
    if not pages:
        return nodes.rubric("", chapter.capitalize())
    title = app.env.titles[pages[0]].astext()
    return nodes.rubric("", "", link_node(app, docname, pages[0], "", title))


def setup(app):
    app.setup_extension("outputs")
    app.setup_extension("pages")
    app.add_node(ledger)
    app.add_directive("ledger", Ledger)
    app.connect("doctree-resolved", fill_ledger)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
