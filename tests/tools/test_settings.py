"""Other settings: what a scope.toml may say, and what it replaces."""

from dataclasses import dataclass

import pytest
import settings
from settings import Allowed, Replaced, Setting, SettingError

from optcourse.records import sweeps
from optcourse.records.changes import changed

CELLS = ["limit = 0.5\nholds = limit", "holds = 2\na, b = 1, 2"]


@dataclass(frozen=True)
class Part:
    scale: float = 1.0

    def __post_init__(self):
        if self.scale < 0:
            raise ValueError(f"scale must not be negative, got {self.scale}")


@dataclass(frozen=True)
class Whole:
    width: int = 8
    part: Part = Part()
    others: tuple = (Part(2.0), 3)


@dataclass(frozen=True)
class Seen:
    said: str


def see(config: Whole) -> Seen:
    return Seen(repr(config))


@pytest.fixture(scope="module")
def allowed():
    return Allowed("cliffs", CELLS)


def test_values_are_as_python_has_them(allowed):
    configs = {"ThrowsConfig": {"rates": [0.1, [1, 2]], "far": {"python": "HIGHEST + np.pi * 0"}}}
    found = allowed.setting("C4", {"setting": "other rates", "configs": configs})
    assert found.configs == {"ThrowsConfig": {"rates": (0.1, (1, 2)), "far": 0.49}}


@pytest.mark.parametrize(
    "table, says",
    [
        ({}, "must have words, got setting = None"),
        ({"setting": "a"}, "C4, 'a' replaces nothing"),
        ({"setting": "a", "cell": {}}, "may have cells, configs, setting, got cell"),
        ({"setting": "a", "configs": {"Throws2": {"far": 1}}}, "one of the dataclasses .*Throws"),
        ({"setting": "a", "configs": {"SliceConfig": {"far": 1}}}, "has the fields seeds, .*not f"),
        ({"setting": "a", "configs": {"ThrowsConfig": {"far": {"p": 1}}}}, r"must be \{ python ="),
        ({"setting": "a", "cells": {"limits": "1"}}, "one cell must say limits = ….*: limit$"),
        ({"setting": "a", "cells": {"holds": "1"}}, "one cell must say holds = "),
        ({"setting": "a", "cells": {"limit": "1 +"}}, "cells.limit must be an expression"),
        ({"setting": "a", "cells": {"limit": 1}}, "cells.limit must be an expression"),
    ],
)
def test_what_a_setting_cannot_say_is_named(allowed, table, says):
    with pytest.raises(SettingError, match=says):
        allowed.setting("C4", table)


def setting(**tables):
    return Setting("C4", "other", tables, {})


def test_fields_are_replaced_by_their_class_wherever_it_stands():
    replaced = Replaced(setting(Part={"scale": 5.0}))
    with changed(replaced.config):
        found = [sweeps.cached(see, Whole()), *sweeps.sweep(see, [Whole(4)])]
    assert [each.said for each in found] == [
        f"Whole(width={k}, part=Part(scale=5.0), others=(Part(scale=5.0), 3))" for k in (8, 4)
    ]
    replaced.check()
    assert "scale=1.0" in sweeps.cached(see, Whole()).said


@pytest.mark.parametrize("tables", [{"Whole": {"width": 8}}, {"Other": {"width": 3}}])
def test_a_setting_that_changes_nothing_is_an_error(tables):
    replaced = Replaced(setting(**tables))
    replaced.config(Whole())
    with pytest.raises(SettingError, match="width changes nothing of what the claim needs"):
        replaced.check()


def test_a_value_that_its_class_refuses_is_named():
    replaced = Replaced(setting(Part={"scale": -1.0}))
    with pytest.raises(SettingError, match="C4, 'other': scale must not be negative"):
        replaced.config(Whole())


def test_an_id_and_words_are_those_of_the_chapter(tmp_path, monkeypatch):
    from rooms import ROOT, Chapter

    tables = {"C4": [{"setting": "a", "cells": {"limit": "1"}}] * 2}
    monkeypatch.setattr(settings, "listed", lambda chapter: tables)
    with pytest.raises(SettingError, match="C4 has two settings 'a'"):
        settings.settings(Chapter(ROOT, "cliffs"), CELLS)
    tables["Z9"] = tables.pop("C4")
    with pytest.raises(SettingError, match="Z9 must be a claim of cliffs: C1, "):
        settings.settings(Chapter(ROOT, "cliffs"), CELLS)
