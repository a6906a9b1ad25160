"""What an import closure rests on: importing a module only defines, and names what it imports."""

import ast

import pytest

from optcourse.records.closures import PACKAGE, closure

DEFINING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
NAMING = (ast.Assign, ast.AnnAssign, ast.AugAssign)
HIDDEN = {"importlib", "pkgutil", "runpy", "imp"}  # modules that import by a computed name
CALLS = {"__import__", "eval", "exec"}
OPEN = {"importlib.metadata", "importlib.resources"}
COUNTED = closure()


def acts(tree):
    """Lines of the statements of a module that do something when it is imported."""
    for node in tree.body:
        said = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        program = isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"
        if not (isinstance(node, DEFINING) or names_only(node) or said or program):
            yield node.lineno


def names_only(node):
    """Whether a statement gives names to values, and changes nothing that others have."""
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    named = all(isinstance(each, (ast.Name, ast.Tuple)) for each in targets)
    return isinstance(node, NAMING) and named


def computed_imports(tree):
    """Lines of a module that may import what no one can read in them."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        hidden = [name for name in names if name.split(".")[0] in HIDDEN]
        allowed = [name for name in hidden if any(name.startswith(each) for each in OPEN)]
        if hidden != allowed or (isinstance(node, ast.Name) and node.id in CALLS):
            yield node.lineno


@pytest.mark.parametrize("path", COUNTED.values(), ids=COUNTED)
def test_importing_only_defines_and_names_what_it_imports(path):
    tree = ast.parse(path.read_text("utf-8"))
    told = path.relative_to(PACKAGE.parent)
    lines = list(acts(tree))
    assert not lines, f"{told} does something when it is imported, line {lines}: no key counts that"
    lines = list(computed_imports(tree))
    assert not lines, f"{told} imports by a computed name, line {lines}: write the name out"


@pytest.mark.parametrize(
    "line",
    [
        "import importlib",
        "from importlib import import_module",
        "import importlib.util as finder",
        "def f():\n    import pkgutil",
        "module = __import__(name)",
        "f = eval(text)",
    ],
)
def test_an_import_by_a_computed_name_is_found(line):
    assert list(computed_imports(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["import torch\ntorch.use(1)", "for x in y:\n    f(x)", "torch.x = 1", "table[0] = 1"]
)
def test_an_act_is_found(line):
    assert list(acts(ast.parse(line)))


@pytest.mark.parametrize("line", ["from importlib import metadata", "import importlib.metadata"])
def test_what_imports_nothing_is_left_alone(line):
    assert not list(computed_imports(ast.parse(line)))
