"""ES modules put together as one text, which needs no other file: no bundler, no Node."""

import graphlib
import posixpath
import re
from pathlib import Path

FRONT = Path(__file__).parent / "front"

COMMENT = re.compile(
    r"^ *(?://[^\n]*|/\*\*.*?\*/)\n", re.MULTILINE | re.DOTALL
)  # lines of nothing else
ASIDE = re.compile(r""" // [^\n"'`]*$""", re.MULTILINE)  # a comment at the end of a line
IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]*)\.js";\n', re.MULTILINE)
DECLARED = re.compile(r"^(export )?(?:async )?(?:const|let|class|function) (\w+)", re.MULTILINE)

TEXT = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`"""
PATTERN = r"(?:(?<=[(!=:,])|(?<=[=:,] ))/(?![/*])(?:[^/\\\n\[]|\\.|\[[^\]\n]*\])+/\w*"
AIR = re.compile(rf"({TEXT}|{PATTERN})| *([{{}}(),;:?=<>*&|!\[\]]+) *")
CAST = re.compile(rf"({TEXT}|{PATTERN})|()/\*\*.*?\*/ ?")
LINES = re.compile(rf"({TEXT}|{PATTERN})|()(?<=[^\w$])\n+|\n+(?=[^\w$])")
ENDS = re.compile(rf"({TEXT}|{PATTERN})|()[;,]+(?=\}})|,(?=[)\]])")
SUMS = re.compile(rf"({TEXT}|{PATTERN})|(?<=[\w)\]]) ([-+/%]) (?=[\w(\[])")


def tight(text):
    """JavaScript without what stands at its signs: types, spaces, line ends, commas at an end.

    Texts and patterns stay. Each statement must end with a semicolon, as the formatter has it.
    """
    for air in (CAST, SUMS, AIR, LINES, SUMS, ENDS):
        text = air.sub(lambda found: found[1] or found[2] or "", text)
    return text


class Module:
    """A file of the front end: `text`; `imports`, name → module; `names`, and which it exports."""

    def __init__(self, name):
        self.name, self.text = name, (FRONT / f"{name}.js").read_text("utf-8")
        self.imports = {
            each.strip(): posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            for names, target in IMPORT.findall(self.text)
            for each in names.split(",")
            if each.strip()
        }
        declared = DECLARED.findall(self.text)
        self.names = [each for _, each in declared]
        self.exports = [each for export, each in declared if export]

    def stripped(self):
        """The text without comments, `import`, `export` and indentation."""
        text = ASIDE.sub("", IMPORT.sub("", COMMENT.sub("", self.text)))
        if found := re.search(r"^import\b.*", text, re.MULTILINE):
            raise ValueError(
                f"front/{self.name}.js must import {{ names }} of files, got {found[0]}"
            )
        return re.sub(r"^(export (?!default)| +)", "", text, flags=re.MULTILINE).lstrip("\n")


def joined(*names):
    """Modules and all that they import as one text, each after what it imports.

    Raises ValueError for two names alike, for the import of what is not exported, for a circle.
    """
    modules = _gathered(names)
    _check_names(modules)
    graph = {name: list(module.imports.values()) for name, module in modules.items()}
    order = graphlib.TopologicalSorter(graph).static_order()
    return "\n".join(modules[name].stripped() for name in order)


def _gathered(names):
    """Name → Module of these and of all that they import."""
    modules, left = {}, list(names)
    while left:
        if (name := left.pop(0)) not in modules:
            modules[name] = Module(name)
            left += modules[name].imports.values()
    return modules


def _check_names(modules):
    homes = {}
    for module in modules.values():
        here = f"front/{module.name}.js"
        for name in module.names:
            if homes.setdefault(name, here) != here:
                raise ValueError(f"{name} is declared in {homes[name]} and in {here}")
        for name, home in module.imports.items():
            if name not in modules[home].exports:
                raise ValueError(f"{here} imports {name}, which front/{home}.js does not export")
