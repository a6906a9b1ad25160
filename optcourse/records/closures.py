"""What a result stands on: the modules of the package that its module imports, directly or not.

Imports are read from the sources, wherever in a file they stand. A name that a package's
`__init__` imports is followed to the module that defines it, so that asking a chapter for one
experiment does not bring in the others; a package that is imported as a whole counts with all
that is in it. Nothing is missed as long as importing only defines, and no import has a computed
name: `tests/laws/test_closures.py` refuses both.

A module counts by what it does: its syntax tree without docstrings, what it imports in place of
where that is, and the data files that it names and that lie beside it. Neither a comment nor a
move to another file changes a hash; nor does the version of Python that reads it.
"""

import ast
import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
DRAWING_AND_TEACHING = {"explore", "explorers", "teaching", "exercises"}
UNSPELLED = {"kind", "type_comment", "type_ignores"}  # fields of a tree that change nothing


def source_hash(modules=(), package=PACKAGE):
    """A hash of what the modules do, with all that they import of the package.

    `modules` are dotted names; without any, or with one that is not in the package, the hash is of
    the whole package, less drawing and teaching. A process reads files again only when the time
    or the size of one of them has changed, or a folder of the package.
    """
    return _sources(Path(package)).hash(frozenset(modules))


def closure(modules=(), package=PACKAGE):
    """The modules that `source_hash` counts: dotted name -> path."""
    return _sources(Path(package)).closure(modules)


@dataclass(frozen=True)
class Source:
    """A file as a hash sees it.

    `code` is a hash of what it does, `imports` what it asks of the package: tuples of the name
    here, the module asked and the name there ("*" for all, "" for the module itself). `defines`
    holds the names that it makes itself, `texts` those texts in it that may name data files.
    """

    code: str
    imports: tuple
    defines: frozenset
    texts: frozenset


NOTHING = Source("", (), frozenset(), frozenset())  # what a folder without __init__ says


@cache
def _sources(package):
    return _Sources(package)


class _Sources:
    """The sources of one package; each is read once as long as it stays as it is."""

    def __init__(self, package):
        self.package, self.read, self.hashes = package, {}, {}

    def hash(self, modules):
        stamps, found = self.hashes.get(modules, ((), None))
        if found is None or any(_stamp(path) != stamp for path, stamp in stamps):
            paths = self.closure(modules)
            data = [path for module in paths for path in self.data(module)]
            watched = [str(path) for path in (*self.ways(), *paths.values(), *data)]
            stamps = [(path, _stamp(path)) for path in watched]
            found = _digest(sorted(self.spelled(module) for module in paths))
            self.hashes[modules] = stamps, found
        return found

    def closure(self, modules):
        waiting, found = list(modules), {}
        if not waiting or any(self.path(module) is None for module in waiting):
            waiting = [each for each in self.within(self.package.name) if not _teaches(each)]
        while waiting:
            module = waiting.pop()
            if module not in found:
                found[module] = self.path(module)
                asked = self.source(module).imports
                waiting += [each for _, *ask in asked for each, _ in self.answer(*ask)]
        return dict(sorted(found.items()))

    def ways(self):
        """What says where a module is: all folders, and what stands for a folder."""
        for path in (self.package, *self.package.rglob("*/")):
            if path.name != "__pycache__":
                yield from (path, path / "__init__.py")

    def place(self, module):
        return self.package.parent.joinpath(*module.split("."))

    def path(self, module):
        """Where a module is; None if the package has none of this name."""
        place = self.place(module)
        found = (place / "__init__.py", place.with_name(f"{place.name}.py"))
        ours = module.split(".")[0] == self.package.name
        return next((path for path in found if ours and path.is_file()), None)

    def within(self, module):
        """The modules of the package below one of its packages, and that itself."""
        for path in sorted(self.place(module).rglob("*.py")):
            parts = path.relative_to(self.package.parent).with_suffix("").parts
            yield ".".join(parts[:-1] if path.name == "__init__.py" else parts)

    def answer(self, module, name):
        """Who makes what is asked of a module: (module, the name there or "" for all of it)."""
        path, below = self.path(module), f"{module}.{name}"
        if path is None and not self.place(module).is_dir():
            return []
        if path and path.name != "__init__.py":
            return [(module, name)]
        whole = [(each, "") for each in self.within(module)]
        if name in ("", "*"):
            return whole
        return self.bound(module, name) or self.answer(below, "") or whole

    def bound(self, module, name):
        """The same, of a name that a package's `__init__` has."""
        source = self.source(module) if self.path(module) else NOTHING
        asks = [ask for here, *ask in source.imports if here == name and ask != [module, name]]
        found = [each for ask in asks for each in self.answer(*ask)]
        return [*found, (module, name)] if name in source.defines else found

    def source(self, module):
        path = self.path(module)
        stamp, source = self.read.get(path, (None, None))
        if source is None or stamp != _stamp(path):
            stamp, source = _stamp(path), _parsed(path, module)
            self.read[path] = stamp, source
        return source

    def spelled(self, module):
        """What a module does, and what that with which it does it does itself."""
        source = self.source(module)
        used = [
            (here, [(self.source(each).code, name) for each, name in self.answer(*ask)])
            for here, *ask in source.imports
        ]
        data = [path.read_bytes() for path in self.data(module)]
        return repr((source.code, used, data))

    def data(self, module):
        """The data files beside a module that it names."""
        folder = self.path(module).parent
        named = [folder / text for text in sorted(self.source(module).texts)]
        return [path for path in named if path.suffix not in ("", ".py") and path.is_file()]


