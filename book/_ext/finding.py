"""Sphinx extension: an index of chapters, sections, explorers, claims, terms and exercises.

It takes the place of Sphinx's: `find-index.js` is a plain script, which pages load when a reader
begins to search, so it works from disk; `find.js` ranks what it holds. An entry is [kind, title,
page, anchor, text, asked], with formulas in plain letters; `asked` has further words with which
people ask for it, from `book/asked.toml`.
"""

import json
import tomllib
from pathlib import Path

from claim_nodes import numbers
from docutils import nodes
from pages import in_order
from plain import name_pages, shortened, words
from sphinx.util import logging
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node, solution_node
from terms import items

from optcourse.teaching.claims import sentences

logger = logging.getLogger(__name__)

KINDS = ("chapter", "page", "section", "explorer", "claim", "term", "exercise")
PROSE = (
    nodes.paragraph,
    nodes.bullet_list,
    nodes.enumerated_list,
    nodes.literal_block,
    nodes.table,
)
PROSE += (nodes.Admonition, nodes.definition_list)
EXERCISES = (exercise_node, exercise_enumerable_node, solution_node)


def drop_sphinx_search(app):
    """Sphinx's index finds pages only; its scripts would load on every page."""
    if app.builder.format == "html":
        app.builder.search = False


def search_page(app):
    yield "search", {}, "search.html"


def index(app):
    """The pages, [address, title] each, and the entries of the index, in the order of the book."""
    pages = [page for page in in_order(app.env) if page in app.env.titles]
    entries, asked = [], asked_for(Path(app.srcdir) / "book" / "asked.toml")
    asked |= {f"claim {id.lower()}": [f"claim {each}"] for id, each in numbers(app.env).items()}
    for number, page in enumerate(pages):
        for kind, title, anchor, text in page_entries(app.env, page):
            place = f"{page}#{anchor}" if anchor else page
            further = asked.pop(place, []) + asked.pop(title.lower(), [])
            entries.append([kind, title, number, anchor, text, further])
    for place in asked:
        logger.warning("asked.toml names %r, which the index has not", place)
    addresses = [[app.builder.get_target_uri(page), title_of(app.env, page)] for page in pages]
    return {"pages": addresses, "entries": entries}


def title_of(env, page):
    return words(env.titles[page])


def asked_for(path):
    """What people ask for in other words: place -> words; nothing in a book without such a file."""
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def page_entries(env, page):
    """Entries of one page, (kind, title, anchor, text) each."""
    doctree, about = env.get_doctree(page), env.metadata[page]
    name_pages(env, doctree)
    whole = "chapter" if about.get("claims") else "page"
    for section in doctree.findall(nodes.section):
        if isinstance(section.parent, nodes.document):
            yield whole, title_of(env, page), "", own_text(section)
        elif isinstance(section.parent, nodes.section):
            yield "section", words(section[0]), section["ids"][0], own_text(section)
    for each in about.get("explorers", []):
        yield "explorer", each["title"], each["anchor"], each["question"]
    for each in first_shown(about.get("claims", [])):
        yield "claim", f"Claim {each['id']}", each["anchor"], sentences()[each["id"]]["claim"]
    yield from (("term", term, anchor, text) for anchor, term, text, _ in items(doctree))
    yield from exercises(doctree)


def first_shown(claims):
    """The first cell of a page that shows each claim."""
    return {each["id"]: each for each in reversed(claims)}.values()


def own_text(section):
    """The prose of a section itself, with the snippets in it, without its cells."""
    parts = (each for each in section.children[1:] if isinstance(each, PROSE))
    return " ".join(said(each) for each in parts if not isinstance(each, EXERCISES))


def said(part):
    return " ".join(part.astext().split()) if isinstance(part, nodes.literal_block) else words(part)


def exercises(doctree):
    """The exercises of a page, by their first words."""
    for node in doctree.findall(lambda each: isinstance(each, EXERCISES[:2])):
        text = words(node, apart=(nodes.title, solution_node))
        yield "exercise", shortened(text, 60), node["ids"][0], text


def write_index(app, error):
    """The index as a script, for pages on a server and from disk alike."""
    if error is None and app.builder.format == "html":
        data = json.dumps(index(app), ensure_ascii=False, separators=(",", ":"))
        path = Path(app.outdir, "_static", "find-index.js")
        path.write_text(f"finding.take({data});\n", "utf-8")


def setup(app):
    app.setup_extension("heads")  # its folder of templates has the page and the dialog
    app.connect("builder-inited", drop_sphinx_search)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
