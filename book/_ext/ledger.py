"""Sphinx extension: the directive `{ledger}` lists every claim of the course.

Its id links to the cell that shows it. Then come what this build measured, on how many further
seeds it held when `make seeds` last ran, and in which other settings when `make scope` did. A
chapter's claims and what is said of each open by a click; `filter.js` opens what it finds, and
without scripts all chapters are open.
"""

import json
import re
from collections import defaultdict
from pathlib import Path

from claim_nodes import claim_node, measured_node, numbers, typeset
from docutils import nodes
from gallery import filter_node
from pages import chapter_section, in_order, link_node, list_chapters
from sphinx.util.docutils import SphinxDirective

from optcourse.numerals import shortened
from optcourse.teaching.claims import sentences

BOOK = Path(__file__).parents[1]
RECORDS = ("seeds", "scope")
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}
CHIPS = (
    ("oc-failed", "failed in some setting"),
    ("oc-unlucky", "failed on some seed"),
    ("oc-kind-m", "exact"),
    ("oc-kind-e", "on measurements"),
    ("oc-kind-w", "shown by an explorer"),
    ("oc-kind-x", "asked in an exercise"),
)


class ledger(nodes.General, nodes.Element):
    """The place of the ledger until every page has been read."""


class Ledger(SphinxDirective):
    """List every claim of the course, with its measured values and a link to its cell."""

    def run(self):
        list_chapters(self.env, "claims")
        return [ledger()]


def fill_ledger(app, doctree, docname):
    """Put the list of claims in its place, now that every page has been read."""
    for place in list(doctree.findall(ledger)):
        shown = claims_shown(app.env)
        total, done = len(sentences()), len(set(shown) & set(sentences()))
        summary = f"{done} of {total} claims are shown by a cell of this build."
        seeds, scope = (json.loads((BOOK / f"{each}.json").read_text("utf-8")) for each in RECORDS)
        chapters = defaultdict(list)
        for id, entry in as_placed(app.env):
            tried = [held(record, entry["chapter"], id) for record in (seeds, scope)]
            chapters[entry["chapter"]].append(
                entry_node(app, docname, id, entry, shown[id], *tried)
            )
        said = [summary, seeds_summary(seeds), settings_summary(scope)]
        parts = [nodes.paragraph("", " ".join(filter(None, said))), filter_node(CHIPS)]
        for chapter, entries in sorted(chapters.items(), key=place_in_book(app.env)):
            parts.append(chapter_node(app, docname, chapter, *entries))
        place.replace_self(parts)


def as_placed(env):
    """All claims (id, entry) in the order of the text; those that no cell shows come last."""
    return [(id, sentences()[id]) for id in numbers(env) | sentences()]


def held(record, chapter, id):
    """What a record says of a claim; None if nothing."""
    return record.get(chapter, {"held": {}})["held"].get(id)


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


def entry_node(app, docname, id, entry, shown, seeds, settings):
    """A claim whose id leads to the cell that shows it, and what is known of it."""
    node = claim_node(id, entry["claim"], mark="✓" if shown else "—", ids=[f"claim-{id}"])
    if app.builder.format == "html":  # paper has no filter
        node["classes"] += chip_classes(entry["kind"], seeds, settings)
    links = [link_node(app, docname, page, anchor, id) for page, anchor, _ in shown]
    if links:
        next(node.findall(nodes.strong))[:] = links[:1]
    chips = [*cells_node(app, links, [values for *_, values in shown])]
    chips += [*seeds_node(seeds), *settings_node(app, settings)]
    node += nodes.container("", *chips, classes=["oc-chips"])
    return node


def chip_classes(kinds, seeds, settings):
    """The chips of the filter that a claim goes by."""
    named = [f"oc-kind-{kind.lower()}" for kind in kinds.split()]
    named += ["oc-unlucky"] * bool(seeds and seeds[0] < seeds[1])
    return named + ["oc-failed"] * any(not holds for _, holds, *_ in settings or ())


def cells_node(app, links, measured):
    """What each cell measured, the values of which open; further cells are numbered."""
    listed = []
    for number, (link, values) in enumerate(zip(links, measured, strict=True), 1):
        listed += measured_node(values)
        if number > 1:
            link[:] = [nodes.Text(f"cell {number}")]
            listed.append(nodes.paragraph("", "", link, classes=["oc-measured"]))
    count = sum(map(len, measured))
    return opened(app, f"measured: {count} value{'s' * (count != 1)}", listed) if listed else []


