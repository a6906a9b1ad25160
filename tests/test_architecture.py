"""Who may import whom, read from the sources; and what the front end may weigh."""

import ast
import graphlib
import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from optcourse.explore import page

PACKAGE = Path(__file__).parents[1] / "optcourse"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Imports point down this list, or to a neighbour on the same line.
FOUNDATION = {"validation", "loops", "caches", "intervals"}
ANALYTIC = {"landscapes", "losses", "optimizers", "schedules", "models", "data"}
NETWORKS = {"ensembles", "curvature", "surfaces", "objectives", "tanhs", "sweeps", "devices"}
LAYERS = [FOUNDATION, ANALYTIC, NETWORKS, {"experiments"}, {"figures", "exercises", "explorers"}]

# Apart from the layers: what these may import of the package, besides themselves.
ALONE = {
    "explore": {"loops"},
    "claims": set(),
    "prose": set(),
    "quizzes": set(),
    "__init__": {"devices"},
}

SHARED = {"verdicts"}  # files in a folder of chapters that belong to all of them

ONLY_IN = {
    "anywidget": {"explore", "explorers"},
    "matplotlib": {"explore", "figures"},
    "torch": NETWORKS | {"models", "experiments", "figures", "exercises", "explorers"},
}


def unit(path):
    """The part of the package that a file belongs to: its module, or its folder."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    """Absolute dotted names that a file imports, wherever it does so: `module.name`."""
    folder = ["optcourse", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) + 1 - node.level] if node.level else []
            module = [*base, *([node.module] if node.module else [])]
            yield from (".".join([*module, alias.name]) for alias in node.names)


def dotted(path):
    """The dotted name of a module of the package; a folder's is that of its `__init__`."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def module_graph():
    """Each module of the package → the modules of the package that it imports."""
    names = {dotted(path) for path in MODULES}
    found = {dotted(path): set(imports(path)) for path in MODULES}
    return {
        module: {name if name in names else name.rpartition(".")[0] for name in imported} & names
        for module, imported in found.items()
    }


def circle(graph):
    """Names that lead around: each is imported by the next, the last is the first; or none."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return error.args[1]
    return []


def layer(name):
    return next((k for k, names in enumerate(LAYERS) if name in names), None)


def allowed(importer, imported):
    """Whether one part of the package may import another."""
    if importer == imported:
        return True
    if importer in ALONE:
        return imported in ALONE[importer]
    if imported == "explore":
        return importer == "explorers"
    if layer(imported) is None or layer(importer) is None:
        return False
    neighbours = layer(imported) == layer(importer) < len(LAYERS) - 1
    return neighbours or layer(imported) < layer(importer)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    siblings = {name.split(".")[1] for name in imports(path) if name.startswith("optcourse.")}
    siblings -= {"__version__"}
    wrong = sorted(each for each in siblings if not allowed(unit(path), each))
    assert not wrong, f"{unit(path)} must not import {', '.join(wrong)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_packages_stay_where_they_belong(path):
    packages = {name.split(".")[0] for name in imports(path)}
    wrong = sorted(name for name in packages & set(ONLY_IN) if unit(path) not in ONLY_IN[name])
    assert not wrong, f"{unit(path)} must not import {', '.join(wrong)}"


def test_no_module_imports_itself_by_way_of_others():
    graph = module_graph()
    assert "optcourse.explore.trace.emit" in graph["optcourse.explore.trace.operations"]
    assert not circle(graph), " ← ".join(circle(graph))


def test_a_circle_is_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert not circle({"a": {"b", "c"}, "b": {"c"}, "c": set()})


def test_every_part_of_the_package_has_a_layer():
    parts = {unit(path) for path in MODULES}
    assert not {part for part in parts if layer(part) is None} - set(ALONE)


def test_the_rules_refuse_what_they_should():
    assert not allowed("landscapes", "experiments")
    assert not allowed("figures", "explorers")
    assert not allowed("explore", "landscapes")
    assert not allowed("claims", "validation")
    assert allowed("explorers", "explore")
    assert allowed("optimizers", "landscapes")


def test_a_chapter_has_one_name_everywhere():
    book = {path.stem for path in PACKAGE.with_name("book").rglob("*.*") if is_page(path)}
    for folder in ("experiments", "figures", "explorers", "exercises"):
        chapters = {path.stem for path in (PACKAGE / folder).glob("[!_]*")} - SHARED
        assert chapters <= book, f"{folder} without a page: {chapters - book}"


def is_page(path):
    return path.suffix in (".ipynb", ".md")


def test_the_analytic_part_starts_without_torch_or_matplotlib():
    names = ", ".join(f"optcourse.{path.stem}" for path in PACKAGE.glob("*.py") if light(path))
    check = "import sys; assert not {'torch', 'matplotlib', 'anywidget'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", f"import {names}; {check}"], check=True)


def light(path):
    return path.stem in FOUNDATION | {"landscapes", "losses", "optimizers", "schedules", "claims"}


def test_the_front_end_weighs_at_most_15_kilobytes_as_sent():
    sources = {"explorer.js": page.script_source(), "host.js": page.host_source()}
    sizes = {name: len(gzip.compress(text.encode(), 9)) for name, text in sources.items()}
    assert sum(sizes.values()) <= 15_000, sizes
    assert sizes["host.js"] <= 2_000, sizes
