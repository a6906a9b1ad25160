"""A pytest plugin for nbval: what a notebook says as it is validated is what the book shows.

PYTHONPATH=tools/limits pytest -p notebook_limits -p notebook_outputs --nbval \\
  --notebook-outputs=_build/.jupyter_cache book/index.ipynb

The first run is the book's, and the folder keeps what it says, so that `make site` need not run
the notebook once more. The second is a reader's: before it the kernel forgets that it runs for
the book. What only the book is told, by MIME types of the course, no notebook holds: it is not
compared.
"""

import copy
import fcntl
import os
import time
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

BOOK = "OPTCOURSE_STATIC"  # `optcourse.builds` reads it
FORGET = f"import os; os.environ.pop({BOOK!r})"
OURS = "application/vnd.optcourse."


def pytest_addoption(parser):
    parser.addoption("--notebook-outputs", help="folder of the cache that keeps what is said")


def pytest_configure(config):
    os.environ[BOOK] = "1"  # kernels that start from here run for the book


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    notebook, compare = item.parent, item.compare_outputs
    if not hasattr(notebook, "said"):
        notebook.said, notebook.began = [], time.time()
    if item.name.endswith(" again"):
        if notebook.said is not None:
            run_for_a_reader(notebook)
        return (yield)
    item.compare_outputs = lambda found, stored: compare([*map(without_ours, found)], stored)
    result = yield
    notebook.said.append(item.test_outputs)
    if len(notebook.said) == len(code_cells(notebook.nb)):
        keep(notebook, item.config)
    return result


def run_for_a_reader(notebook):
    """From now on the kernel of a notebook no longer runs for the book."""
    kernel, notebook.said = notebook.kernel, None
    kernel.await_idle(kernel.execute_cell_input(FORGET), timeout=60)


def without_ours(output):
    """An output as a notebook holds it."""
    if "data" not in output:
        return output
    kept = {kind: each for kind, each in output.data.items() if not kind.startswith(OURS)}
    return nbformat.NotebookNode(output | {"data": kept})


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def keep(file, config):
    """Put what all cells of a notebook have said where the book looks for it, one at a time."""
    from runs import Said  # on the path once pytest has read its configuration

    seconds, notebook = time.time() - file.began, copy.deepcopy(file.nb)
    for cell, said in zip(code_cells(notebook), file.said, strict=True):
        cell.outputs = nbformat.from_dict(said)
    page = file.path.relative_to(config.rootpath).with_suffix("").as_posix()
    folder = Path(config.getoption("--notebook-outputs"))
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = Said(folder)
        said.forget(file.nb)
        said.keep(page, file.path, file.nb, SimpleNamespace(nb=notebook, time=seconds))
