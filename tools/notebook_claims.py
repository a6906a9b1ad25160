"""Run the code cells of a notebook in this process, and see which of its claims hold.

For tests that break what a claim rests on, and for other seeds. `patch` what a notebook imports
before calling `outcomes`.
"""

import ast
import contextlib
import io
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import nbformat

from optcourse.teaching import claims, outputs


@dataclass(frozen=True)
class Outcome:
    """What a cell said: a claim's id, or "cell 7" for a bare assert; measured values as shown.

    `failed` has the words of the conditions that did not hold.
    """

    id: str
    holds: bool
    measured: str = ""
    failed: tuple = ()


def outcomes(notebook, change=None, only=None):
    """An Outcome for each claim shown, each claim failed and each other assertion that failed.

    `change` is a function of a cell's syntax tree that makes another; `only` the positions of the
    code cells to run. Errors that are no AssertionError are passed on.
    """
    names, found = {"__name__": "__notebook__"}, []
    with mock.patch.object(outputs, "publish", lambda data, _=None: found.extend(_shown(data))):
        for number, source in enumerate(sources(notebook), start=1):
            if only is not None and number - 1 not in only:
                continue
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    tree = ast.parse(source)
                    tree = change(tree) if change else tree
                    exec(compile(tree, f"{Path(notebook).name}, cell {number}", "exec"), names)
            except AssertionError as error:
                found.append(_failed(number, error))
    return found


def sources(notebook):
    """The text of each code cell."""
    cells = nbformat.read(notebook, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def _shown(data):
    """The claim that an output shows, if it shows one."""
    if entry := data.get(claims.MIME_TYPE):
        yield Outcome(entry["id"], True, _listed(entry["measured"]))


def _failed(number, error):
    if isinstance(error, claims.Refuted):
        return Outcome(error.id, False, _listed(error.measured), error.failed)
    return Outcome(f"cell {number}", False, str(error))


def _listed(values):
    return ", ".join(f"{name} = {value}" for name, value in values)
