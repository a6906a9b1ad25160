"""What every explorer of the catalogue owes: it draws what it drew. What facts: `tools/owed.py`."""

import importlib
from pathlib import Path

import pytest

from optcourse.explore.room import make_room
from optcourse.explore.spec import flatten
from tests import snapshots
from tests.truths import CATALOGUE, FACTS, explorer_named

for path in sorted((Path(__file__).parents[1] / "chapters").glob("*/test_facts*.py")):
    importlib.import_module(f"tests.chapters.{path.parent.name}.{path.stem}")

STORED = snapshots.stored()


def stored(name):
    """The snapshots of an explorer; a failure that says how to write them, where it has none."""
    assert name in STORED, f"{name} has no snapshots: {written_by(name)}"
    return STORED[name]


def written_by(name):
    return f"`.venv/bin/python -m tests.snapshots {name.split(':')[0]}` writes them"


@pytest.mark.parametrize("name", CATALOGUE)
def test_it_draws_what_its_snapshots_show(name):
    moved = list(snapshots.changes(name, stored(name)))
    meant = f"({len(moved)} differences) if you meant them, {written_by(name)}"
    assert not moved, "\n".join([*moved[:20], meant])


@pytest.mark.parametrize("name", CATALOGUE)
def test_it_has_three_snapshots_at_least(name):
    settings = [values for values, _ in snapshots.frames(stored(name))]
    assert sum(each not in settings[:k] for k, each in enumerate(settings)) >= snapshots.LEAST


@pytest.mark.parametrize("name", CATALOGUE)
def test_it_takes_one_room_at_all_choices(name):
    explorer = explorer_named(name)
    specs = [flatten(explorer.scene(**choices))[0] for _, choices in explorer.variants()]
    make_room(specs)
    sizes = {(spec["columns"], *(panel["style"] for panel in spec["panels"])) for spec in specs}
    assert len(sizes) == 1, sizes


def test_snapshots_are_of_explorers_that_there_are():
    assert set(STORED) == set(CATALOGUE)


def test_facts_are_about_explorers_that_there_are():
    assert set(FACTS) <= set(CATALOGUE)
