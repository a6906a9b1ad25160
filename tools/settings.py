"""Other settings in which a chapter's claims are tried: what stands in its `scope.toml`.

    [[C4]]
    setting = "half the rate"                 words, as the list of claims shows them
    configs.ThrowsConfig.rates = [0.025]      a field of a dataclass of the chapter's experiments
    cells.limit = "2 * 0.01"                  the value that a cell gives to `limit`, in Python

A list is a tuple. What TOML cannot write is a table `{ python = "Momentum(0.1)" }`, an expression
of names of the chapter's experiments, the rules and `np`. Fields are replaced by the name of their
class, in what a notebook hands to `cached` or `sweep` and in all its parts.
"""

import ast
import importlib
import inspect
import pkgutil
import tomllib
from dataclasses import dataclass, fields, is_dataclass

import numpy as np

from optcourse import rules
from optcourse.records.changes import rebuilt

KEYS = {"setting", "configs", "cells"}


class SettingError(ValueError):
    """A setting that says what cannot be, or that changes nothing."""


@dataclass(frozen=True)
class Setting:
    """One setting of the claim `id`: `configs` class -> field -> value, `cells` name -> code."""

    id: str
    words: str
    configs: dict
    cells: dict

    @property
    def entries(self):
        """What it replaces: (class, field) each, and ("cells", name)."""
        told = {(name, field) for name, table in self.configs.items() for field in table}
        return told | {("cells", name) for name in self.cells}


def listed(chapter):
    """What `scope.toml` of a chapter says, as it stands there: id -> list of tables."""
    file = chapter.room / "scope.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}


def settings(chapter, sources):
    """The settings of a chapter whose notebook has the code cells `sources`.

    SettingError names what is wrong, and what is allowed.
    """
    known, allowed = chapter.claims(), Allowed(chapter.name, sources)
    found = []
    for id, tables in listed(chapter).items():
        if id not in known:
            raise SettingError(f"{id} must be a claim of {chapter.name}: {', '.join(known)}")
        found += [allowed.setting(id, table) for table in tables]
        words = [each.words for each in found if each.id == id]
        if twice := {each for each in words if words.count(each) > 1}:
            raise SettingError(f"{id} has two settings {sorted(twice)[0]!r}")
    return found


class Allowed:
    """What a chapter's settings may name: dataclasses of its experiments, and values of its cells.

    `values` maps a name to the code of each value that a cell gives to it by `name = …`, outside
    of blocks.
    """

    def __init__(self, chapter, sources):
        package = importlib.import_module(f"optcourse.chapters.{chapter}.experiments")
        below = pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        modules = [*(importlib.import_module(each.name) for each in below), package]
        self.names = {name: value for each in modules for name, value in vars(each).items()}
        self.names |= {name: getattr(rules, name) for name in rules.__all__} | {"np": np}
        found = {
            value for each in modules for value in vars(each).values() if inspect.isclass(value)
        }
        self.kinds = {each for each in found if is_dataclass(each)}
        self.values = {}
        for statement in (each for source in sources for each in ast.parse(source).body):
            if name := name_given(statement):
                self.values.setdefault(name, []).append(ast.unparse(statement.value))

    def setting(self, id, table):
        words = table.get("setting")
        if not (isinstance(words, str) and words.strip()):
            raise SettingError(f"a setting of {id} must have words, got setting = {words!r}")
        where = f"{id}, {words!r}"
        if unknown := set(table) - KEYS:
            raise SettingError(f"{where} may have {', '.join(sorted(KEYS))}, got {min(unknown)}")
        configs = {
            name: {field: self.value(where, name, field, told) for field, told in entries.items()}
            for name, entries in table.get("configs", {}).items()
        }
        setting = Setting(id, words, configs, table.get("cells", {}))
        if not setting.entries:
            raise SettingError(f"{where} replaces nothing")
        for name, code in setting.cells.items():
            self.check_cell(where, name, code)
        return setting

    def value(self, where, name, field, told):
        """The value for a field, once class and field are known to exist."""
        own = [each for each in self.kinds if each.__name__ == name]
        if len(own) != 1:
            allowed = ", ".join(sorted({each.__name__ for each in self.kinds}))
            raise SettingError(f"{where}: {name} must be one of the dataclasses {allowed}")
        if field not in (allowed := [each.name for each in fields(own[0])]):
            raise SettingError(f"{where}: {name} has the fields {', '.join(allowed)}, not {field}")
        return value_of(told, self.names)

    def check_cell(self, where, name, code):
        if len(self.values.get(name, [])) != 1:
            once = ", ".join(sorted(each for each, told in self.values.items() if len(told) == 1))
            raise SettingError(f"{where}: one cell must say {name} = …; those that do: {once}")
        try:
            ast.parse(code, mode="eval")
        except (SyntaxError, TypeError) as error:
            raise SettingError(f"{where}: cells.{name} must be an expression: {error}") from error


def name_given(statement):
    """The name that `name = …` gives a value; "" of any other statement."""
    simple = isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    return statement.targets[0].id if simple else ""


def value_of(told, names):
    """A value of TOML as Python has it."""
    if isinstance(told, dict):
        if set(told) != {"python"}:
            raise SettingError(f'a table must be {{ python = "…" }}, got {told!r}')
        return eval(told["python"], dict(names))
    return tuple(value_of(each, names) for each in told) if isinstance(told, list) else told


class Replaced:
    """Puts a setting's values in place.

    `done` holds those of its entries that changed something, `problem` the error of a value that a
    class refused.
    """

    def __init__(self, setting):
        self.setting, self.done, self.problem = setting, set(), None

    def config(self, config):
        """A configuration with the fields of the setting, its own and those of its parts."""
        try:
            return rebuilt(config, self.value)
        except ValueError as error:
            self.problem = SettingError(f"{self.setting.id}, {self.setting.words!r}: {error}")
            raise self.problem from error

    def value(self, part, name, old):
        """The value for a field of a part of a configuration."""
        kind = type(part).__name__
        new = self.setting.configs.get(kind, {}).get(name, old)
        if new != old:
            self.done.add((kind, name))
        return new

    def cell(self, tree):
        """The syntax of a cell, with the values that the setting gives."""
        for statement in tree.body:
            if (name := name_given(statement)) in self.setting.cells:
                new = ast.parse(self.setting.cells[name], mode="eval").body
                if ast.unparse(new) != ast.unparse(statement.value):
                    self.done.add(("cells", name))
                statement.value = new
        return ast.fix_missing_locations(tree)

    def check(self):
        """SettingError if an entry of the setting changed nothing."""
        for name, field in sorted(self.setting.entries - self.done):
            said = f"{self.setting.id}, {self.setting.words!r}: {name}.{field}"
            raise SettingError(f"{said} changes nothing of what the claim needs")
