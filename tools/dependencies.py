"""What the course stands on: is all of it declared, used, within bounds and free to use?

python tools/dependencies.py      prints the licence of each installed package, then what is wrong
"""

import ast
import re
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

from notebook_claims import sources
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FOLDERS = ("optcourse", "tests", "tools", "book", "benchmarks")

# Not imported by name: the file that asks for it, and the word there that does.
ASKED_FOR_ELSEWHERE = {
    "jupyter-book": ("Makefile", "jupyter-book build"),
    "jupyterlab": ("Makefile", "jupyter lab"),
    "nbval": ("Makefile", "--nbval"),
    "pytest-xdist": ("Makefile", "-n 2"),
    "ruff": ("Makefile", "ruff check"),
    "setuptools": ("pyproject.toml", "setuptools.build_meta"),
    "sphinx-book-theme": ("_config.yml", "show_navbar_depth"),
    "brotli": ("tests/book/test_mathml.py", "stix-two-math.woff2"),
    "sphinx-mathjax-offline": ("book/_ext/mathml.py", "sphinx-mathjax-offline"),
    "sphinxcontrib-bibtex": ("_config.yml", "bibtex_bibfiles"),
    "ipykernel": ("tools/thin_notebooks.py", "python3"),
    "ipywidgets": ("optcourse/explore/explorer.py", "anywidget"),
    "dask": ("optcourse/records/sweeps.py", "Dask client"),
    "jsonschema": ("Makefile", "jupyter lab"),  # JupyterLab's, held back
}
# Modules of packages that .venv has not: the peers of `make bench`.
PEERS = {
    "backpack": "backpack-for-pytorch",
    "curvlinops": "curvlinops-for-pytorch",
    "hessian_eigenthings": "hessian-eigenthings",
    "loss_landscapes": "loss-landscapes",
    "pyhessian": "pyhessian",
}
# As package metadata write them. All let anybody use, change and pass on; MPL binds its own files.
FREE = {
    *("MIT", "MIT License", "MIT-0", "MIT-CMU", "ISC", "ISC License (ISCL)", "Zlib", "CC0-1.0"),
    *("BSD", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BSL-1.0", "LLVM-exception"),
    *("Apache-2.0", "Apache 2.0", "Apache Software License", "Apache License Version 2.0"),
    *("PSF-2.0", "Python Software Foundation License"),
    *("MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)"),
}
# Metadata that say too little or too much, and what their licence files say.
LICENCES = {
    "axe-playwright-python": "MIT",
    "docutils": "BSD-2-Clause",  # and public domain; its GPL part is a mode for Emacs
}


@dataclass(frozen=True)
class Licence:
    """A package's licence as its metadata give it, and whether all of its parts are free."""

    package: str
    text: str

    @property
    def free(self):
        terms = re.split(r" AND | OR | WITH |; ", self.text.replace(",", "").replace("()", ""))
        return all(term.strip(" ()") in {name.strip("()") for name in FREE} for term in terms)


def licences():
    """The Licence of every installed package, by name."""
    found = {canonicalize_name(each.metadata["Name"]): each.metadata for each in distributions()}
    return [Licence(name, LICENCES.get(name) or stated(found[name])) for name in sorted(found)]


def stated(metadata):
    """What a package's metadata say of its licence; empty if nothing."""
    classifiers = metadata.get_all("Classifier", [])
    named = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License :: ")]
    first = (metadata.get("License") or "").strip().partition("\n")[0]
    return metadata.get("License-Expression") or "; ".join(named) or first


def pins(name="requirements.txt"):
    """The requirements of a file, by name; ValueError if one of them is no exact version."""
    text = (ROOT / name).read_text("utf-8")
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    found = [Requirement(line) for line in lines if line]
    for each in found:
        if not re.fullmatch(r"==[^*,]+", str(each.specifier)):
            raise ValueError(f"{name} must pin exact versions, got {each}")
    return {canonicalize_name(each.name): each for each in found}


def bounds():
    """What the package itself asks for in pyproject.toml, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = map(Requirement, project["dependencies"])
    return {canonicalize_name(each.name): each for each in found}


def version(requirement):
    """The version that a requirement names first: of a pin, or of a lower bound."""
    return next(iter(requirement.specifier)).version


def imports(folder):
    """The packages that the sources and notebooks in a folder import: name -> files that do."""
    known, found = owners_of_modules(), {}
    paths = [p for p in (ROOT / folder).rglob("*.*") if p.suffix in (".py", ".ipynb")]
    for path in paths:
        for module in modules(path) - sys.stdlib_module_names - own_modules():
            owners = known.get(module, [PEERS.get(module, module)])
            name = min(map(canonicalize_name, owners), key=lambda each: each != module)
            found.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return found


@cache
def owners_of_modules():
    return packages_distributions()


def modules(path):
    """The top-level modules that a file imports, wherever in it."""
    found, texts = set(), sources(path) if path.suffix == ".ipynb" else [path.read_text("utf-8")]
    for node in ast.walk(ast.parse("\n".join(texts))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@cache
def own_modules():
    """The names of this project's modules and packages."""
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return {path.parent.name if path.stem == "__init__" else path.stem for path in paths}


def problems():
    """A line for each thing that is wrong."""
    asked, own, peers = pins(), bounds(), pins("benchmarks/requirements.txt")
    used = {folder: imports(folder) for folder in FOLDERS}
    declared = {"optcourse": own, "benchmarks": asked | peers}
    for folder, packages in used.items():
        for name in sorted(packages.keys() - declared.get(folder, asked).keys()):
            yield f"{name} is not declared, but imported by {', '.join(sorted(packages[name]))}"
    for name in sorted(asked.keys() - set().union(*used.values())):
        file, word = ASKED_FOR_ELSEWHERE.get(name, ("requirements.txt", None))
        if word is None or word not in (ROOT / file).read_text("utf-8"):
            yield f"{name} is declared in requirements.txt, but nothing uses it"
    for name, bound in own.items():
        if name not in asked or not bound.specifier.contains(version(asked[name])):
            yield f"pyproject.toml asks for {bound}, requirements.txt for {asked.get(name)}"
    for each in licences():
        if not each.free:
            yield f"{each.package} has a licence that nobody looked at: {each.text!r}"


def main():
    for each in licences():
        print(f"{each.package:32} {each.text}")
    found = list(problems())
    print("\n".join(found) or "all is declared, used, within bounds and free to use")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
