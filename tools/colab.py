"""The cell that makes a notebook run in Colab, and does nothing elsewhere.

`make notebooks` places it. It takes the course from the address in _config.yml (`repository: url`)
or, where none is given, from a wheel uploaded to Colab. Nothing is installed that Colab has
already: another numpy or torch beside the loaded ones breaks a session.
"""

from pathlib import Path

import nbformat
import yaml

CONFIG = Path(__file__).parents[1] / "_config.yml"
TAGS = ["colab", "remove-cell"]
HIDDEN = {"cellView": "form", "jupyter": {"source_hidden": True}}  # in Colab, in JupyterLab
MISSING = ("anywidget", "psygnal", "mnist1d")  # what the course needs beyond what Colab ships
WHEEL = "optcourse-*.whl"
TEMPLATE = """\
# @title Colab only: get the course
import sys

if "google.colab" in sys.modules:
    packages = "{packages}"
    get_ipython().run_line_magic("pip", f"install -q --no-deps {{packages}}")
    sys.modules["google.colab"].output.enable_custom_widget_manager()
"""


def source(address=None):
    """The text of the cell, for the address of the repository (of _config.yml if None)."""
    if address is None:
        address = yaml.safe_load(CONFIG.read_text("utf-8"))["repository"]["url"]
    course = f"git+{address}" if address else WHEEL
    return TEMPLATE.format(packages=" ".join([*MISSING, course])).strip()


def is_placed(cell):
    return "colab" in cell.metadata.get("tags", [])


def metadata(cell):
    """What the metadata of this cell may hold beyond what any cell's may."""
    return set(HIDDEN) if is_placed(cell) else set()


def place(notebook):
    """Put the cell beneath the title, in place of an older one."""
    old = [cell for cell in notebook.cells if is_placed(cell)]
    cell = old[0] if old else nbformat.v4.new_code_cell(id="colab")
    cell.source = source()
    cell.metadata = {**HIDDEN, "tags": TAGS}
    others = [each for each in notebook.cells if not is_placed(each)]
    notebook.cells = [*others[:1], cell, *others[1:]]
