"""What every chapter owes: by listing, and named when it is missing."""

import json
import re
import shutil

import nbformat
import owed
import pytest
from matrix import PARTS
from rooms import FIRST_PAGE, ROOT, Chapter, chapters

NAMES = chapters()
MADE_UP = "cliffs"  # the chapter that is taken apart here
RECORDS = ("seeds.json", "scope.json")
PAGES = ("index.ipynb", "glossary.md", "teachers.md", *RECORDS, f"challenges/{MADE_UP}.ipynb")
COPIED = ("_toc.yml", f"optcourse/chapters/{MADE_UP}", f"tests/chapters/{MADE_UP}")


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_owes_nothing(name):
    debts = owed.owed(name)
    assert not debts, f"the chapter {name} owes " + "; ".join(debts)


def test_the_explorers_of_the_first_page_have_facts_too():
    first = Chapter(ROOT, FIRST_PAGE)
    assert first.explorers() and not list(owed.truths(first))


def test_there_are_chapters():
    assert len(NAMES) >= 8
    assert {Chapter(ROOT, name).address.split("/")[0] for name in NAMES} == {
        part.removeprefix("book/") for part in PARTS
    }


@pytest.fixture
def project(tmp_path):
    """A project with one chapter."""
    for name in (*COPIED, *(f"book/{page}" for page in PAGES)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def without(name, pattern, by=""):
    """A change of a project: of one of its files, what matches the pattern."""

    def change(project):
        text = (project / name).read_text("utf-8")
        assert re.search(pattern, text), f"{pattern} is not in {name}"
        (project / name).write_text(re.sub(pattern, by, text), "utf-8")

    return change


def gone(name):
    def change(project):
        place = project / name
        shutil.rmtree(place) if place.is_dir() else place.unlink()

    return change


def without_what(record):
    def change(project):
        place = project / "book" / record
        found = json.loads(place.read_text("utf-8"))
        del found[MADE_UP]
        place.write_text(json.dumps(found))

    return change


def refuted(project):
    """No setting in which C4 holds."""
    place = project / "book" / "scope.json"
    found = json.loads(place.read_text("utf-8"))
    entries = found[MADE_UP]["held"]["C4"]
    found[MADE_UP]["held"]["C4"] = [[words, False, *rest] for words, _, *rest in entries]
    place.write_text(json.dumps(found))


def without_the_cell(project):
    place = project / "book" / f"challenges/{MADE_UP}.ipynb"
    notebook = nbformat.read(place, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "many_factors()" not in cell.source]
    nbformat.write(notebook, place)


ROOM, TESTS = f"optcourse/chapters/{MADE_UP}", f"tests/chapters/{MADE_UP}"
MISSING = {
    "the page": (gone(f"book/challenges/{MADE_UP}.ipynb"), "a page: book/<part>/cliffs.ipynb"),
    "contents": (without("_toc.yml", ".*challenges/cliffs\n"), "an entry in _toc.yml"),
    "claims": (gone(f"{ROOM}/claims.toml"), "at least 1 claims, there are 0"),
    "experiments": (gone(f"{ROOM}/experiments"), f"experiments: {ROOM}/experiments"),
    "explorers": (gone(f"{ROOM}/explorers"), "at least 3 explorers, there are 0"),
    "exercises": (gone(f"{ROOM}/exercises.py"), "at least 5 exercises, there are 0"),
    "the cell of an explorer": (without_the_cell, "a cell of the page that calls many_factors"),
    "a mutation": (without(f"{TESTS}/test_mutations.py", '"C5"', '"C4"'), "makes C5 fail"),
    "all mutations": (gone(f"{TESTS}/test_mutations.py"), "makes C1 fail"),
    "the test of an experiment": (
        without(f"{TESTS}/test_experiments.py", r"\bslices\b", "throws"),
        f"a test of slices: {TESTS}/test_experiments.py",
    ),
    "the test of an exercise": (
        without(f"{TESTS}/test_exercises.py", "check_threshold", "check_throw"),
        f"a test of check_threshold: {TESTS}/test_exercises.py",
    ),
    "what makes an answer right": (
        without(f"{TESTS}/solutions.py", '"check_throw"', '"check_thrown"'),
        f"what makes check_throw right: {TESTS}/solutions.py",
    ),
    "the catalogue": (
        without(f"{TESTS}/catalogue.py", r".*cliffs\.many_factors,\n"),
        f"an entry for many_factors: {TESTS}/catalogue.py",
    ),
    "facts": (
        without(f"{TESTS}/test_facts.py", "@fact", "@unknown"),
        f"at least 2 facts about many_factors, there are 0: {TESTS}/test_facts.py",
    ),
    "the map": (without("book/index.ipynb", "<challenges/cliffs>"), "a line on the map"),
    "its explorer on the map": (
        without("book/index.ipynb", r"(<challenges/cliffs>`)\. Begin with [^\n]*`", r"\1"),
        "a line on the map",
    ),
    "the glossary": (without("book/glossary.md", "/book/challenges/cliffs"), "book/glossary.md"),
    "teachers": (without("book/teachers.md", "/book/challenges/cliffs"), "book/teachers.md"),
    "seeds": (without_what("seeds.json"), "further seeds of C2, C3, C4"),
    "where claims hold": (
        without_what("scope.json"),
        "where C4 holds: `make scope only=cliffs` writes book/scope.json",
    ),
    "the settings": (
        gone(f"{ROOM}/scope.toml"),
        f"at least 4 other settings of C4, there are 0: {ROOM}/scope.toml",
    ),
    "a setting": (
        without(f"{ROOM}/scope.toml", r'(C4.*\nsetting = ")', r"\1another: "),
        "where C4 holds: `make scope only=cliffs`",
    ),
    "settings that hold": (refuted, "a sentence for C4 that holds in at least half"),
}


@pytest.mark.parametrize(("take", "says"), MISSING.values(), ids=MISSING)
def test_what_is_missing_is_named(project, take, says):
    assert chapters(project) == [MADE_UP]
    assert not owed.owed(MADE_UP, project)
    take(project)
    assert [debt for debt in owed.owed(MADE_UP, project) if says in debt]


def test_a_chapter_of_which_there_is_a_trace_is_a_chapter(project):
    (project / "tests" / "chapters" / "momentum").mkdir()
    assert chapters(project) == [MADE_UP, "momentum"]
    debts = owed.owed("momentum", project)
    assert "a page: book/<part>/momentum.ipynb" in debts
    assert "experiments: optcourse/chapters/momentum/experiments" in debts


def test_the_command_says_what_is_owed(capsys):
    owes = owed.owed(MADE_UP)
    assert owed.main([MADE_UP]) == bool(owes)
    assert f"{MADE_UP} owes {len(owes) or 'nothing'}" in capsys.readouterr().out
    assert owed.main(["not_begun"]) == 1
    assert "  an entry" not in capsys.readouterr().out.splitlines()[0]


TYPED = r"\b(\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|\w+teen) "
TEXTS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "book").rglob("[!.]*.md")),
    *sorted((ROOT / "book").rglob("[!.]*.ipynb")),
]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_how_many_there_are_is_counted_and_not_typed(path):
    found = re.search(TYPED + "(chapters|claims|explorers)", path.read_text("utf-8"), re.IGNORECASE)
    assert not found, (
        f"{path.name} says {found[0]!r}: {{count}}`{found[2]}` counts them in the book"
    )


def test_a_typed_count_is_found():
    assert re.search(TYPED + "chapters", "in eight chapters") and re.search(TYPED, "69 claims")
