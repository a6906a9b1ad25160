"""Other settings: where a claim holds, what of it is kept, and what need not run again."""

import json

import nbformat
import pytest
import reruns
import rooms
import scope
import settings
from settings import SettingError

START = "from optcourse.teaching.claims import claim\nlimit = 2"
SHOWN = 'claim("C4", {"below the limit": 3 < limit}, {"limit": limit})'
HELD = ["three", True, "limit = 5"]
FAILED = ["four", False, "not so: below the limit · limit = 1"]


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """The chapter cliffs with a notebook of three cells and the settings in `told`."""
    cells = [nbformat.v4.new_code_cell(each) for each in (START, "1 / 0", SHOWN)]
    (tmp_path / "book" / "part").mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "book/part/cliffs.ipynb")
    room = tmp_path / "optcourse/chapters/cliffs"
    room.mkdir(parents=True)
    (room / "claims.toml").write_text('[C4]\nclaim = "It holds."\nkind = "E"\n')

    def write(*told):
        lines = [f'[[C4]]\nsetting = "{words}"\ncells.limit = "{code}"\n' for words, code in told]
        (room / "scope.toml").write_text("".join(lines))
        return rooms.Chapter(tmp_path, "cliffs")

    return write


def try_all(chapter, path):
    return scope.try_chapter(chapter, {"cliffs"}, scope.Record(path), 1)


def test_each_setting_has_its_outcome_and_is_kept(chapter, tmp_path):
    found = try_all(chapter(("three", "5"), ("four", "1")), tmp_path / "scope.json")
    assert [each[:3] for each in found["C4"]] == [HELD, FAILED]
    kept = json.loads((tmp_path / "scope.json").read_text("utf-8"))["cliffs"]
    assert kept["held"] == found and kept["torch"]


def test_what_has_not_changed_does_not_run_again(chapter, tmp_path, monkeypatch):
    path, ran = tmp_path / "scope.json", []
    run = reruns.outcomes
    monkeypatch.setattr(reruns, "outcomes", lambda *each: ran.append(each) or run(*each))
    for told, times in (
        ([("three", "5"), ("four", "1")], 2),
        ([("four", "1"), ("three", "5")], 0),  # in another order
        ([("three", "6"), ("four", "1")], 1),
        ([("four", "1")], 0),
    ):
        ran.clear()
        try_all(chapter(*told), path)
        assert len(ran) == times
        kept = json.loads(path.read_text("utf-8"))["cliffs"]["held"]["C4"]
        assert [each[0] for each in kept] == [words for words, _ in told]


def test_what_was_done_before_an_interruption_is_kept(chapter, tmp_path, monkeypatch):
    path = tmp_path / "scope.json"
    with pytest.raises(SettingError, match="limit changes nothing of what the claim needs"):
        try_all(chapter(("three", "5"), ("as it is", "2")), path)
    kept = json.loads(path.read_text("utf-8"))["cliffs"]["held"]["C4"]
    assert [each[:3] for each in kept] == [HELD]


def test_an_error_before_the_setting_counts_is_named(chapter, tmp_path):
    path = chapter(("three", "5")).page
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("limit = 1 / 0"))
    notebook.cells[1].source = START.replace("limit = 2", "limit += 2")
    nbformat.write(notebook, path)
    with pytest.raises(SettingError, match="C4, 'three': not shown: ZeroDivisionError: division"):
        scope.tried(path, settings.Setting("C4", "three", {"Other": {"far": 1}}, {}), [0, 1, 3])


def test_an_error_is_an_outcome(chapter, tmp_path):
    found = try_all(chapter(("none", "None")), None)["C4"]
    said = "not shown: TypeError: '<' not supported between instances of 'int' and 'NoneType'"
    assert [each[:3] for each in found] == [["none", False, said]]


def test_a_refused_value_stops_the_command(chapter, tmp_path, monkeypatch):
    def refuse(replaced, tree):
        replaced.problem = SettingError("C4, 'three': no")
        raise replaced.problem

    monkeypatch.setattr(settings.Replaced, "cell", refuse)
    with pytest.raises(SettingError, match="C4, 'three': no"):
        try_all(chapter(("three", "5")), None)


def test_the_exit_status_says_whether_each_claim_holds_in_half(chapter, monkeypatch, capsys):
    monkeypatch.setattr(scope, "ROOT", chapter(("three", "5"), ("four", "1")).root)
    monkeypatch.setattr(scope, "chapters", lambda: ["cliffs"])
    assert scope.main(["C4"]) == 0
    said = capsys.readouterr().out
    assert "C4 ✓ three (0 s): limit = 5\n" in said
    assert "C4: held in 1 of 2 other settings\n" in said
    chapter(("three", "5"), ("four", "1"), ("five", "0"))
    assert scope.main([]) == 1
    with pytest.raises(SystemExit):
        scope.main(["C5"])
    assert (
        "names must be of chapters and claims with settings (C4, cliffs)" in capsys.readouterr().err
    )
