"""Which code cells of a notebook a claim needs.

Backwards from the cell that shows the claim: a cell is needed if it gives a value to a name that is
read later, or may change what such a name holds. In doubt a cell counts as needed.
"""

import ast
import importlib
import inspect
import re
import symtable

from rooms import names_in

# Functions whose arguments stay as they are, called for what they show.
ONLY_SHOW = {"ask", "check", "claim", "display", "explorers", "glue", "print"}
PICTURES = {"ask", "explorers"}  # statements that put something on the page and decide nothing


def needed(sources, id):
    """Positions among the code cells `sources` of those that claim `id` needs, in order.

    ValueError if no cell shows the claim.
    """
    trees = [ast.parse(source) for source in sources]
    shown = [k for k, tree in enumerate(trees) if shows(tree, id)]
    if not shown:
        raise ValueError(f"id must be a claim that a cell shows, got {id!r}")
    late, draws, wanted, kept = read_later(trees), generators(trees), set(), []
    for k in reversed(range(shown[-1] + 1)):
        if k in shown or wanted & changes(trees[k], draws):
            kept.append(k)
            wanted = closed(before(trees[k], wanted), late)
    return kept[::-1]


def shows(tree, id):
    """Whether a cell calls `claim` of this id, written out."""
    return any(
        isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "claim"
        and node.args
        and getattr(node.args[0], "value", None) == id
        for node in ast.walk(tree)
    )


def before(tree, wanted):
    """The names that must have values before a cell, for it and for those wanted after it."""
    for statement in reversed(tree.body):
        wanted = (wanted - always_made(statement)) | read(statement)
    return wanted


def closed(wanted, late):
    """The names, with all that the functions among them read when they are called."""
    new = wanted
    while new:
        new = {name for function in new for name in late.get(function, ())} - wanted
        wanted = wanted | new
    return wanted


def changes(tree, draws):
    """Names that a cell makes, and names of what it may change in place."""
    found = {name for each in tree.body for name in made(each)} | (names_in(tree) & draws)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
            found.add(root(node))
        elif isinstance(node, ast.Expr) and root(node.value) not in ONLY_SHOW:
            found |= names_in(node.value)
    return found


def root(node):
    """The name at the left end of `a.b[0].c`; "" for what begins otherwise."""
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return getattr(node, "id", "")


def made(statement):
    """Names to which a statement gives a value."""
    table = scope_of(statement)
    return {each.get_name() for each in table.get_symbols() if each.is_assigned()} | {
        each.get_name() for each in table.get_symbols() if each.is_imported()
    }


def always_made(statement):
    """Those of them that it gives whatever happens, so that no earlier value can count."""
    simple = (ast.Assign, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    return made(statement) if isinstance(statement, simple) else set()


def read(statement):
    """Names whose earlier values a statement reads, in its functions too."""
    found = read_in(scope_of(statement))
    if isinstance(statement, ast.For):
        found -= {node.id for node in ast.walk(statement.target) if isinstance(node, ast.Name)}
        found |= read(ast.Expr(statement.iter))
    targets = [node.target for node in ast.walk(statement) if isinstance(node, ast.AugAssign)]
    return found | {root(target) for target in targets}


def read_in(table):
    """Names of the notebook that are read in a scope and in those inside it."""
    top = table.get_type() == "module"
    found = {
        each.get_name()
        for each in table.get_symbols()
        if each.is_referenced() and (top or each.is_global())
    }
    return found.union(*(read_in(child) for child in table.get_children()))


def scope_of(statement):
    return symtable.symtable(ast.unparse(statement), "cell", "exec")


def read_later(trees):
    """Name of a function, or of a value that holds one -> names that it reads when called."""
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
    found = {}
    for statement in (each for tree in trees for each in tree.body):
        if any(isinstance(node, kinds) for node in ast.walk(statement)):
            for name in made(statement):
                found.setdefault(name, set()).update(read(statement))
    return found


def generators(trees):
    """Names that hold random generators: whoever draws from one changes it."""
    statements = [each for tree in trees for each in tree.body]
    return {name for each in statements if "default_rng" in names_in(each) for name in made(each)}


def essence(sources):
    """What decides in the cells: no comment, no picture, no import that nothing else uses."""
    trees = [deciding(source) for source in sources]
    used = used_names(trees)
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            node.names = [each for each in node.names if brings(each) in used]
    return [ast.unparse(tree) for tree in trees]


def deciding(source):
    """The tree of a cell without statements at its top that only put something on the page."""
    tree = ast.parse(source)
    tree.body = [each for each in tree.body if not is_picture(each)]
    return tree


def is_picture(statement):
    return isinstance(statement, ast.Expr) and root(statement.value) in PICTURES


def used_names(trees):
    return {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}


def brings(alias):
    """The name that an import gives."""
    return (alias.asname or alias.name).split(".")[0]


def modules(sources):
    """Modules that define what cells import and use, less those that teach or only show."""
    trees = [deciding(source) for source in sources]
    used = used_names(trees)
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    asked = [(node.module, each) for node in nodes for each in node.names]
    found = {home(module, each.name) for module, each in asked if brings(each) in used}
    return {each for each in found if re.match(r"optcourse\.(?!teaching\b)", each)}


def home(module, name):
    """The module that defines what `from module import name` brings."""
    below = f"{module}.{name}"
    value = getattr(importlib.import_module(module), name, None)
    if value is None or inspect.ismodule(value):
        return below
    return getattr(value, "__module__", module)
