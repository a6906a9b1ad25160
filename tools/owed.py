"""Say what a chapter still owes.

python tools/owed.py                 of every chapter
python tools/owed.py momentum        of one

The exit status is 1 if anything is owed.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import nbformat
from rooms import ROOT, Chapter, chapters, names_in, texts_in
from settings import listed

LEAST = {"claims": 1, "exercises": 5, "explorers": 3}
FACTS = 2  # about each explorer
SETTINGS = 4  # beside its own, of a claim on measurements
TEXTS = {".py", ".toml", ".ipynb"}


def owed(name, root=ROOT):
    """What the chapter `name` of the project `root` owes, in sentences."""
    chapter = Chapter(Path(root), name)
    return [debt for debts in DEBTS for debt in debts(chapter)]


def page(chapter):
    if chapter.page is None:
        yield f"a page: book/<part>/{chapter.name}.ipynb"
    elif f"book/{chapter.address}\n" not in (chapter.root / "_toc.yml").read_text("utf-8") + "\n":
        yield f"an entry in _toc.yml: `- file: book/{chapter.address}`"


def parts(chapter):
    for part in ("experiments", "explorers", "exercises"):
        if not any(tree.body for tree in chapter.trees(part)):
            yield f"{part}: optcourse/chapters/{chapter.name}/{part}"
    for part in ("claims", "explorers", "exercises"):
        if (number := len(getattr(chapter, part)())) < LEAST[part]:
            yield f"at least {LEAST[part]} {part}, there are {number}"


def shown(chapter):
    """What is written is used: each explorer and each exercise in a cell of the page."""
    code = chapter.cells("code")
    for name in [*chapter.explorers(), *chapter.exercises()]:
        if not re.search(rf"\b{name}\b", code):
            yield f"a cell of the page that calls {name}"


def mutations(chapter):
    known = texts_in(chapter.tree(chapter.tests / "test_mutations.py"))
    for claim in chapter.claims():
        if claim not in known:
            file = f"tests/chapters/{chapter.name}/test_mutations.py"
            yield f"a mutation that makes {claim} fail: {file}"


def tests(chapter):
    for part in ("experiments", "exercises"):
        file = f"test_{part}.py"
        files = chapter.tests.glob(f"test_{part}*.py")
        known = {name for path in files for name in names_in(chapter.tree(path))}
        for name in getattr(chapter, part)():
            if name not in known:
                yield f"a test of {name}: tests/chapters/{chapter.name}/{file}"
    told = texts_in(chapter.tree(chapter.tests / "solutions.py"))
    for name in chapter.exercises():
        if name not in told:
            yield f"what makes {name} right: tests/chapters/{chapter.name}/solutions.py"


def truths(chapter):
    """Every explorer is in the catalogue, and facts are told of it."""
    catalogue, told = chapter.catalogue(), chapter.facts()
    for name in chapter.explorers():
        entries = [entry for entry, names in catalogue.items() if name in names]
        number = sum(told.count(entry) for entry in entries)
        if not entries:
            yield f"an entry for {name}: tests/chapters/{chapter.name}/catalogue.py"
        elif number < FACTS:
            file = f"tests/chapters/{chapter.name}/test_facts.py"
            yield f"at least {FACTS} facts about {name}, there are {number}: {file}"


def mentions(chapter):
    """The pages that speak of all chapters: the map, the glossary, the one for teachers."""
    first = nbformat.read(chapter.root / "book" / "index.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in first if cell.cell_type == "markdown")
    if not re.search(rf"<{re.escape(chapter.address)}>`.*\{{explorer\}}`", text):
        line = f"{{doc}}`… <{chapter.address}>`, {{explorer}}`…`"
        yield f"a line on the map: book/index.ipynb, {line}"
    for page, what in (
        ("glossary", "a term that it explains"),
        ("teachers", "a place in a lesson"),
    ):
        text = (chapter.root / "book" / f"{page}.md").read_text("utf-8")
        if f"{{doc}}`/book/{chapter.address}`" not in text:
            yield f"{what}: book/{page}.md, {{doc}}`/book/{chapter.address}`"


def words(chapter):
    """Places of a skeleton that wait for words."""
    files = [*sorted(chapter.room.rglob("*.*")), *sorted(chapter.tests.rglob("*.py")), chapter.page]
    own = [path for path in files if path and path.suffix in TEXTS]
    shared = [
        chapter.root / "book" / name for name in ("index.ipynb", "glossary.md", "teachers.md")
    ]
    for path in (*own, *shared):
        for line in lines_of(path):
            if "WRITE " in line and (path in own or chapter.address in line):
                said = line[line.index("WRITE ") + 6 :][:60]
                yield f"words: {path.relative_to(chapter.root)}: {said}"


def lines_of(path):
    """The lines of a file; of a notebook, those of its prose."""
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        cells = nbformat.reads(text, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return text.splitlines()


def seeds(chapter):
    """Claims of measurements are tried on further seeds."""
    known = json.loads((chapter.root / "book" / "seeds.json").read_text("utf-8"))
    if (empirical := measured(chapter)) and chapter.name not in known:
        yield f"further seeds of {', '.join(empirical)}: `make seeds` writes book/seeds.json"


def scope(chapter):
    """Claims of measurements are tried in other settings, and hold in at least half of them."""
    file, told = f"optcourse/chapters/{chapter.name}/scope.toml", listed(chapter)
    known = json.loads((chapter.root / "book" / "scope.json").read_text("utf-8"))
    held = known.get(chapter.name, {"held": {}})["held"]
    for id in measured(chapter):
        if (number := len(told.get(id, []))) < SETTINGS:
            yield f"at least {SETTINGS} other settings of {id}, there are {number}: {file}"
    for id, tables in told.items():
        entries = held.get(id, [])
        if [each["setting"] for each in tables] != [words for words, *_ in entries]:
            yield f"where {id} holds: `make scope only={chapter.name}` writes book/scope.json"
        elif 2 * sum(holds for _, holds, *_ in entries) < len(entries):
            yield f"a sentence for {id} that holds in at least half of its settings: {file}"


def measured(chapter):
    """The claims on measurements."""
    return [id for id, entry in chapter.claims().items() if "E" in entry["kind"].split()]


DEBTS = (page, parts, shown, mutations, tests, truths, mentions, seeds, scope, words)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="chapters; without any, all")
    names = parser.parse_args(arguments).names or chapters()
    found = {name: owed(name) for name in names}
    for name, debts in found.items():
        print(f"{name} owes {len(debts)} things" if debts else f"{name} owes nothing")
        print(*(f"  {debt}\n" for debt in debts), sep="", end="")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
