"""What a result stands on: any edit of that changes the hash, and no other edit does."""

import os
import shutil

import pytest

from optcourse.records.closures import PACKAGE, closure, source_hash

FILES = {
    "__init__.py": "from pkg.rates import Rate\n",
    "rates.py": "class Rate:\n    lr = 0.1\n",
    "far.py": "steps = 3\n",
    "near.py": "from pkg.far import steps\ntwice = 2 * steps\n",
    "other.py": "twice = 7\n",
    "table.csv": "1,2\n",
    "room/__init__.py": (
        "from pkg.room.bowls import bowl as hollow\nfrom pkg.room.walls import wall\nwidth = 4\n"
    ),
    "room/bowls.py": "def bowl(x):\n    return x * x\n",
    "room/walls.py": "def wall(x):\n    return abs(x)\n",
    "room/inner/__init__.py": "from .deep import depth\n",
    "room/inner/deep.py": "depth = 2\n",
    "bare/hall.py": "height = 3\n",
    "bare/yard.py": "height = 0\n",
}
ROOM = {name for name in FILES if name.startswith("room/")}
KINDS = {  # what a module says -> the files that it stands on besides itself
    "from pkg.near import twice": {"near.py", "far.py"},
    "from pkg.near import *": {"near.py", "far.py"},
    "from pkg import near": {"near.py", "far.py"},
    "import pkg.near as near": {"near.py", "far.py"},
    "from . import near": {"near.py", "far.py"},
    "from .near import twice as two": {"near.py", "far.py"},
    "def run():\n    from pkg.near import twice": {"near.py", "far.py"},
    "try:\n    from pkg.near import twice\nexcept ImportError:\n    twice = 0": {
        "near.py",
        "far.py",
    },
    "from pkg import Rate": {"rates.py"},
    "from pkg.room import hollow": {"room/bowls.py"},
    "from pkg.room import wall": {"room/walls.py"},
    "from pkg.room.walls import wall": {"room/walls.py"},
    "from pkg.room import width": {"room/__init__.py", "room/bowls.py", "room/walls.py"},
    "from pkg.room import walls": {"room/walls.py"},
    "from pkg.room import inner": {"room/inner/__init__.py", "room/inner/deep.py"},
    "from pkg.room.inner import depth": {"room/inner/deep.py"},
    "from pkg.bare import hall": {"bare/hall.py"},
    "from pkg.bare.hall import height": {"bare/hall.py"},
    "from pkg import bare": {"bare/hall.py", "bare/yard.py"},
    "from pkg.room import *": ROOM,
    "from pkg import room": ROOM,
    "import pkg.room as room": ROOM,
    "import pkg.far": {name for name in FILES if name.endswith(".py")},
    "import pkgutil": set(),
    "table = 'table.csv'": {"table.csv"},
}


@pytest.fixture
def package(tmp_path):
    for name, text in FILES.items():
        write(tmp_path / "pkg" / name, text)
    return tmp_path / "pkg"


def write(path, text):
    """Write a file at a later time than before: a disk's clock may stand still for 10 ms."""
    path.parent.mkdir(parents=True, exist_ok=True)
    later = path.stat().st_mtime_ns + 10**9 if path.exists() else None
    path.write_text(text)
    if later:
        os.utime(path, ns=(later, later))


def edited(path, package, run="pkg.run"):
    """The hash of a module while a file says one thing more."""
    before = path.read_text()
    write(path, before + ("3\n" if path.suffix == ".csv" else "\nmore = 1\n"))
    found = source_hash([run], package)
    write(path, before)
    return found


@pytest.mark.parametrize(("said", "stands_on"), KINDS.items(), ids=KINDS)
def test_an_edit_of_what_it_stands_on_changes_the_hash_and_no_other_does(package, said, stands_on):
    (package / "run.py").write_text(f"{said}\n")
    before = source_hash(["pkg.run"], package)
    changes = {name for name in FILES if edited(package / name, package) != before}
    assert changes == stands_on
    assert edited(package / "run.py", package) != before == source_hash(["pkg.run"], package)


