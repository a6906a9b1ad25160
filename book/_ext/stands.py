"""What the outputs of a notebook stand on: its code, files of the package, and what runs it."""

import ast
import hashlib
import platform
from functools import cache
from importlib import metadata

from still import PACKAGE, sources_of

# Their modules find others, and files, by names that no import says.
WHOLE = ("explore", "teaching")


def key(notebook, package=PACKAGE):
    """A hash of all that what a notebook says can hang on; its prose is not among that."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    code = [(cell.source, cell.metadata) for cell in cells]
    files = files_of("\n".join(plain(cell.source) for cell in cells), package)
    read = [(str(path.relative_to(package)), path.read_bytes()) for path in sorted(files)]
    return hashlib.sha256(repr((code, read, surroundings())).encode()).hexdigest()


def plain(source):
    """A cell without the lines that IPython alone reads."""
    lines = source.splitlines()
    return "\n".join("" if line.lstrip()[:1] in ("%", "!") else line for line in lines)


def files_of(code, package=PACKAGE):
    """Files of the package that code stands on: modules that it imports, and what they import.

    With a module count the packages that it is in, and the data files in their folders.
    """
    ours = imports(code, package)
    modules = set(sources_of(package).closure(ours).values()) if ours else set()
    around = {each for path in modules for each in path.parents if package in each.parents}
    beside = {each for folder in around for each in folder.iterdir() if is_beside(each)}
    whole = {each for name in WHOLE for each in (package / name).rglob("*")}
    return {each for each in modules | beside | whole if is_source(each)}


def is_beside(path):
    return path.suffix != ".py" or path.name == "__init__.py"


def imports(code, package):
    """Modules of the package that code imports, wherever it does."""
    asked = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            asked += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            asked += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in asked if is_module(name, package)]


def is_module(name, package):
    """Whether a dotted name is a module of the package, not something in one."""
    path = package.parent.joinpath(*name.split("."))
    ours = name.partition(".")[0] == package.name
    return ours and (path.is_dir() or path.with_name(f"{path.name}.py").is_file())


def is_source(path):
    return path.is_file() and "__pycache__" not in path.parts


@cache
def surroundings():
    """What runs a notebook: the machine's kind, Python, and every package that is installed."""
    packages = {(each.metadata["Name"], each.version) for each in metadata.distributions()}
    return platform.machine(), platform.system(), platform.python_version(), sorted(packages)
