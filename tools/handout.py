"""Notebooks to hand out: the exercises and their checks, without the solutions.

python tools/handout.py handouts        # every notebook of the book, into the folder `handouts`

A solution begins with `solution-start` and ends with `solution-end`, perhaps in the middle of a
cell of prose: what stands between goes, cells of code included. All other cells stay as they are.
"""

import re
import sys
from pathlib import Path

import nbformat

BOOK = Path(__file__).parents[1] / "book"
START, END = "```{solution-start}", "```{solution-end}"
FENCE = re.compile(r"```\{solution-end\}\n(?::.*\n)*```\n*")


def without_solutions(notebook):
    """A copy of a notebook without its solutions. ValueError where one does not end."""
    cells, inside = [], False
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text, inside = outside(cell.source, inside)
            if text.strip():
                cells.append(nbformat.from_dict(cell | {"source": text.strip("\n")}))
        elif not inside:
            cells.append(cell)
    if inside:
        raise ValueError("each solution-start must have a solution-end, the last one has none")
    return nbformat.from_dict(notebook | {"cells": cells})


def outside(text, inside):
    """What of a cell of prose stands in no solution, and whether one is open at its end."""
    kept = []
    while text:
        if inside:
            found = FENCE.search(f"{text}\n")
            inside, text = not found, text[found.end() :] if found else ""
        else:
            before, start, text = text.partition(START)
            kept.append(before)
            inside = bool(start)
    return "".join(kept), inside


def write_handouts(folder, book=BOOK):
    """Write every notebook of the book into a folder, in the book's own folders; their paths."""
    written = []
    for path in sorted(book.rglob("*.ipynb")):
        if not any(part.startswith(".") for part in path.relative_to(book).parts):
            target = Path(folder, path.relative_to(book))
            target.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(without_solutions(nbformat.read(path, as_version=4)), target)
            written.append(target)
    return written


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(*write_handouts(sys.argv[1]), sep="\n")
