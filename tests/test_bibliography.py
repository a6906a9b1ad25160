"""The bibliography: in order, in one style, complete, and every entry cited."""

import re
from itertools import chain
from pathlib import Path

import pytest
from pybtex.database import parse_string

BOOK = Path(__file__).parents[1] / "book"
TEXT = (BOOK / "references.bib").read_text("utf-8")
ENTRIES = parse_string(TEXT, "bibtex").entries
UNDATED = {"lmu-challenges"}

# What a reader needs to find a source, besides its authors, title and year.
VENUE = {
    "article": {"journal", "volume", "pages"},
    "book": {"publisher"},
    "incollection": {"booktitle", "publisher", "pages"},
    "inproceedings": {"booktitle"},
    "phdthesis": {"school"},
}
LINE = re.compile(r"@[a-z]+\{[a-z]+(\d{4}|-[a-z]+),|  [a-z]+ = \{.+\},|\}|% .+|")
FORMS = {
    "doi": r"10\.\d{4,9}/[^\s:]+",
    "edition": r"\d*(1st|2nd|3rd|\dth)",
    "eprint": r"\d{4}\.\d{4,5}",
    "pages": r"\d+(--\d+)?",
    "year": r"\d{4}",
}

every_entry = pytest.mark.parametrize("key", ENTRIES)


def cited():
    """Keys that pages and notebooks cite, with repetitions."""
    for path in chain(BOOK.rglob("*.md"), BOOK.rglob("*.ipynb")):
        for keys in re.findall(r"\{cite[^}]*\}`([^`]+)`", path.read_text("utf-8")):
            yield from (key.strip() for key in keys.split(","))


def test_entries_stand_in_alphabetical_order_each_once():
    keys = re.findall(r"^@\w+\{(.+),$", TEXT, re.MULTILINE)
    assert keys == sorted(set(keys)) == list(ENTRIES)


def test_each_field_has_a_line_written_alike():
    assert not [line for line in TEXT.splitlines() if not LINE.fullmatch(line)]


def test_exactly_the_entries_are_cited():
    assert set(cited()) == set(ENTRIES)


@every_entry
def test_says_where_to_find_the_source(key):
    entry = ENTRIES[key]
    given = set(entry.fields) | set(entry.persons)
    needed = {"author", "title", "year"} | VENUE.get(entry.type, set())
    assert needed - given == ({"year"} if key in UNDATED else set())
    assert entry.type in VENUE or given & {"eprint", "howpublished"}
    assert ("eprint" in given) == ("archiveprefix" in given)


@every_entry
def test_fields_have_their_forms(key):
    fields = ENTRIES[key].fields
    wrong = {name: fields[name] for name in FORMS if name in fields}
    wrong = {name: value for name, value in wrong.items() if not re.fullmatch(FORMS[name], value)}
    assert not wrong
    assert not [value for value in fields.values() if "://" in value or "doi.org" in value]


@every_entry
def test_only_names_in_the_title_of_a_paper_are_capital(key):
    entry = ENTRIES[key]
    plain = re.sub(r"\{.*?\}", "x", entry.fields["title"])
    capital = re.search(r"(?<!: )[A-Z]\S*", plain[1:])
    help = "a name in a title stands in braces, any other word but the first in lower case"
    assert entry.type == "book" or not capital, f"{help}: {capital[0]!r}"
