"""Every term of the glossary is a link in the pages that its entry names."""

import re
from pathlib import Path

import nbformat
import pytest
from test_notation import CHAPTERS

BOOK = Path(__file__).parents[2] / "book"
ENTRY = re.compile(r"^(\S.*)\n((?:  .+\n)+)", re.MULTILINE)
LINK = re.compile(r"\{term\}`(?:[^`<]* <)?([^`>]+)>?`")
GLUE = re.compile(r"\{glue:text\}`[^`]*`")


TEXT = (BOOK / "glossary.md").read_text("utf-8").split("```{glossary}\n")[1].split("```")[0]
GLOSSARY = {term: re.findall(r"\{doc\}`/book/(\S+)`", entry) for term, entry in ENTRY.findall(TEXT)}


def prose(page):
    """The text of a page; of a notebook, its prose cells, without the names of their numbers."""
    if (path := BOOK / f"{page}.md").exists():
        return path.read_text("utf-8")
    cells = nbformat.read(BOOK / f"{page}.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return GLUE.sub("", text)


def linked(page):
    """The terms that a page links to, as often as it does."""
    return LINK.findall(prose(page))


def test_the_glossary_is_read_whole_and_in_order():
    terms = [line for line in TEXT.splitlines() if line and not line.startswith(" ")]
    assert list(GLOSSARY) == terms == sorted(terms, key=str.lower)


@pytest.mark.parametrize("term", GLOSSARY)
def test_a_term_is_linked_once_in_each_page_that_its_entry_names(term):
    assert GLOSSARY[term]
    assert {page: linked(page).count(term) for page in GLOSSARY[term]} == dict.fromkeys(
        GLOSSARY[term], 1
    )


def test_no_heading_links_to_a_term():
    pages = {page for pages in GLOSSARY.values() for page in pages}
    lines = [line for page in pages for line in prose(page).splitlines()]
    assert not [line for line in lines if line.startswith("#") and "{term}" in line]


def early(term):
    """Pages before those that explain a term, which use it without a link at its first use."""
    explained = [CHAPTERS.index(page) for page in GLOSSARY[term] if page in CHAPTERS]
    said = re.compile(rf"\b{re.escape(re.sub(r' *[(].*', '', term))}s?\b", re.IGNORECASE)
    for page in CHAPTERS[: min(explained, default=0)]:
        text = prose(page)
        links = [each.span() for each in LINK.finditer(text) if each[1] == term]
        used = said.search(text)
        if used and not any(start < used.start() < end for start, end in links):
            yield page


@pytest.mark.parametrize("term", GLOSSARY)
def test_before_the_page_that_explains_a_term_its_first_use_is_a_link(term):
    assert not list(early(term)), "link it there: {term}`…`"


def test_a_term_that_comes_too_early_is_found(monkeypatch):
    monkeypatch.setitem(GLOSSARY, "weight decay", ["challenges/memory"])
    assert list(early("weight decay"))
