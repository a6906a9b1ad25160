"""Small mistakes: each changes one line, and meets the tests that should see it."""

import ast
import random
from pathlib import Path

import pytest
from mutants import __main__ as tool
from mutants.lines import Mistake, mistakes
from mutants.matching import Matching

ROOT = Path(__file__).parents[2]

MADE = {
    "y = a + b": ["y = a - b"],
    "y = (a) * (b)": ["y = (a) / (b)"],
    "y = a ** b // c": [],
    "y = a < b": ["y = a <= b"],
    "y = a and b": ["y = a or b"],
    "y = -a": ["y = a"],
    "y = not a": ["y = a"],
    "y = a[1]": ["y = a[2]"],
    "y = 0.5": ["y = 0.625"],
    "y = 0.0": ["y = 0.25"],
    "y = True": [],
    'y = f"{a + 1}"': [],
    "y: a + b = c": [],
    "y = f(a, b)": ["y = f(b, a)"],
    "y = f(a, a)": [],
    "y = f(*a, b)": [],
    "y = isinstance(a, b)": [],
    "λ = 'ε' + x": ["λ = 'ε' - x"],
}


@pytest.mark.parametrize("line", MADE)
def test_mistakes_of_a_line(line):
    lines = [f"{line}\n".encode()]
    assert [each.made_in(lines)[0].decode().rstrip() for each in mistakes(line)] == MADE[line]


def test_every_mistake_of_the_package_leaves_python():
    for path in sorted((ROOT / "optcourse").rglob("*.py"))[::9]:
        source = path.read_bytes()
        for mistake in mistakes(source.decode())[::11]:
            after = b"".join(mistake.made_in(source.splitlines(keepends=True)))
            assert ast.dump(ast.parse(after)) != ast.dump(ast.parse(source)), mistake


def test_the_same_seed_draws_the_same_from_every_room():
    first, again = (list(tool.draw(random.Random(3), 40)) for _ in range(2))
    assert first == again != list(tool.draw(random.Random(4), 40))
    rooms = {room for room, *_ in first}
    assert {"rules", "networks", "chapters/*/explorers", "explore", "foundation"} <= rooms
    assert {room for room, *_ in tool.draw(random.Random(3), 5, "teach")} == {"teaching"}


def test_the_closest_tests_come_first_and_other_chapters_are_not_asked():
    matching = Matching(ROOT)
    package = ROOT / "optcourse"
    asked = [path.as_posix() for path in matching.of(package / "chapters/risk/explorers/fits.py")]
    assert "tests/laws/test_explorers.py" in asked
    assert not [path for path in asked if "chapters/" in path and "chapters/risk" not in path]
    assert asked[0].startswith("tests/chapters/risk/")
    ticks = matching.of(package / "explore/ticks.py")
    assert ticks[0].as_posix().startswith("tests/explore/")


def test_survivors_are_counted_unless_known_to_change_nothing(monkeypatch, tmp_path, capsys):
    path = ROOT / "optcourse" / "loops.py"
    lines = path.read_text("utf-8").splitlines()
    row = next(k for k, line in enumerate(lines) if line.startswith("def scan("))
    mistake = Mistake(row, 0, "def", "daf")
    case = ("foundation", path, mistake, tool.spelled(path, mistake))
    known = tmp_path / "equivalent.txt"
    known.write_text("")
    monkeypatch.setattr(tool, "EQUIVALENT", known)
    assert not tool.report([case] * 5, [""] + ["noticed"] * 4)
    assert "1 unnoticed, 0 known" in capsys.readouterr().out
    known.write_text(f"optcourse/loops.py: {lines[row]}  →  daf{lines[row][3:]}\n")
    assert tool.report([case] * 5, [""] + ["noticed"] * 4)


ANSWERS = {
    "def test_it():\n    assert 1 + 1 == 2\n": "",
    "def test_it():\n    assert 1 + 1 == 3\n": "FAILED test_of_it.py::test_it",
    "import nothing_of_this_name\n": "ERROR test_of_it.py",
    "def test_it():\n    while True:\n        pass\n": "it never ends",
}


@pytest.mark.parametrize("source", ANSWERS)
def test_tests_are_asked_in_a_process_of_their_own(source, tmp_path):
    (tmp_path / "test_of_it.py").write_text(source)
    said = tool.ask(tmp_path, ["test_of_it.py"], 0.4 if "while" in source else 60.0, "")
    assert said.startswith(ANSWERS[source]) and bool(said) == bool(ANSWERS[source])
