"""What every explorer of the catalogue owes: it draws what it drew, and it is told the truth of."""

import importlib
from pathlib import Path

import pytest

from tests import snapshots
from tests.truths import CATALOGUE, FACTS

LEAST_FACTS = 2
for path in sorted((Path(__file__).parents[1] / "chapters").glob("*/test_facts*.py")):
    importlib.import_module(f"tests.chapters.{path.parent.name}.{path.stem}")

STORED = snapshots.stored()
AGAIN = "`make snapshots` writes the snapshots again, if this is what you meant to change"


@pytest.mark.parametrize("name", CATALOGUE)
def test_it_draws_what_its_snapshots_show(name):
    assert name in STORED, f"{name} has no snapshots: run `make snapshots`"
    moved = list(snapshots.changes(name, STORED[name]))
    assert not moved, "\n".join([*moved[:20], f"({len(moved)} differences) {AGAIN}"])


@pytest.mark.parametrize("name", CATALOGUE)
def test_it_has_three_snapshots_at_least(name):
    settings = [values for values, _ in snapshots.frames(STORED[name])]
    assert sum(each not in settings[:k] for k, each in enumerate(settings)) >= snapshots.LEAST


def test_snapshots_are_of_explorers_that_there_are():
    assert set(STORED) == set(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE)
def test_it_has_two_facts_at_least(name):
    assert len(set(FACTS[name])) >= LEAST_FACTS, f"{name}: facts {FACTS[name]}; see tests/truths.py"


def test_facts_are_about_explorers_that_there_are():
    assert set(FACTS) <= set(CATALOGUE)
