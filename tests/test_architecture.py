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
FOUNDATION = {"builds", "numerals", "validation", "loops", "arrays", "intervals"}
FOUNDATION |= {"draws", "tables"}
ANALYTIC = {"landscapes", "rules"}
NETWORKS = {"networks", "records", "methods"}
LAYERS = [FOUNDATION, ANALYTIC, NETWORKS, {"experiments"}, {"exercises", "explorers"}, {"chapters"}]

# Apart from the layers: what these may import of the package, besides themselves.
ALONE = {
    "explore": {"builds", "loops", "numerals", "validation"},
    "teaching": {"builds", "numerals"},
    "__init__": {"records"},
}

# Who, besides the layers above, may import what stands apart.
USED_BY = {"explore": {"explorers"}, "teaching": {"exercises"}}

ONLY_IN = {
    "anywidget": {"explore", "explorers"},
    "matplotlib": {"explore"},
    "torch": NETWORKS | {"experiments", "exercises", "explorers"},
}


def unit(path):
    """The part of the package that a file belongs to; in a chapter, the part of the chapter."""
    return part(path.relative_to(PACKAGE).with_suffix("").parts)


def part(names):
    """The same from a dotted name: `chapters.risk.explorers.fits` belongs to "explorers"."""
    inside = names[0] == "chapters" and len(names) > 2 and names[2] != "__init__"
    return names[2] if inside else names[0]


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
    if imported in USED_BY:
        return importer in USED_BY[imported]
    if layer(imported) is None or layer(importer) is None:
        return False
    neighbours = layer(imported) == layer(importer) < len(LAYERS) - 1
    return neighbours or layer(imported) < layer(importer)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    ours = [name.split(".")[1:] for name in imports(path) if name.startswith("optcourse.")]
    siblings = {part(names) for names in ours} - {"__version__"}
    wrong = sorted(each for each in siblings if not allowed(unit(path), each))
    assert not wrong, f"{unit(path)} must not import {', '.join(wrong)}"


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("chapters/*/**/*.py")), ids=str)
def test_a_chapter_enters_no_other_room(path):
    own = path.relative_to(PACKAGE).parts[1]
    names = [name.split(".") for name in imports(path)]
    rooms = {each[2] for each in names if each[:2] == ["optcourse", "chapters"] and each[2:]}
    assert rooms <= {own}


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
    assert not allowed("networks", "teaching")
    assert not allowed("explore", "landscapes")
    assert not allowed("teaching", "networks")
    assert allowed("explorers", "explore")
    assert not allowed("rules", "networks")
    assert allowed("rules", "landscapes")
    assert part(["chapters", "risk", "explorers", "fits"]) == "explorers"


def test_a_chapter_has_one_name_everywhere():
    book = {path.stem for path in PACKAGE.with_name("book").rglob("*.*") if is_page(path)}
    for folder in (PACKAGE, PACKAGE.with_name("tests")):
        chapters = {path.parent.name for path in folder.glob("chapters/*/__init__.py")}
        assert chapters <= book, f"chapters without a page: {chapters - book}"


def is_page(path):
    return path.suffix in (".ipynb", ".md")


def test_the_analytic_part_starts_without_torch_or_matplotlib():
    modules = [path.relative_to(PACKAGE).with_suffix("").parts for path in MODULES if light(path)]
    names = ", ".join(".".join(("optcourse", *each)) for each in modules)
    check = "import sys; assert not {'torch', 'matplotlib', 'anywidget'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", f"import {names}; {check}"], check=True)


def test_explorers_start_without_what_draws_on_paper():
    check = "import sys, optcourse.explore; assert 'matplotlib.figure' not in sys.modules"
    subprocess.run([sys.executable, "-c", check], check=True)


def light(path):
    kept = FOUNDATION | ANALYTIC | {"teaching", "records"}
    return unit(path) in kept or path == PACKAGE / "networks" / "losses.py"


def test_no_script_of_a_page_weighs_more_as_sent_than_it_may():
    sources = {"explorer.js": page.script_source(), "host.js": page.host_source()}
    sources["jump.js"] = page.jump_source()
    sources |= {"train.js": page.train_source(), "apart.js": page.apart_source()}
    sizes = {name: len(gzip.compress(text.encode(), 9)) for name, text in sources.items()}
    assert sizes["explorer.js"] <= 20_000, sizes
    assert sizes["host.js"] <= 2_000, sizes
    assert sizes["jump.js"] <= 1_500, sizes
    assert sizes["train.js"] <= 6_000, sizes
    assert sizes["apart.js"] <= 1_300 and "Cells" not in sources["explorer.js"], sizes
