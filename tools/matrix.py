"""Test the package on the oldest and the newest of what pyproject.toml says that it works with.

python tools/matrix.py                          every row
python tools/matrix.py oldest-3.11 --absent-ok  one; a Python that is not here is no failure

A row is a Python of pyproject.toml's classifiers with the lowest version of each dependency that
pyproject.toml allows (the first Python), or with the newest that there is (the others). Its
environment is kept in .venv-matrix: 6 GB, where the newest torch brings CUDA. Two runs a row: the
package's tests, and the notebooks against their stored outputs; NAME.log in .venv-matrix has all
that was said. Warnings are no errors here: old releases warn of each other's newer ones. Left to
`make test`: the built book, JupyterLab, and what checks the pins of requirements.txt.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from dependencies import ROOT, bounds, pins, version

ENVIRONMENTS = ROOT / ".venv-matrix"
TESTERS = (  # at the pins of requirements.txt
    *("pytest", "pytest-xdist", "hypothesis", "nbformat", "nbclient", "nbval", "ipykernel"),
    *(
        "playwright",
        "axe-playwright-python",
        "packaging",
        "psutil",
        "dask",
        "distributed",
        "submitit",
    ),
)
LEFT_OUT = (
    *("book", "benchmarks", "tools", "explore/test_jupyterlab.py"),
    *("test_bibliography.py", "test_dependencies.py", "test_launch.py", "test_notebooks.py"),
)
# folders of notebooks: all that the book has
PARTS = sorted({f"book/{path.parent.name}" for path in ROOT.glob("book/[!_.]*/*.ipynb")})
RUNS = {
    "tests": [*("-m", "not site", "tests"), *(f"--ignore=tests/{each}" for each in LEFT_OUT)],
    "notebooks": [
        *("--dist=loadfile", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=300"),
        *("--nbval-sanitize-with=tests/nbval.cfg", *PARTS),
    ],
}


@dataclass(frozen=True)
class Row:
    """A Python, as "3.11", and whether the dependencies are the lowest that are allowed."""

    python: str
    oldest: bool

    @property
    def name(self):
        return f"{'oldest' if self.oldest else 'newest'}-{self.python}"

    @property
    def folder(self):
        return ENVIRONMENTS / self.name

    @property
    def interpreter(self):
        return self.folder / "bin" / "python"

    def requirements(self):
        """What pip is to install, besides the package itself."""
        lowest = [f"{name}=={version(bound)}" for name, bound in bounds().items()]
        asked = pins()
        return [*(lowest if self.oldest else bounds()), *(str(asked[name]) for name in TESTERS)]


def rows():
    """The rows that pyproject.toml promises."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pythons = [line.rpartition(" :: ")[2] for line in project["classifiers"]]
    return [Row(python, oldest=python == pythons[0]) for python in pythons]


def python_on_this_machine(wanted):
    """The path of a Python of this version on PATH or among pyenv's; None if there is none."""
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    for path in [shutil.which(f"python{wanted}"), *pyenv.glob(f"{wanted}.*/bin/python")]:
        ask = "import sys; print('%d.%d' % sys.version_info[:2])"
        if path and run([path, "-c", ask])[1].strip() == wanted:
            return path
    return None


def run(command, log=None, **environment):
    """The exit status of a command, and what it printed; added to a log, if one is given."""
    settings = {"env": os.environ | environment, "cwd": ROOT, "text": True}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **settings)
    if log:
        with open(log, "a", encoding="utf-8") as file:
            print("$", *command, file=file)
            file.write(done.stdout)
    return done.returncode, done.stdout


def verdicts(row):
    """What each stage of a row came to: stage -> a line, "ok" first if all is well."""
    python = python_on_this_machine(row.python)
    if python is None:
        return {"python": f"absent: no Python {row.python} on this machine"}
    log = ENVIRONMENTS / f"{row.name}.log"
    ENVIRONMENTS.mkdir(exist_ok=True)
    log.write_text("")
    problem = install(row, python, log)
    if problem:
        return {"install": f"failed: {problem}"}
    found = {"install": f"ok: {installed(row)}"}
    for stage, arguments in RUNS.items():
        cache = {"OPTCOURSE_CACHE": str(row.folder / "cache"), "PYTHONPATH": str(ROOT)}
        pytest = [row.interpreter, "-m", "pytest", "-q", "-n2", "-o", "filterwarnings="]
        status, said = run([*map(str, pytest), *arguments], log, **cache)
        found[stage] = f"{'failed' if status else 'ok'}: {said.strip().splitlines()[-1]}"
    return found


def install(row, python, log):
    """Make or refresh the environment of a row; pip's last line if that fails, else nothing."""
    package = ["--upgrade", "--upgrade-strategy", "eager", "--editable", str(ROOT)]
    made, said = (0, "") if row.interpreter.exists() else run([python, "-m", "venv", row.folder])
    if not made:
        pip = [str(row.interpreter), "-m", "pip", "install", "--quiet"]
        made, said = run([*pip, *package, *row.requirements()], log, PYTHONPATH="")
    return said.strip().splitlines()[-1] if made else ""


def installed(row):
    names = ("numpy", "torch", "scipy", "scikit-learn", "matplotlib")
    ask = "import sys; from importlib.metadata import version as v; print(*map(v, sys.argv[1:]))"
    found = run([str(row.interpreter), "-c", ask, *names])[1].split()
    return ", ".join(f"{name} {each}" for name, each in zip(names, found, strict=True))


def main(arguments=None):
    known = {row.name: row for row in rows()}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", metavar="row", help=", ".join(known))
    parser.add_argument("--absent-ok", action="store_true", help="a missing Python is no failure")
    options = parser.parse_args(arguments)
    if set(options.rows) - known.keys():
        parser.error(f"rows must be among {', '.join(known)}, got {' '.join(options.rows)}")
    bad = 0
    for name in options.rows or known:
        print(name, flush=True)
        for stage, verdict in verdicts(known[name]).items():
            print(f"  {stage:10} {verdict}", flush=True)
            bad += verdict.startswith("failed")
            bad += verdict.startswith("absent") and not options.absent_ok
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