def _parsed(path, module):
    tree = ast.parse(path.read_text("utf-8"))
    nodes = list(ast.walk(tree))
    home = module.split(".")[: None if path.name == "__init__.py" else -1]
    asked = {node: sorted(_asked(node, home)) for node in nodes}
    first = sorted(ask for node in tree.body for ask in asked[node])  # isort orders these anew
    nested = [ask for node in nodes if node not in tree.body for ask in asked[node]]
    return Source(
        code=_digest(_spelled(tree, {node for node in nodes if asked[node]})),
        imports=(*first, *nested),
        defines=frozenset(name for node in nodes for name in _made(node)),
        texts=frozenset(node.value for node in nodes if _may_name_a_file(node)),
    )


def _asked(node, home):
    """What an import asks of the package whose name `home` begins with: as `Source.imports`."""
    if isinstance(node, ast.Import):
        for name, here in ((alias.name, alias.asname) for alias in node.names):
            if name.split(".")[0] == home[0]:
                yield (here, name, "") if here else (home[0], home[0], "")
    elif isinstance(node, ast.ImportFrom):
        base = home[: len(home) + 1 - node.level] if node.level else []
        module = ".".join([*base, *([node.module] if node.module else [])])
        if module.split(".")[0] == home[0]:
            yield from ((alias.asname or alias.name, module, alias.name) for alias in node.names)


def _made(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id


def _may_name_a_file(node):
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and "." in text and "/" not in text and len(text) < 100


def _spelled(node, left_out):
    """A syntax tree as text: every node's type and fields, less its place and docstrings."""
    if isinstance(node, list):
        kept = [each for each in node if each not in left_out and not _is_said_only(each)]
        return f"[{', '.join(_spelled(each, left_out) for each in kept)}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [(name, getattr(node, name, None)) for name in node._fields if name not in UNSPELLED]
    told = [
        f"{name}={_spelled(value, left_out)}" for name, value in fields if value not in ([], None)
    ]
    return f"{type(node).__name__}({', '.join(told)})"


def _is_said_only(node):
    """Whether a statement is a text and no more: a docstring."""
    said = node.value if isinstance(node, ast.Expr) else None
    return isinstance(said, ast.Constant) and isinstance(said.value, str)


def _digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:32]


def _stamp(path):
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _teaches(module):
    parts = module.split(".")[1:]
    return bool(DRAWING_AND_TEACHING & set(parts[2:3] if parts[:1] == ["chapters"] else parts[:1]))
