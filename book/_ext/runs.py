"""Sphinx extension: run the notebooks side by side, and only those that could say something new.

A notebook is run again if what it stands on has changed (`stands`); else the build takes what it
said last time. Those to be run go to as many kernels as there are cores, the slowest first.
Jupyter-cache keeps what they said; MyST-NB reads it there. One that speaks of the build itself runs
every time, while pages are read; its own page waits for it.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from joblib import Parallel, cpu_count, delayed
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.display import status_iterator
from stands import key

ALWAYS = "always-run"  # tag of a cell that speaks of the build itself
# Each kernel would warn that it speaks in plain text, though to this machine alone.
QUIET = ["--log-level=ERROR"]
UNKNOWN = float("inf")  # seconds of a notebook that has not run yet: it goes first

logger = logging.getLogger(__name__)


class Said:
    """What notebooks said, in the cache of a folder, and what they stood on when they said it."""

    def __init__(self, folder):
        self.cache, self.file = get_cache(folder), Path(folder) / "keys.json"
        self.keys = json.loads(self.file.read_text("utf-8")) if self.file.exists() else {}

    def record(self, notebook):
        """The cache's entry for a notebook of these cells, or None."""
        try:
            return self.cache.match_cache_notebook(notebook)
        except KeyError:
            return None

    def is_new(self, page, notebook):
        """Whether the notebook of a page must run."""
        return not (self.keys.get(page) == key(notebook) and self.record(notebook))

    def seconds(self, notebook):
        known = self.record(notebook)
        return known.data["execution_seconds"] if known else UNKNOWN

    def forget(self, notebook):
        if known := self.record(notebook):
            self.cache.remove_cache(known.pk)

    def keep(self, page, path, notebook, result):
        """Keep what the notebook of a page said."""
        bundle = CacheBundleIn(result.nb, str(path), data={"execution_seconds": result.time})
        self.cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        self.keys[page] = key(notebook)
        text = json.dumps(dict(sorted(self.keys.items())), indent=1)
        self.file.write_text(text, "utf-8")


def take_from_cache(app, config):
    """Let MyST-NB take outputs from the cache, which `run_stale` keeps true."""
    if config.nb_execution_mode == "force":
        config.nb_execution_mode = "cache"


def run_stale(app, env, docnames):
    """Run the notebooks among the pages to be read that could say something new.

    ExtensionError with what the kernels said if cells failed.
    """
    app.beside = {}
    if app.config.nb_execution_mode != "cache":
        return
    said = Said(env.mystnb_config.execution_cache_path)
    paths = {page: Path(env.doc2path(page)) for page in docnames}
    found = {page: nbformat.read(path, 4) for page, path in paths.items() if is_notebook(path)}
    always = [page for page in found if speaks_of_the_build(found[page])]
    new = [page for page in found if page not in always and said.is_new(page, found[page])]
    new.sort(key=lambda page: (-said.seconds(found[page]), -paths[page].stat().st_size))
    asked = {page: (found[page], str(paths[page].parent), app.config.nb_execution_timeout, False)
             for page in [*new, *always]}  # fmt: skip
    results = side_by_side(new, asked) if new else ()
    failed = [take(said, page, paths[page], found[page], result) for page, result in results]
    if any(failed):
        raise ExtensionError("\n".join(filter(None, failed)))
    begin(app, said, {page: (paths[page], asked[page]) for page in always})


def take(said, page, path, notebook, result):
    """Keep what the notebook of a page said; returns what its kernel said if a cell failed."""
    said.forget(notebook)
    if result.err is not None:
        return f"{path}:\n{result.err}"
    said.keep(page, path, notebook, result)


def begin(app, said, notebooks):
    """Run notebooks while pages are read, of page -> (path, what running it asks for)."""
    with_one = ThreadPoolExecutor(1)
    for page, (path, asked) in notebooks.items():
        logger.info("running %s beside the reading of pages", page)
        running = with_one.submit(single_nb_execution, *asked, extra_arguments=QUIET)
        app.beside[page] = said, path, asked[0], running
    with_one.shutdown(wait=False)


def await_page(app, page, source):
    """Before a page is read whose notebook runs beside: take what that says."""
    if page in app.beside:
        said, path, notebook, running = app.beside.pop(page)
        if failed := take(said, page, path, notebook, running.result()):
            raise ExtensionError(failed)


def speaks_of_the_build(notebook):
    return any(ALWAYS in cell.metadata.get("tags", ()) for cell in notebook.cells)


def is_notebook(path):
    return path.suffix == ".ipynb"


def side_by_side(pages, asked):
    """The pages with the results of running their notebooks, one kernel a core, in order."""
    beside = min(cpu_count(), len(pages))  # one needs no further process
    results = Parallel(n_jobs=beside, return_as="generator")(
        delayed(single_nb_execution)(*asked[page], extra_arguments=QUIET) for page in pages
    )
    return zip(status_iterator(pages, "running ", length=len(pages)), results, strict=True)


def setup(app):
    app.connect("config-inited", take_from_cache)
    app.connect("env-before-read-docs", run_stale)
    app.connect("source-read", await_page)
    # a page could not wait, in another process, for what runs beside this one
    return {"parallel_read_safe": False, "parallel_write_safe": True}
