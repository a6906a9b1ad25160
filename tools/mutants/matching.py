"""Which tests to ask about a module: those that import it, by few steps, and little else."""

import ast
from pathlib import Path

# what is imported by a name that is made at run time
COMPUTED = {"tests.explorers.catalogue": "tests/chapters/*/catalogue.py"}
# These ask the sources, not what they do, or the whole course, or another machine.
APART = ("test_architecture", "test_safety", "laws/test_closures", "test_notebooks", "test_launch")
APART += ("test_dependencies", "test_jupyterlab", "test_mutations", "test_bibliography")
APART += ("test_citation", "test_sweeps_parallel", "limits/", "book/", "tools/", "benchmarks/")

MOST = 12  # files of tests to ask; what these do not notice, others hardly do


class Matching:
    """The tests of the course below `root`."""

    def __init__(self, root):
        self.root = Path(root)
        files = [*self.root.glob("optcourse/**/*.py"), *self.root.glob("tests/**/*.py")]
        self.paths = {self._name(path): path for path in files}
        self.imports = {}
        tests = [name for name, path in self.paths.items() if path.stem.startswith("test_")]
        self.tests = {t: self._steps(t) for t in tests if not self._is_apart(t)}

    def of(self, path):
        """The test files to run for a module of the package, the closest first."""
        module, chapter = self._name(path), chapter_of(path, self.root)
        found = [name for name, steps in self.tests.items() if module in steps]
        if chapter:  # another chapter's tests meet it only where they list all explorers
            found = [name for name in found if f"tests.chapters.{chapter}." in name or
                     not name.startswith("tests.chapters.")]  # fmt: skip
        found.sort(key=lambda name: (self._place(name, path), *self._distance(name, module)))
        return [self.paths[name].relative_to(self.root) for name in found[:MOST]]

    def _distance(self, test, module):
        return self.tests[test][module], len(self.tests[test])

    def _place(self, test, path):
        """Tests that stand where the module stands, then laws, then all others."""
        room = chapter_of(path, self.root) or path.relative_to(self.root).parts[1]
        if f".{room.removesuffix('.py')}" in test.replace("test_", "."):
            return 0
        return 1 if ".laws." in test else 2

    def _is_apart(self, name):
        path = self.paths[name].relative_to(self.root / "tests").as_posix()
        return path.startswith(APART) or self.paths[name].stem in APART

    def _name(self, path):
        parts = path.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def _steps(self, test):
        """Every module that a test imports, directly or not: name → in how many steps."""
        found, now, step = {}, {test}, 0
        while now:
            found |= dict.fromkeys(now, step)
            now = {each for name in now for each in self._imports(name)} - set(found)
            step += 1
        return found

    def _imports(self, name):
        if name not in self.imports:
            self.imports[name] = self._read(name)
        return self.imports[name]

    def _read(self, name):
        path = self.paths[name]
        found = set(self._named(ast.parse(path.read_text("utf-8")), name, path))
        if name in COMPUTED:
            found |= {self._name(each) for each in self.root.glob(COMPUTED[name])}
        conftests = [f"{name.rsplit('.', k)[0]}.conftest" for k in range(1, name.count(".") + 1)]
        return found | (
            set(conftests) & set(self.paths) if path.stem.startswith("test_") else set()
        )

    def _named(self, tree, name, path):
        package = name.split(".") if path.stem == "__init__" else name.split(".")[:-1]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names if alias.name in self.paths)
            elif isinstance(node, ast.ImportFrom):
                base = package[: len(package) + 1 - node.level] if node.level else []
                module = ".".join([*base, *([node.module] if node.module else [])])
                asked = [f"{module}.{alias.name}" for alias in node.names]
                yield from (each for each in [module, *asked] if each in self.paths)


def chapter_of(path, root):
    """The chapter that a module belongs to, or None."""
    parts = path.relative_to(root).parts
    return parts[2] if parts[1] == "chapters" and len(parts) > 3 else None
