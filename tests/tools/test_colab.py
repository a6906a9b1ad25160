"""The cell for Colab, with a stand-in for Colab: what it installs, and that nothing is missing."""

import ast
import re
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path
from types import SimpleNamespace

import colab
import pytest

ROOT = Path(__file__).parents[2]

# Colab's own, of all that the course needs; checked by running every chapter beside Python 3.12,
# numpy 2.0.2, torch 2.8.0, ipywidgets 7.7.1, ipython 7.34.0, traitlets 5.7.1, matplotlib 3.10.0,
# scikit-learn 1.6.1, tqdm 4.67.1 and joblib 1.5.2.
SHIPPED = {"numpy", "torch", "scikit-learn", "matplotlib", "traitlets", "ipywidgets", "ipython"}
SHIPPED |= {"tqdm", "joblib", "scipy", "requests", "typing-extensions"}
IMPORTED_AS = {"scikit-learn": "sklearn", "ipython": "IPython"}


@pytest.fixture
def run(monkeypatch):
    """Run the cell, inside Colab or not; returns what it did."""

    def run(address="", inside=True):
        done = []
        shell = SimpleNamespace(run_line_magic=lambda *given: done.append(given))
        widgets = SimpleNamespace(enable_custom_widget_manager=lambda: done.append("widgets"))
        monkeypatch.delitem(sys.modules, "google.colab", raising=False)
        if inside:
            monkeypatch.setitem(sys.modules, "google.colab", SimpleNamespace(output=widgets))
        exec(colab.source(address), {"get_ipython": lambda: shell})
        return done

    return run


def test_outside_colab_it_does_nothing(run):
    assert run(inside=False) == []


def test_in_colab_it_installs_only_what_is_missing(run):
    (magic, command), widgets = run()
    assert magic == "pip" and widgets == "widgets"
    assert command == "install -q --no-deps anywidget psygnal mnist1d optcourse-*.whl"


def test_a_course_with_an_address_is_taken_from_there(run):
    (_, command), _ = run("https://example.org/course")
    assert command.startswith("install -q --no-deps ")
    assert command.endswith(" git+https://example.org/course")


def test_all_that_the_package_depends_on_is_there():
    project = tomllib.loads(Path(ROOT, "pyproject.toml").read_text("utf-8"))["project"]
    assert set(map(name, project["dependencies"])) <= SHIPPED | set(colab.MISSING)


def test_all_that_is_installed_finds_its_own_dependencies():
    needed = {name(each) for package in colab.MISSING for each in requires(package) or []
              if "extra ==" not in each}  # fmt: skip
    assert needed <= SHIPPED | set(colab.MISSING)


def test_nothing_else_is_imported():
    known = {IMPORTED_AS.get(each, each) for each in SHIPPED | set(colab.MISSING)}
    paths = Path(ROOT, "optcourse").rglob("*.py")
    used = {package for path in paths for package in imported(path)}
    assert used - set(sys.stdlib_module_names) - {"optcourse"} <= known
    assert {"numpy", "torch", "anywidget", "mnist1d"} <= used


def name(requirement):
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def imported(path):
    """Top-level packages that a file imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]
