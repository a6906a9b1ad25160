"""What every explorer owes its readers: states with a name, each of which shows something else."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from optcourse.explore.text import plain
from tests.snapshots import describe
from tests.truths import CATALOGUE, explorer_named

NAMES = list(CATALOGUE)
LEAST, MOST, WORDS = 2, 5, 4
BOOK = Path(__file__).parents[2] / "book"
TRIES = re.compile(r"\{try\}`(?:[^`<]*<)?([^`<>]+): ([^`<>:]+)>?`")


@pytest.mark.parametrize("name", NAMES)
def test_an_explorer_has_a_few_presets(name):
    assert LEAST <= len(explorer_named(name).presets) <= MOST


@pytest.mark.parametrize("name", NAMES)
def test_their_names_are_short_and_begin_as_sentences_do(name):
    names = list(explorer_named(name).presets)
    long = [each for each in names if len(each.split()) > WORDS or "a" <= each[0] <= "z"]
    assert not long


@pytest.mark.parametrize("name", NAMES)
def test_each_draws_something_else_than_the_start(name):
    """On a short run two places of a list may be one; the build refuses that on the whole one."""
    explorer = explorer_named(name)
    start = describe(explorer, {})
    moved = {k: values for k, values in explorer.presets.items() if moves(explorer, values)}
    assert moved
    assert not [preset for preset, values in moved.items() if describe(explorer, values) == start]


def moves(explorer, values):
    """Whether these values are not those at which the explorer starts."""
    return any(not np.array_equal(explorer.values[each], v) for each, v in values.items())


def test_presets_that_a_text_names_are_there():
    known = {
        (plain(explorer_named(name).title), preset)
        for name in CATALOGUE
        for preset in explorer_named(name).presets
    }
    assert not {each for each in named() if each not in known}


@pytest.mark.parametrize("name", [n for n in NAMES if not n.startswith("index: ")])
def test_a_chapter_leads_its_reader_to_two_settings_of_each_explorer(name):
    title, chapter = plain(explorer_named(name).title), name.split(":")[0]
    (path,) = BOOK.rglob(f"{chapter}.ipynb")
    assert len({preset for each, preset in tries(path) if each == title}) >= 2


def named():
    """Title and preset of each role {try} in the book."""
    for path in [*BOOK.rglob("*.ipynb"), *BOOK.glob("*.md")]:
        yield from tries(path)


def tries(path):
    """Title and preset of each role {try} in a notebook or a page."""
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return TRIES.findall(text)
