"""Every import is declared, every pin used and within bounds, every licence known and free."""

import dependencies
import pytest
from dependencies import Licence, problems


def test_nothing_is_wrong():
    assert list(problems()) == []


def test_no_excuse_is_left_over():
    used = set().union(*map(dependencies.imports, dependencies.FOLDERS))
    assert set(dependencies.ASKED_FOR_ELSEWHERE) <= dependencies.pins().keys() - used


@pytest.fixture
def write(tmp_path, monkeypatch):
    """`write(name, text)` into a small course in which nothing is wrong."""
    monkeypatch.setattr(dependencies, "ROOT", tmp_path)
    monkeypatch.setattr(dependencies, "ASKED_FOR_ELSEWHERE", {"ruff": ("Makefile", "ruff check")})
    monkeypatch.setattr(dependencies, "own_modules", lambda: {"optcourse"})

    def write(name, text):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    write("pyproject.toml", '[project]\ndependencies = ["numpy>=1.26"]\n')
    write("requirements.txt", "numpy==2.4.6  # arrays\nruff==0.17.5\n")
    write("benchmarks/requirements.txt", "")
    write("Makefile", "lint:\n\truff check .\n")
    write("optcourse/losses.py", "def f():\n    import numpy.linalg, json\n")
    return write


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        (
            "optcourse/models.py",
            "from scipy.special import ndtr",
            "scipy is not declared, but impo",
        ),
        (
            "optcourse/models.py",
            "if 1:\n  import sklearn",
            "scikit-learn is not declared, but impo",
        ),
        ("Makefile", "lint:\n", "ruff is declared in requirements.txt, but nothing uses it"),
        ("requirements.txt", "numpy==1.25.2\nruff==1", "pyproject.toml asks for numpy>=1.26, requ"),
        (
            "requirements.txt",
            "ruff==1",
            "pyproject.toml asks for numpy>=1.26, requirements.txt for N",
        ),
    ],
)
def test_what_is_wrong_is_named(write, name, text, wrong):
    assert list(problems()) == []
    write(name, text)
    (line,) = problems()
    assert line.startswith(wrong)


def test_a_range_is_no_pin(write):
    write("requirements.txt", "numpy>=2\n")
    with pytest.raises(ValueError, match=r"requirements.txt must pin exact versions, got numpy>=2"):
        list(problems())


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("MIT", True),
        ("Apache-2.0 WITH LLVM-exception AND (BSD-3-Clause OR MIT)", True),
        ("BSD License; Mozilla Public License 2.0 (MPL 2.0)", True),
        ("GPL-3.0-only", False),
        ("MIT AND LicenseRef-NVIDIA-Proprietary", False),
        ("", False),
    ],
)
def test_licences(text, free):
    assert Licence("package", text).free is free
