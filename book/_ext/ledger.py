"""Sphinx extension: claims in the page, and the ledger of all of them.

A cell that calls `optcourse.teaching.claims.claim` leaves its sentence as text and what it measured
as metadata of that output. Here both become one element of the page with an anchor, and the
directive `{ledger}` lists every claim of the course with what this build measured, a link to its
cell, and on how many further seeds it held when `make seeds` last ran.
"""

import json
import re
from collections import defaultdict
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from optcourse.teaching.claims import sentences

logger = logging.getLogger(__name__)

SEEDS = Path(__file__).parents[1] / "seeds.json"
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}
CLAIM = re.compile(r"✓ (\S+) (.+)", re.DOTALL)


class ledger(nodes.General, nodes.Element):
    """The place of the ledger until every page has been read."""


class Ledger(SphinxDirective):
    """List every claim of the course, with its measured values and a link to its cell."""

    def run(self):
        speak_of_all_pages(self.env)
        return [ledger()]


def speak_of_all_pages(env):
    """Have the page that is being read written again whenever any page has changed."""
    env.metadata[env.docname]["speaks of all pages"] = True


def place_claims(app, doctree):
    """Turn each claim's output into an element with an anchor, and remember what it measured."""
    docname, measured = app.env.docname, None
    found = app.env.metadata[docname].setdefault("claims", [])
    for bundle in list(doctree.findall(is_bundle)):
        if match := CLAIM.fullmatch(bundle.astext().strip()):
            measured = measured_values(app.env, docname) if measured is None else measured
            id, sentence = match.groups()
            if not measured[id]:
                continue  # a text that only looks like a claim
            values = measured[id].pop(0)
            anchor = unique(f"claim-{id}", {each["anchor"] for each in found})
            found.append({"id": id, "anchor": anchor, "measured": values})
            bundle.replace_self(claim_node(id, sentence, values, ids=[anchor]))


def is_bundle(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"


def unique(name, taken):
    candidates = [name, *(f"{name}-{k}" for k in range(2, len(taken) + 2))]
    return next(each for each in candidates if each not in taken)


def measured_values(env, docname):
    """What each claim of an executed notebook measured: id -> lists of [name, value]."""
    values = defaultdict(list)
    for entry in course_metadata(env, docname):
        if "claim" in entry:
            values[entry["claim"]].append(entry["measured"])
    return values


def course_metadata(env, docname):
    """What the outputs of an executed notebook say of themselves, beside what they show."""
    path = Path(env.mystnb_config.output_folder, f"{docname}.ipynb")
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            if entry := output.get("metadata", {}).get("optcourse"):
                yield entry


def claim_node(id, sentence, *measured, mark="✓", links=(), **attributes):
    """A claim: mark, id and sentence on one line, what was measured on the lines beneath."""
    classes = ["oc-claim"] + ["oc-open"] * (mark != "✓")
    line = nodes.paragraph()
    line += [nodes.inline("", mark, classes=["oc-mark"]), nodes.Text(" ")]
    line += [nodes.strong("", id), nodes.Text(f" {sentence}")]
    node = nodes.container("", line, classes=classes, **attributes)
    for values, link in zip(measured, links or [None] * len(measured), strict=True):
        node += measured_node(values, link)
    return node


def measured_node(values, link):
    text = " · ".join(f"{name}: {value}" for name, value in values)
    node = nodes.paragraph("", text, classes=["oc-measured"])
    if link is not None:
        node += [nodes.Text(" · " if text else ""), link]
    return node if node.children else []


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


def in_order(env, page=None):
    """Names of all pages in the order of the table of contents."""
    page = page or env.config.root_doc
    yield page
    for child in env.toctree_includes.get(page, []):
        yield from in_order(env, child)


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


def link_node(app, docname, page, anchor, text):
    uri = app.builder.get_relative_uri(docname, page) + (f"#{anchor}" if anchor else "")
    return nodes.reference("", "", nodes.Text(text), internal=True, refuri=uri)


def chapter_node(app, docname, chapter):
    """The chapter's title, a link where the book has the chapter."""
    pages = [page for page in app.env.titles if page.rsplit("/", 1)[-1] == chapter]
    if not pages:
        return nodes.rubric("", chapter.capitalize())
    title = app.env.titles[pages[0]].astext()
    return nodes.rubric("", "", link_node(app, docname, pages[0], "", title))


def rewrite(app, env):
    """The pages that speak of all pages."""
    return [name for name in env.found_docs if env.metadata[name].get("speaks of all pages")]


def setup(app):
    app.add_node(ledger)
    app.add_directive("ledger", Ledger)
    app.connect("doctree-read", place_claims)
    app.connect("env-updated", rewrite)
    app.connect("doctree-resolved", fill_ledger)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
