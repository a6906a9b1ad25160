"""What a notebook says to the book while it is validated is what `make site` finds of it."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output
from runs import Said
from test_notebook_limits import validate  # noqa: F401  (a fixture)

OURS = "application/vnd.optcourse.sample+json"
SAYS = (
    "from optcourse.teaching.outputs import publish\n"
    f"publish({{'text/plain': 'shown', {OURS!r}: {{'for': 'the book'}}}})"
)
NOTES = (
    "import os\nwith open('runs', 'a') as file:\n"
    "    _ = file.write(os.environ.get('OPTCOURSE_STATIC', '-'))"
)


def shows(text):
    output = new_output("display_data", {"text/plain": text})
    return new_code_cell(SAYS, execution_count=1, outputs=[output])


def prints(text):
    code = "import os\nprint('told' if 'OPTCOURSE_STATIC' in os.environ else 'shown')"
    output = new_output("stream", name="stdout", text=f"{text}\n")
    return new_code_cell(code, execution_count=1, outputs=[output])


@pytest.fixture
def kept(tmp_path):
    """`kept()`: the data of what the cells said, for a book; None if their notebook must run."""

    def kept():
        said, notebook = Said(tmp_path / "kept"), nbformat.read(tmp_path / "sample.ipynb", 4)
        if said.is_new("sample", notebook):
            return None
        _, found = said.cache.merge_match_into_notebook(notebook)
        return [output.data for cell in found.cells for output in cell.outputs]

    return kept


def test_the_book_is_told_once_and_a_reader_next(validate, kept, tmp_path):  # noqa: F811
    status, said = validate(shows("shown"), NOTES, kept=tmp_path / "kept")
    assert status == 0 and "4 passed" in said, said
    assert kept() == [{"text/plain": "shown", OURS: {"for": "the book"}}]
    assert (tmp_path / "runs").read_text() == "1-"


def test_what_a_notebook_stores_is_held_against_both(validate, kept, tmp_path):  # noqa: F811
    cells = [shows("other"), prints("told"), prints("shown")]
    status, said = validate(*cells, kept=tmp_path / "kept")
    failed = re.findall(r"FAILED sample.ipynb::(.*) - ", said)
    assert status == 1 and "4 failed, 2 passed" in said
    assert set(failed) == {"Cell 0", "Cell 0 again", "Cell 1 again", "Cell 2"}
    assert kept() is None