def opened(app, words, content, named="oc-chip", attributes=""):
    """What opens by a click on some words; on paper it stands there."""
    if app.builder.format != "html":
        return content
    begin = f'<details{attributes}><summary class="{named}">{words}</summary>'
    ends = [nodes.raw("", text, format="html") for text in (begin, "</details>")]
    return [ends[0], *content, ends[1]]


def seeds_node(count):
    """On how many further seeds a claim held, [held, of]; nothing for a claim without seeds."""
    if count is None:
        return []
    return [nodes.inline("", "{}/{} further seeds".format(*count), classes=["oc-chip"])]


def settings_node(app, entries):
    """In which other settings a claim held, [words, held, measured, …] each: a list that opens."""
    if not entries:
        return []
    count = f"{sum(holds for _, holds, *_ in entries)} of {len(entries)} other settings"
    items = [setting_node(*entry[:3]) for entry in entries]
    listed = nodes.bullet_list("", *items)
    if app.builder.format != "html":
        count = nodes.paragraph("", f"held in {count}:", classes=["oc-measured"])
        return [count, nodes.container("", listed, classes=["oc-settings"])]
    return opened(app, f"held in {count}", [listed], attributes=' class="oc-settings"')


def setting_node(words, holds, measured):
    line = nodes.paragraph(support_smartquotes=False)
    mark, named = ("✓", "oc-mark") if holds else ("✗", "oc-cross")
    line += [nodes.inline("", mark, classes=[named]), *typeset(f" {words}")]
    if measured:
        said = re.sub(r"(?<== )[^ ,;]+", lambda found: briefly(found[0]), measured)
        line += nodes.inline("", "", *typeset(f": {said}"), classes=["oc-measured"])
    return nodes.list_item("", line)


def briefly(number):
    """A number of at most three digits, as the table of a claim has it."""
    return "–" if number.startswith("nan") else shortened(number)


def settings_summary(scope):
    """How many claims were tried in other settings, and in how many they held; "" without any."""
    claims = [entries for each in scope.values() for entries in each["held"].values()]
    outcomes = [holds for entries in claims for _, holds, *_ in entries]
    if not outcomes:
        return ""
    return (
        f"{len(claims)} claims were tried in other settings, those that a rival would choose, and "
        f"held in {sum(outcomes)} of {len(outcomes)} ({made(scope)})."
    )


def made(record):
    """When and with what a record's chapters were run."""
    told = {
        f"{each['date']} with torch {each['torch']}" for each in record.values() if each["held"]
    }
    return ", ".join(sorted(told))


def seeds_summary(seeds):
    """How many runs on further seeds held, and when and with what they ran; "" without any."""
    counts = [count for each in seeds.values() for count in each["held"].values()]
    if not counts:
        return ""
    good, of = (sum(each) for each in zip(*counts, strict=True))
    fewest, most = min(each for _, each in counts), max(each for _, each in counts)
    number = NUMBERS.get(most, most) if fewest == most else f"{fewest} to {most}"
    return (
        f"{len(counts)} claims depend on random numbers: each was run on {number} further seeds, "
        f"and {good} of {of} runs held ({made(seeds)}).{next_seeds(seeds)}"
    )


def next_seeds(seeds):
    """Which chapters ran on seeds next to the first, whose runs have networks in common."""
    near = [chapter for chapter, each in seeds.items() if each.get("step", 1) == 1]
    return f" Next to the first, with networks in common: {', '.join(near)}." if near else ""


def chapter_node(app, docname, chapter, *entries):
    """The claims of a chapter below its title, a link where the book has the chapter."""
    pages = [page for page in app.env.titles if page.rsplit("/", 1)[-1] == chapter]
    listed = nodes.container("", *entries, classes=["oc-ledger"])
    folded = opened(app, counted(entries), [listed], "oc-count", ' class="oc-list" open')
    if not pages:
        anchor = nodes.make_id(f"claims {chapter}")
        return nodes.section("", nodes.title("", chapter.capitalize()), *folded, ids=[anchor])
    section = chapter_section(app, docname, "claims", pages[0], *folded)
    section["classes"] = ["oc-listed"]
    return section


def counted(entries):
    """How many claims a chapter has, and how many failed in another setting."""
    failed = sum("oc-failed" in each["classes"] for each in entries)
    total = f"{len(entries)} claim{'s' * (len(entries) != 1)}"
    return f"{total}, {failed} of which failed in some setting" if failed else total


def setup(app):
    app.setup_extension("gallery")
    app.add_node(ledger)
    app.add_directive("ledger", Ledger)
    app.connect("doctree-resolved", fill_ledger)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
