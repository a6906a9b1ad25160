"""Hand-outs: no solution is left, every exercise and its check is there, nothing else changes."""

import handout
import nbformat
import pytest

NOTEBOOKS = sorted(handout.BOOK.glob("[!.]*/[!.]*.ipynb"))


def cells(notebook, kind):
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handouts")
    paths = handout.write_handouts(folder)
    return {path.relative_to(folder): nbformat.read(path, as_version=4) for path in paths}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_exercises_stay_and_solutions_go(written, path):
    whole = nbformat.read(path, as_version=4)
    shorter = written[path.relative_to(handout.BOOK)]
    before, after = ("\n".join(cells(each, "markdown")) for each in (whole, shorter))
    assert after.count("```{exercise}") == before.count("```{exercise}") > 0
    assert "{solution" not in after and before.count("{solution-start}") > 0
    checks = [each for each in cells(whole, "code") if "return ..." in each or "= ..." in each]
    assert checks and all(each in cells(shorter, "code") for each in checks)
    solved = before.count("{solution-start}")
    assert len(cells(whole, "code")) - len(cells(shorter, "code")) >= solved
    assert "## Sources" in after
    nbformat.validate(shorter)


def test_pages_without_solutions_stay_as_they_are(written):
    whole = nbformat.read(handout.BOOK / "index.ipynb", as_version=4)
    (shorter,) = (each for path, each in written.items() if path.name == "index.ipynb")
    assert shorter == whole


def prose(*sources):
    made = {"# x": nbformat.v4.new_code_cell}
    new = [made.get(each, nbformat.v4.new_markdown_cell)(each) for each in sources]
    return nbformat.v4.new_notebook(cells=new)


def test_what_follows_a_solution_in_its_last_cell_stays():
    given = prose("before\n```{solution-start} ex\n:class: dropdown\n```\nso", "# x",
                  "```{solution-end}\n```\n\nafter", "# x")  # fmt: skip
    kept = handout.without_solutions(given)
    assert [cell.source for cell in kept.cells] == ["before", "after", "# x"]


def test_a_solution_that_does_not_end_is_named():
    with pytest.raises(ValueError, match="must have a solution-end"):
        handout.without_solutions(prose("```{solution-start} ex\n```\nso", "# x"))
