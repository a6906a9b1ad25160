"""What a chapter has, read from its files and never from a list.

A chapter is a folder of `optcourse/chapters`, a folder of `tests/chapters`, or a notebook in a
folder of `book`, all of one name.
"""

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]
FIRST_PAGE = "index"  # a room with explorers, and no chapter


@dataclass(frozen=True)
class Chapter:
    """Where the parts of a chapter are; `root` is the project."""

    root: Path
    name: str

    @property
    def room(self):
        return self.root / "optcourse" / "chapters" / self.name

    @property
    def tests(self):
        return self.root / "tests" / "chapters" / self.name

    @property
    def page(self):
        """The notebook; None if there is none."""
        return next(iter(sorted((self.root / "book").glob(f"*/{self.name}.ipynb"))), None)

    @property
    def address(self):
        """The page's name in the book, `challenges/cliffs`; `?/name` without a page."""
        return f"{self.page.parent.name if self.page else '?'}/{self.name}"

    def tree(self, place):
        """The syntax of a Python file; empty if there is no such file."""
        return ast.parse(place.read_text("utf-8") if place.exists() else "")

    def trees(self, part):
        """The syntax of a part of the room: a module, or all of a folder."""
        folder = self.room / part
        files = sorted(folder.glob("*.py")) if folder.is_dir() else [self.room / f"{part}.py"]
        return [self.tree(file) for file in files]

    def claims(self):
        file = self.room / "claims.toml"
        return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}

    def explorers(self):
        """Functions that the chapter's explorers offer."""
        return self.functions("explorers", lambda function: True)

    def experiments(self):
        """Functions of a configuration to a record, as `cached` wants them."""
        return self.functions("experiments", takes_a_configuration)

    def exercises(self):
        return self.functions("exercises", lambda function: function.name.startswith("check_"))

    def functions(self, part, wanted):
        """Names of public functions of a part, of those that it offers if it says which."""
        trees = self.trees(part)
        offered = {name for tree in trees for name in strings_assigned(tree, "__all__")}
        nodes = [node for tree in trees for node in tree.body if is_public(node) and wanted(node)]
        return sorted(node.name for node in nodes if not offered or node.name in offered)

    def catalogue(self):
        """The explorers that tests know: name in the catalogue -> names in what makes it."""
        tree = self.tree(self.tests / "catalogue.py")
        tables = [assigned(tree, table) for table in ("COMPILED", "LIVE", "BANKED")]
        entries = [zip(t.keys, t.values, strict=True) for t in tables if isinstance(t, ast.Dict)]
        return {key.value: names_in(value) for table in entries for key, value in table}

    def facts(self):
        """Names of the explorers of which facts are told, once a fact."""
        trees = [self.tree(file) for file in sorted(self.tests.glob("*facts*.py"))]
        calls = [(tree, node) for tree in trees for node in ast.walk(tree) if is_fact(node)]
        return [text_of(call.args[0], tree) for tree, call in calls]

    def cells(self, kind):
        return "\n".join(
            cell.source
            for cell in (nbformat.read(self.page, as_version=4).cells if self.page else [])
            if cell.cell_type == kind
        )


def is_public(node):
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_")


def is_fact(node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fact"


def text_of(value, tree):
    """A text that is written out, or that a name of the module stands for."""
    value = assigned(tree, value.id) if isinstance(value, ast.Name) else value
    return ast.literal_eval(value)


def takes_a_configuration(function):
    """Whether its one argument is annotated as a configuration, and what it returns, too."""
    asked = [argument.annotation for argument in function.args.args]
    return len(asked) == 1 and bool(function.returns) and names_config(asked[0])


def names_config(annotation):
    return bool(annotation) and ast.unparse(annotation).endswith("Config")


def assigned(tree, name):
    """The value that a module gives to a name; None if it gives none."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return node.value
    return None


def strings_assigned(tree, name):
    return ast.literal_eval(value) if (value := assigned(tree, name)) else []


def names_in(tree):
    """Every name and attribute that stands in a piece of Python."""
    nodes = list(ast.walk(tree))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def texts_in(tree):
    nodes = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {text for text in nodes if isinstance(text, str)}


def chapters(root=ROOT):
    """The names of all chapters: of a room, of a page, or of tests only."""
    rooms = [*(root / "optcourse" / "chapters").glob("[!_]*/"), *root.glob("tests/chapters/[!_]*/")]
    pages = (root / "book").glob("[!_.]*/[!.]*.ipynb")
    names = {room.name for room in rooms} | {page.stem for page in pages}
    return sorted(names - {FIRST_PAGE})
