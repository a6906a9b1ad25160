"""Sphinx, each time in a process of its own, which begins with what every build imports.

Importing takes most of a small build. So one process imports, at the first build, and each build is
a fork of it as it was then: none sees what another left. Where a build starts workers (`runs.py`),
it is no fork: such a one would wait at its end until they are tired.
"""

import multiprocessing
import os
import sys
import tempfile
from pathlib import Path

IMPORTED = (
    *("sphinx.cmd.build", "sphinx.application", "sphinx.search.en"),
    *("sphinx.builders.html", "sphinx.builders.linkcheck", "myst_nb.sphinx_ext", "nbclient"),
    *("sphinx_exercise", "ipywidgets", "optcourse.explore", "optcourse.teaching"),
)
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([*IMPORTED])


def sphinx(*arguments):
    """What `sphinx-build` with these arguments gives: its exit status, what it says, its errors."""
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder, name) for name in ("said", "errors")]
        given = [*map(str, arguments)], said, dict(os.environ)
        process = CONTEXT.Process(target=_run, args=given)
        process.start()
        process.join()
        status = process.exitcode
        process.close()
        return status, *(path.read_text("utf-8") for path in said)


def _run(arguments, said, environment):
    for number, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(environment)
    from sphinx.cmd.build import main

    sys.exit(main(arguments))
