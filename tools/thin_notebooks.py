"""Keep notebooks thin: text outputs, counted cells, clean metadata; nothing that a rerun makes.

python tools/thin_notebooks.py book/a.ipynb              thin in place
python tools/thin_notebooks.py --execute book/a.ipynb    run from the top first
python tools/thin_notebooks.py --check book/a.ipynb      only say what is not thin
"""

import argparse
import json
import sys
from pathlib import Path

import colab
import nbformat

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = {"tags", "mystnb"}
TEXT = {"text/plain", "application/papermill.record/text/plain"}  # the second is glue's
QUIZ = '<div class="oc-quiz">'


def execute(notebook, folder, timeout=600):
    """Run a notebook from the top in `folder`; an error in a cell is raised."""
    from nbclient import NotebookClient

    for cell in code_cells(notebook):
        cell.execution_count, cell.outputs = None, []
    NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    ).execute()


def thin(notebook):
    """Strip a notebook, in place, of everything but sources, text outputs and cell numbers."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        kept = (CELL_METADATA | colab.metadata(cell)) & set(cell.metadata)
        cell.metadata = {key: cell.metadata[key] for key in sorted(kept)}
        cell.pop("attachments", None)
    for count, cell in enumerate(code_cells(notebook), start=1):
        if cell.execution_count is not None:
            cell.execution_count = count
        cell.outputs = [thin_output(each, count) for each in cell.outputs if has_text(each)]
    return notebook


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def has_text(output):
    return output.output_type == "stream" or bool(texts(output.get("data", {})))


def texts(data):
    """The MIME types of an output that stay: text, and the HTML of a quiz."""
    quiz = "".join(data.get("text/html", "")).startswith(QUIZ)
    return TEXT & set(data) | ({"text/html"} if quiz else set())


def thin_output(output, count):
    if output.output_type == "stream":
        return output
    output.data = {key: output.data[key] for key in sorted(texts(output.data))}
    output.metadata = {}
    if output.output_type == "execute_result":
        output.execution_count = count
    return output


def problems(path):
    """What keeps a notebook from being thin: a list of sentences."""
    text = Path(path).read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    found = [message for cell in code_cells(notebook) for message in cell_problems(cell)]
    if dump(thin(notebook)) != text:
        found.append("holds more than text outputs and sources; run `make notebooks`")
    return found


def cell_problems(cell):
    name = repr(cell.source.splitlines()[0])
    if cell.execution_count is None:
        yield f"cell {name} was never run, so nothing compares it; run `make notebooks`"
    for output in cell.outputs:
        if output.output_type == "error":
            yield f"cell {name} stores an error: {output.ename}"
        if output.get("name") == "stderr":
            yield f"cell {name} writes to stderr, which differs between machines"


def dump(notebook):
    """The text of a notebook file: keys sorted, one space of indent, Greek letters as they are."""
    return json.dumps(split_lines(notebook), sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def split_lines(notebook):
    from nbformat.v4.rwbase import split_lines, strip_transient

    return split_lines(strip_transient(nbformat.from_dict(json.loads(json.dumps(notebook)))))


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--execute", action="store_true", help="run each from the top first")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when not thin")
    options = parser.parse_args(argv)
    if options.check:
        found = [f"{path}: {each}" for path in options.notebooks for each in problems(path)]
        print(*found, sep="\n", end="\n" if found else "")
        return 1 if found else 0
    for path in options.notebooks:
        notebook = nbformat.read(path, as_version=4)
        if options.execute:
            print(f"running {path}", flush=True)
            colab.place(notebook)
            execute(notebook, path.parent)
        path.write_text(dump(thin(notebook)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
