"""Run the code cells of a notebook in this process, and see which of its claims hold.

For tests that break what a claim rests on, and for other seeds. `patch` what a notebook imports
before calling `outcomes`.
"""

import contextlib
import io
import re
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import nbformat

from optcourse.teaching import claims


@dataclass(frozen=True)
class Outcome:
    """What a cell said: a claim's id, or "cell 7" for a bare assert; measured values as shown."""

    id: str
    holds: bool
    measured: str = ""


def outcomes(notebook):
    """An Outcome for each claim shown, each claim failed and each other assertion that failed.

    Errors that are no AssertionError are passed on.
    """
    names, found = {"__name__": "__notebook__"}, []
    with mock.patch.object(claims, "_display", lambda line, data: found.append(_shown(data))):
        for number, source in enumerate(sources(notebook), start=1):
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(source, f"{Path(notebook).name}, cell {number}", "exec"), names)
            except AssertionError as error:
                found.append(_failed(number, str(error)))
    return found


def sources(notebook):
    """The text of each code cell."""
    cells = nbformat.read(notebook, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def _shown(metadata):
    entry = metadata["optcourse"]
    return Outcome(entry["claim"], True, _listed(entry["measured"]))


def _listed(values):
    return ", ".join(f"{name} = {value}" for name, value in values)


def _failed(number, message):
    match = re.match(r"(\w+) does not hold: ", message)
    if match is None or match[1] not in claims.sentences():
        return Outcome(f"cell {number}", False, message)
    sentence = claims.sentences()[match[1]]["claim"]
    return Outcome(match[1], False, message[match.end() + len(sentence) :].strip(" ()"))
