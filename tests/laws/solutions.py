"""The solutions of all exercises, as the pages give them, and what makes an answer right."""

import ast
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import nbformat
import numpy as np
from rooms import ROOT, Chapter, chapters

LIBRARIES = {"math", "numpy", "scipy"}
LOOPS = "optcourse.loops"  # whose scan a solution may take


@dataclass(frozen=True)
class Asked:
    """An exercise that asks for a function.

    `draw(rng)` gives arguments as a reader may try them. `other(*arguments)` finds the answer in
    another way than the solution does; or, where many answers are right, `accepts(value,
    *arguments)` says whether one is. `edges`: name -> whether these arguments are at that edge.
    `right`: the wrong answers, made by the law, that happen to be right -> why they are.
    """

    draw: Callable
    other: Callable | None = None
    accepts: Callable | None = None
    edges: dict = field(default_factory=dict)
    right: dict = field(default_factory=dict)
    rtol: float = 1e-9

    def is_right(self, value, arguments):
        if self.accepts:
            return bool(self.accepts(value, *arguments))
        return same(value, self.other(*arguments), self.rtol)


@dataclass(frozen=True)
class Given:
    """An exercise that asks for a value: `accepts(value)` judges it in another way than the check.

    `draw(rng)` gives values, right and wrong ones.
    """

    draw: Callable
    accepts: Callable
    count: int = 1000


def same(a, b, rtol=1e-9):
    """Whether two answers are equal: texts, truths, numbers or arrays, nan among them."""
    if is_text(a) or is_text(b):
        return is_text(a) and is_text(b) and a == b
    a, b = np.asarray(a, float), np.asarray(b, float)
    return a.shape == b.shape and np.allclose(a, b, rtol=rtol, atol=rtol, equal_nan=True)


def is_text(value):
    """Whether an answer is a word or a truth, which no arithmetic changes."""
    return isinstance(value, str | bool | np.bool_)


def exercises():
    """Every exercise: (chapter, name of its check)."""
    return [(name, check) for name in chapters() for check in Chapter(ROOT, name).exercises()]


def check_of(chapter, name):
    return getattr(importlib.import_module(f"optcourse.chapters.{chapter}.exercises"), name)


def told(chapter):
    """What the tests of a chapter say of its exercises: name of a check -> Asked or Given."""
    return importlib.import_module(f"tests.chapters.{chapter}.solutions").SOLUTIONS


def solutions(chapter):
    """What the page hands to each check where no dots are left: name -> function or value."""
    found = {}
    cells = nbformat.read(Chapter(ROOT, chapter).page, as_version=4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    scope = {}
    for source in filter(parses, sources):
        exec(imports(source), scope)
    for source in sources:
        if "check.check_" in source and "..." not in source:
            exec(source, scope | {"check": Recorder(found)})
    return found


def parses(source):
    return not source.startswith(("%", "!", "# @title"))


def imports(source):
    """The imports of a cell, of libraries that a solution may need."""
    nodes = [node for node in ast.parse(source).body if isinstance(node, ast.Import)]
    nodes = [node for node in nodes if node.names[0].name.split(".")[0] in LIBRARIES]
    nodes += [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.ImportFrom)
        and (node.module.split(".")[0] in LIBRARIES or node.module == LOOPS)
    ]
    return "\n".join(map(ast.unparse, nodes))


class Recorder(SimpleNamespace):
    """Stands for `check` in a cell, and keeps what each check is handed."""

    def __init__(self, found):
        super().__init__(found=found)

    def __getattr__(self, name):
        return lambda answer: self.found.__setitem__(name, answer)
