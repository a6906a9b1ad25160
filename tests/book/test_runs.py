"""Notebooks run side by side, and again only when they could say something new."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from stands import files_of, key
from test_extension import EXTENSIONS

import optcourse

CONF = f"""import sys
sys.path.insert(0, {str(EXTENSIONS)!r})
extensions = ["myst_nb", "runs"]
nb_execution_mode = "force"
exclude_patterns = ["site", "jupyter_execute", ".jupyter_cache"]
"""
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
COUNT = "with open({!r}, 'a') as file:\n    _ = file.write('x')\nprint('said', {})"


@pytest.fixture
def book(tmp_path):
    """A book of a first page and two notebooks, `early` and `late`, that count their runs."""
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "index.md").write_text("# Book\n\n```{toctree}\nearly\nlate\n```\n")
    for page in ("early", "late"):
        write(tmp_path, page, COUNT.format(f"{page}.runs", 1))
    return tmp_path


def write(book, page, code, prose="# Page", **metadata):
    cell = new_code_cell(code, id="code", metadata=metadata)
    cells = [new_markdown_cell(prose, id="prose"), cell]
    nbformat.write(new_notebook(cells=cells, metadata=KERNEL), book / f"{page}.ipynb")


def build(book):
    """Build all pages; returns what was said, in error too."""
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "-E", "-a", book, book / "site"]
    result = subprocess.run(command, capture_output=True, text=True)
    return result.returncode, result.stdout + result.stderr


def text(page):
    """The words of a page, without what colours them."""
    return re.sub(r"<[^>]*>", "", page.read_text("utf-8"))


def runs(book):
    files = (book / f"{page}.runs" for page in ("early", "late"))
    return [len(file.read_text()) if file.exists() else 0 for file in files]


def test_a_notebook_runs_once_until_its_code_changes(book):
    status, messages = build(book)
    assert status == 0, messages
    assert "WARNING" not in messages
    build(book)
    assert runs(book) == [1, 1]
    write(book, "late", COUNT.format("late.runs", 2), prose="# Other words")
    write(book, "early", COUNT.format("early.runs", 1), prose="# Other words")
    status, messages = build(book)
    assert status == 0, messages
    assert runs(book) == [1, 2]
    late, early = (text(book / "site" / f"{page}.html") for page in ("late", "early"))
    assert "said 2" in late
    assert "Other words" in late
    assert "Other words" in early


def test_a_notebook_that_speaks_of_the_build_runs_every_time(book):
    write(book, "late", COUNT.format("late.runs", 1), tags=["always-run"])
    build(book)
    build(book)
    assert runs(book) == [1, 2]


NOTE = """
from pathlib import Path
setup = lambda app: app.connect("source-read", lambda app, page, _: Path(f"{page}.read").touch())
"""
WAIT = """import time
from pathlib import Path
for _ in range(300):
    time.sleep(0.1 * (not Path("early.read").exists()))
assert Path("early.read").exists() and not Path("late.read").exists()
print("said beside")"""


def test_a_notebook_that_speaks_of_the_build_runs_while_other_pages_are_read(book, monkeypatch):
    monkeypatch.chdir(book)
    (book / "conf.py").write_text(CONF + NOTE)
    write(book, "late", WAIT, tags=["always-run"])
    status, messages = build(book)
    assert status == 0, messages
    assert "said beside" in text(book / "site" / "late.html")


@pytest.mark.parametrize("tags", [[], ["always-run"]])
def test_an_error_in_a_cell_ends_the_build_and_is_not_kept(book, tags):
    write(book, "late", "raise ValueError('no such rate')", tags=tags)
    for _ in range(2):
        status, messages = build(book)
        assert status != 0
        assert "late.ipynb" in messages
        assert re.search(r"ValueError\S*: no such rate", messages)
    assert runs(book) == [1, 0]


@pytest.fixture
def package(tmp_path):
    """A copy of the package, whose files can be changed."""
    return shutil.copytree(optcourse.__path__[0], tmp_path / "optcourse")


def notebook(code, prose="Words."):
    return new_notebook(cells=[new_markdown_cell(prose), new_code_cell(code)])


CLIFFS = "%time 1\nfrom optcourse.chapters.cliffs import explorers"


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("chapters/cliffs/claims.toml", True),
        ("chapters/cliffs/experiments/__init__.py", True),
        ("explore/front/mount.js", True),
        ("explore/marks/line.py", True),
        ("chapters/saddles/claims.toml", False),
        ("chapters/saddles/scope.toml", False),
    ],
)
def test_the_key_follows_what_the_cells_stand_on(package, file, counts):
    before = key(notebook(CLIFFS), package)
    with (package / file).open("a") as opened:
        opened.write("\n")
    assert (key(notebook(CLIFFS), package) != before) == counts


def test_the_key_follows_cells_and_not_prose():
    assert key(notebook("1 + 1")) == key(notebook("1 + 1", "Other words."))
    assert key(notebook("1 + 1")) != key(notebook("1 + 2"))


@pytest.mark.parametrize("file", ["explorers/unit.py", "experiments/slices.py"])
def test_a_package_asked_for_as_a_name_counts_with_what_it_imports(file):
    cliffs = Path(optcourse.__path__[0]) / "chapters" / "cliffs"
    asked = file.partition("/")[0]
    assert cliffs / file in files_of(f"from optcourse.chapters.cliffs import {asked}")
    assert cliffs / file not in files_of("from optcourse.chapters import saddles")
