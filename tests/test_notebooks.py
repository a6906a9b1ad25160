"""Notebooks are thin, their cells small, and each claim of a chapter is shown in it."""

import ast
import copy
import re
from itertools import filterfalse
from pathlib import Path

import colab
import nbformat
import pytest
import thin_notebooks

from optcourse.teaching.claims import sentences
from optcourse.teaching.prose import PREFIX

BOOK = Path(__file__).parents[1] / "book"
NOTEBOOKS = sorted(path for path in BOOK.rglob("*.ipynb") if "checkpoints" not in str(path))
MAGIC = ("%", "!")
PLUMBING = ("pip install", "sys.path", "os.environ", "interact(", "ipywidgets")

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(path):
    return thin_notebooks.code_cells(nbformat.read(path, as_version=4))


def claimed(path):
    """Ids that the cells of a notebook claim, by a literal first argument."""
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "claim":
                yield ast.literal_eval(node.args[0])


@every_notebook
def test_thin(path):
    assert not thin_notebooks.problems(path)


@every_notebook
def test_cells_are_small_and_free_of_plumbing(path):
    for cell in filterfalse(colab.is_placed, code_cells(path)):
        lines = cell.source.splitlines()
        assert len(lines) <= 12, f"{len(lines)} lines: {lines[0]}"
        assert not [line for line in lines if line.startswith(MAGIC)], cell.source
        assert not [word for word in PLUMBING if word in cell.source], cell.source
        assert all(len(line) <= 100 for line in lines), cell.source


@every_notebook
def test_runs_in_colab_by_a_cell_beneath_the_title(path):
    title, cell, *others = nbformat.read(path, as_version=4).cells
    assert title.source.startswith("# ")
    assert colab.is_placed(cell) and cell.source == colab.source()
    assert not any(map(colab.is_placed, others))


def test_the_cell_for_colab_names_where_the_course_is():
    assert "git+https://example.org/course" in colab.source("https://example.org/course")
    assert colab.WHEEL in colab.source("")


@every_notebook
def test_numbers_of_the_prose_have_commas_between_thousands(path):
    outputs = [output for cell in code_cells(path) for output in cell.outputs]
    glued = [output.data.get(f"{PREFIX}text/plain", "") for output in outputs if "data" in output]
    assert not [text for text in glued if re.search(r"(?<![\d.,])\d{4,}(?!-\d)", text)]


@every_notebook
def test_shows_the_claims_of_its_chapter_and_no_others(path):
    own = {id for id, entry in sentences().items() if entry["chapter"] == path.stem}
    assert set(claimed(path)) == own


def labels(path):
    """Labels of a notebook's exercises and equations, which all pages share."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            yield from re.findall(r"^:label: (\S+)|\$\$ \((\S+)\)$", cell.source, re.MULTILINE)


def test_no_label_is_given_twice():
    given = [name for path in NOTEBOOKS for pair in labels(path) for name in pair if name]
    assert len(given) > 20
    assert sorted(given) == sorted(set(given))


def test_there_are_notebooks():
    assert NOTEBOOKS


def sample():
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="one\ntwo\n"),
        nbformat.v4.new_output("display_data", {"image/png": "aGk=", "text/plain": "<Figure>"}),
        nbformat.v4.new_output("display_data", {"image/png": "aGk="}),
        nbformat.v4.new_output(
            "execute_result", {"text/plain": "3", "text/html": "<b>3</b>"}, execution_count=9
        ),
    ]
    cell = nbformat.v4.new_code_cell("3", outputs=outputs, execution_count=9, id="three")
    cell.metadata = {"tags": ["hide-input"], "collapsed": True}
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata = {"widgets": {"state": {}}, "kernelspec": {"name": "mine"}}
    return notebook


def test_thinning_keeps_text_and_nothing_else():
    notebook = thin_notebooks.thin(sample())
    (cell,) = notebook.cells
    assert notebook.metadata == thin_notebooks.METADATA
    assert cell.metadata == {"tags": ["hide-input"]}
    assert cell.execution_count == 1
    assert [each.get("data", each.get("text")) for each in cell.outputs] == [
        "one\ntwo\n",
        {"text/plain": "<Figure>"},
        {"text/plain": "3"},
    ]
    assert cell.outputs[-1].execution_count == 1


def test_the_page_of_a_quiz_is_kept():
    notebook = sample()
    quiz = {"text/plain": "Which?", "text/html": '<div class="oc-quiz"></div>'}
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", dict(quiz))]
    assert thin_notebooks.thin(notebook).cells[0].outputs[0]["data"] == quiz


def test_thinning_twice_changes_nothing(tmp_path):
    path = tmp_path / "sample.ipynb"
    path.write_text(thin_notebooks.dump(thin_notebooks.thin(sample())), "utf-8")
    first = path.read_text("utf-8")
    assert not thin_notebooks.problems(path)
    assert thin_notebooks.main([str(path)]) == 0
    assert path.read_text("utf-8") == first
    assert nbformat.validate(nbformat.read(path, as_version=4)) is None


def never_run(cell):
    cell.execution_count, cell.outputs = None, []


def failed(cell):
    cell.outputs = [nbformat.v4.new_output("error", ename="KeyError", evalue="", traceback=[])]


def warned(cell):
    cell.outputs = [nbformat.v4.new_output("stream", name="stderr", text="careful")]


def fattened(cell):
    cell.metadata["collapsed"] = True


@pytest.mark.parametrize(
    "spoil, message",
    [
        (never_run, "never run"),
        (failed, "stores an error: KeyError"),
        (warned, "writes to stderr"),
        (fattened, "more than text outputs"),
    ],
)
def test_check_names_what_is_not_thin(tmp_path, capsys, spoil, message):
    notebook = copy.deepcopy(thin_notebooks.thin(sample()))
    spoil(notebook.cells[0])
    path = tmp_path / "spoiled.ipynb"
    path.write_text(thin_notebooks.dump(notebook), "utf-8")
    assert thin_notebooks.main(["--check", str(path)]) == 1
    assert message in capsys.readouterr().out
