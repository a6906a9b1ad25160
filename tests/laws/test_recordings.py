"""A recorded result says what made it, and is of the sources as they are."""

import json

import pytest

from optcourse.records.closures import PACKAGE
from optcourse.records.provenance import confirmed, is_current, provenance
from optcourse.records.sweeps import cached

FILES = sorted((PACKAGE / "chapters").glob("*/experiments/*.json"))


def test_there_are_recordings():
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])
def test_the_sources_of_what_was_recorded_have_not_changed(path):
    for task, entry in json.loads(path.read_text("utf-8")).items():
        made = entry["made"]
        assert set(made) >= {"date", "device", "versions", "command", "modules", "sources"}
        assert is_current(made), (
            f"{task} in {path.relative_to(PACKAGE)} was recorded with other sources of "
            f"{', '.join(made['modules'])}: run `{made['command']} --confirm`"
        )


def test_an_entry_is_current_until_its_sources_change():
    made = provenance("python -m this", cached)
    assert is_current(made)
    old = made | {"sources": "as they were", "date": "2026-01-01"}
    assert not is_current(old)
    assert not is_current({"date": "2026-01-01"})
    new = confirmed(old, cached)
    assert is_current(new)
    assert (new["date"], new["confirmed"]) == ("2026-01-01", made["date"])