@pytest.mark.parametrize(
    ("name", "old", "new", "changes"),
    [
        ("room/bowls.py", "x * x", "x * x  # a square", False),
        ("room/bowls.py", "    return", '    """A square."""\n    return', False),
        ("room/bowls.py", "x * x", "x * x * 1.0", True),
        ("room/bowls.py", "(x)", "(x, y=None)", True),
        ("room/__init__.py", "bowls import bowl", "walls import wall", True),
        ("room/__init__.py", "bowl as hollow", "other as hollow", True),
        ("room/__init__.py", "walls import wall", "walls import wall, more", False),
        ("run.py", "from pkg.near", "from pkg.other", True),
        ("run.py", "import twice", "import steps as twice", True),
        ("run.py", "import hollow\n", "import hollow  # from there\n\n", False),
    ],
)
def test_a_hash_is_of_what_is_done(package, name, old, new, changes):
    (package / "run.py").write_text("from pkg.near import twice\nfrom pkg.room import hollow\n")
    before, path = source_hash(["pkg.run"], package), package / name
    assert old in path.read_text()
    write(path, path.read_text().replace(old, new))
    assert (source_hash(["pkg.run"], package) != before) == changes


def test_a_move_changes_no_hash(package):
    (package / "run.py").write_text("from .near import twice\nfrom pkg.room import hollow\n")
    before = source_hash(["pkg.run"], package)
    (package / "a").mkdir()
    for name in ("run.py", "near.py", "far.py"):
        (package / name).rename(package / "a" / name)
    (package / "a" / "near.py").write_text(FILES["near.py"].replace("pkg.far", "pkg.a.far"))
    assert source_hash(["pkg.a.run"], package) == before


def test_branches_that_trade_what_they_import_change_the_hash(package):
    sides = (
        "if twice:\n    from pkg.{} import twice as it\nelse:\n    from pkg.{} import twice as it\n"
    )
    (package / "run.py").write_text(sides.format("near", "other"))
    before = source_hash(["pkg.run"], package)
    write(package / "run.py", sides.format("other", "near"))
    assert source_hash(["pkg.run"], package) != before


def test_a_new_module_that_hides_another_changes_the_hash(package):
    (package / "run.py").write_text("from pkg.near import twice\n")
    before = source_hash(["pkg.run"], package)
    write(package / "near" / "__init__.py", "twice = 9\n")
    assert source_hash(["pkg.run"], package) != before


@pytest.mark.parametrize("asked", [[], ["pkg.nowhere"], ["__main__"], ["pkg.far", "elsewhere.x"]])
def test_without_a_module_of_the_package_all_of_it_counts_less_drawing_and_teaching(package, asked):
    for name in ("explore/scene.py", "chapters/one/explorers/a.py", "chapters/one/exercises.py"):
        write(package / name, "colour = 1\n")
    before = source_hash(asked, package)
    write(package / "explore" / "scene.py", "colour = 22\n")
    write(package / "chapters" / "one" / "exercises.py", "colour = 22\n")
    assert source_hash(asked, package) == before
    write(package / "chapters" / "one" / "experiments.py", "steps = 1\n")
    assert source_hash(asked, package) != before


def experiments():
    """The modules of all experiments."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        if "experiments" in path.parts and path.name != "__init__.py":
            yield name


def test_an_edit_of_any_file_of_the_course_is_seen_where_it_counts(tmp_path):
    copy = shutil.copytree(PACKAGE, tmp_path / "optcourse")
    run = next(name for name in experiments() if name.endswith(".bits"))
    before, files = source_hash([run], copy), set(copy.rglob("*.py"))
    seen = {path for path in files if edited(path, copy, run) != before}
    assert seen == set(closure([run], copy).values())
    assert 5 < len(seen) < len(files) / 4
