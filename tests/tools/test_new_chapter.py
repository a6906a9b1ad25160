"""The skeleton of a chapter runs as it is, and the law names what it still owes."""

import os
import shutil
import subprocess
import sys

import new_chapter
import pytest
from rooms import ROOT

COPIED = ("optcourse", "tests", "tools", "book", "_config.yml", "_toc.yml", "pyproject.toml")
NAME, PAGE = "algorithm_x", "book/algorithms/algorithm_x.ipynb"
# What a new chapter's tests are, and those that read all pages; all but one must pass.
TESTS = (
    *(f"tests/chapters/{NAME}", "tests/test_notebooks.py", "tests/laws/test_chapters.py"),
    *("tests/laws/test_scope.py", "tests/laws/test_explorers.py"),
    *("tests/book/test_glossary.py", "tests/test_bibliography.py"),
)
OWES = f"tests/laws/test_chapters.py::test_a_chapter_owes_nothing[{NAME}]"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project, to write in."""
    folder = tmp_path_factory.mktemp("project")
    left_out = shutil.ignore_patterns("__pycache__", ".*", "_build")
    for name in COPIED:
        place = ROOT / name
        copy = shutil.copytree if place.is_dir() else shutil.copy
        copy(place, folder / name, **({"ignore": left_out} if place.is_dir() else {}))
    return folder


def run(folder, *arguments):
    settings = {"PYTHONPATH": str(folder), "OPTCOURSE_CACHE": str(folder / "cache")}
    command = [sys.executable, *arguments]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.run(command, cwd=folder, env=os.environ | settings, **output)


@pytest.fixture(scope="module")
def said(project):
    """What the tool says when it has written the chapter."""
    made = run(project, "tools/new_chapter.py", NAME, "algorithms", "the algorithm X")
    assert made.returncode == 0, made.stdout
    return made.stdout


def test_it_says_what_is_owed(project, said):
    assert f"{NAME} owes " in said
    assert "  at least 3 explorers, there are 1\n" in said
    assert f"  words: {PAGE}: the question that a practitioner really asks.*\n" in said
    assert "  words: book/teachers.md: its place in a lesson.\n" in said
    assert "test" not in said.partition("owes")[2].replace("tests/chapters", "")


def test_the_chapter_is_on_the_pages_that_speak_of_all(project, said):
    contents = (project / "_toc.yml").read_text()
    (part,) = [each for each in contents.split("  - caption: ") if "algorithm_x" in each]
    assert part.startswith("Algorithms\n    numbered: 1\n    chapters:\n")
    assert part.endswith("      - file: book/algorithms/algorithm_x\n")
    glossary = (project / "book" / "glossary.md").read_text()
    assert (
        "\nthe algorithm X\n  WRITE what it is, in a sentence. {doc}`/book/algorithms/" in glossary
    )


def test_the_first_chapter_of_a_part_makes_it_before_the_reference():
    contents = new_chapter.enter_contents((ROOT / "_toc.yml").read_text(), "proofs", "proofs/one")
    made = "  - caption: Proofs\n    numbered: 1\n    chapters:\n      - file: book/proofs/one\n"
    assert f"{made}{new_chapter.REFERENCE}" in contents


def test_its_sources_are_in_style(project, said):
    places = [f"{folder}/chapters/{NAME}" for folder in ("optcourse", "tests")]
    for command in (("check",), ("format", "--check")):
        checked = run(project, "-m", "ruff", *command, *places)
        assert checked.returncode == 0, checked.stdout


def test_all_its_tests_pass_but_the_one_that_says_what_is_owed(project, said):
    chosen = f"{NAME} or glossary or bibliography"
    options = ("-q", "-p", "no:cacheprovider", "-m", "not site", "-k", chosen)
    tested = run(project, "-m", "pytest", *options, *TESTS)
    failed = [line for line in tested.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    assert [line.split()[1] for line in failed] == [OWES], tested.stdout[-3000:]
    assert int(tested.stdout.split(" passed")[0].split()[-1]) > 40


@pytest.mark.parametrize(
    ("name", "part", "says"),
    [
        ("saddles", "challenges", "there is something called 'saddles'"),
        ("notation", "challenges", "there is something called 'notation'"),
        ("second-order", "algorithms", "name must be a word in small letters, got 'second-order'"),
        ("descent", "../elsewhere", "part must be a word in small letters"),
    ],
)
def test_what_cannot_be_a_chapter_is_refused(name, part, says, capsys):
    with pytest.raises(ValueError, match=says):
        new_chapter.check(name, part)
    with pytest.raises(SystemExit):
        new_chapter.main([name, part])
    assert says in capsys.readouterr().err
