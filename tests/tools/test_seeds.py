"""Other seeds: what is shifted, what is counted."""

import json
from pathlib import Path

import nbformat
import pytest
import seeds
from notebook_claims import Outcome

from optcourse.teaching.claims import sentences

CELLS = {
    "holds": 'claim("I1", True, {"draw": np.random.default_rng(0).random()})',
    "fails": 'claim("I2", False, {"draw": 3})',
    "asserts": 'assert 1 > 2, "no"',
    "breaks": "1 / 0",
}


@pytest.fixture
def notebook(tmp_path):
    def write(*names):
        start = "import numpy as np\nfrom optcourse.teaching.claims import claim\n"
        cells = [nbformat.v4.new_code_cell(start + CELLS[name]) for name in names]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "sample.ipynb")
        return tmp_path / "sample.ipynb"

    return write


def test_outcomes_name_claims_cells_and_errors(notebook):
    path = notebook("holds", "fails", "asserts", "breaks")
    (stopped,) = seeds.outcomes(path, 0)
    assert stopped == Outcome("the notebook", False, "ZeroDivisionError: division by zero")
    first, second, third = seeds.outcomes(notebook("holds", "fails", "asserts"), 0)
    assert (first.id, first.holds) == ("I1", True)
    assert second == Outcome("I2", False, "draw = 3")
    assert third == Outcome("cell 3", False, "no")


def test_generators_of_cells_are_shifted(notebook):
    runs = [seeds.outcomes(notebook("holds"), by)[0].measured for by in (0, 0, 1000)]
    assert runs[0] == runs[1] != runs[2]


@pytest.mark.parametrize("seed", ["", "k", "[0, 1]", "1.5"])
def test_a_generator_without_a_number_is_named(notebook, monkeypatch, seed):
    monkeypatch.setitem(CELLS, "vague", f"np.random.default_rng({seed})")
    (stopped,) = seeds.outcomes(notebook("vague"), 1000)
    assert "ValueError: a cell must seed its generators by a number: np.random" in stopped.measured


ASKS = """
from optcourse.records.sweeps import cached
from tests.records.seeded_runs import Asked, ask_for_part
found = cached(ask_for_part, Asked())
claim("I3", True, {"own": found.own, "of its part": found.of_part})
"""


def test_configurations_of_cells_are_shifted(notebook, monkeypatch):
    monkeypatch.setitem(CELLS, "asks", ASKS)
    (found,) = seeds.outcomes(notebook("asks"), 1000)
    assert found == Outcome("I3", True, "own = (1000, 1001), of its part = 1,003")


def test_only_what_depends_on_a_seed_is_counted():
    same, other = Outcome("I2", True, "κ = 3"), [Outcome("I1", k != 2, f"{k}") for k in range(3)]
    runs = {("a/b.ipynb", k): [same, other[k]] for k in range(3)}
    counts = seeds.tally(runs)
    lines, share = seeds.summary(counts)
    assert lines == [
        "b I1: holds for 1 of 2 further seeds",
        "    not: 2",
        "1 of 2 runs hold (50.0%)",
    ]
    assert share == 0.5
    made = seeds.recorded(counts, {"a": {}, "b": {"date": "earlier"}})
    assert made["b"]["held"] == {"I1": [1, 2]} and made["a"] == {}


def test_an_assertion_holds_unless_named_and_a_claim_only_if_shown():
    shown = Outcome("I1", True, "κ = 3")
    runs = {("b.ipynb", 0): [shown], ("b.ipynb", 1): [Outcome("cell 3", False, "no")]}
    counts = seeds.tally(runs | {("b.ipynb", 2): [shown]})
    assert counts["b", "I1"] == [1, 2, ["not shown"]]
    assert counts["b", "cell 3"] == [1, 2, ["no"]]


def test_further_seeds_are_whole_steps_away(monkeypatch):
    asked = []

    def outcomes(notebook, by):
        asked.append(by)
        return [Outcome("I1", True, f"{by}")]

    monkeypatch.setattr(seeds, "outcomes", outcomes)
    assert seeds.main(["b.ipynb", "--shifts", "2", "--jobs", "1"]) == 0
    assert asked == [0, seeds.STEP, 2 * seeds.STEP] and seeds.STEP > 1000


def test_the_exit_status_says_whether_enough_hold(notebook, capsys):
    assert seeds.main([str(notebook("holds")), "--shifts", "1", "--jobs", "1"]) == 0
    assert "1 of 1 runs hold" in capsys.readouterr().out
    broken = notebook("holds", "breaks")
    assert seeds.main([str(broken), "--shifts", "1", "--jobs", "1"]) == 1


def test_what_held_is_kept_for_the_ledger(notebook, tmp_path):
    record = tmp_path / "seeds.json"
    arguments = ["--shifts", "1", "--jobs", "1", "--record", str(record)]
    assert seeds.main([str(notebook("holds")), *arguments]) == 0
    assert json.loads(record.read_text("utf-8"))["sample"]["held"] == {"I1": [1, 1]}


def test_what_the_book_says_of_other_seeds_is_enough():
    record = json.loads((Path(seeds.__file__).parents[1] / "book/seeds.json").read_text("utf-8"))
    assert set(record) == {entry["chapter"] for entry in sentences().values()}
    counts = [count for chapter in record.values() for count in chapter["held"].values()]
    held, of = (sum(each) for each in zip(*counts, strict=True))
    assert of >= 200 and held >= seeds.ENOUGH * of
