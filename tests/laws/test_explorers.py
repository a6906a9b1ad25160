"""What every explorer of the catalogue owes: it draws what it drew, and it is told the truth of."""

import pytest

from tests import snapshots
from tests.truths import CATALOGUE

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
