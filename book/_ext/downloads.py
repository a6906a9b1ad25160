"""Sphinx extension: what goes along with the pages, the package as a wheel and the licence.

The role {wheel} links to a wheel of the sources beside the book, built with the book from a copy of
them, while pages are read: no network, nothing written among the sources, the same bytes from the
same sources. The licence is a file of the site, to which the foot of every page links.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import download_reference
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxRole

ROOT = Path(__file__).parents[2]
SOURCES = ("optcourse", "pyproject.toml", "README.md", "LICENSE")
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
EPOCH = "315532800"  # 1980, where the dates of zip files begin


class Wheel(SphinxRole):
    """A link to the wheel: its text, and the file's name."""

    def run(self):
        target = str(self.env.app.wheel.result())
        self.env.note_dependency(target)
        reference = download_reference(reftarget=f"/{os.path.relpath(target, self.env.srcdir)}")
        reference += [nodes.Text(f"{self.text} "), nodes.literal("", Path(target).name)]
        return [reference], []


def begin_wheel(app):
    """Begin to build the wheel beside the site; another process does that."""
    folder = Path(app.outdir).parent / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with_one = ThreadPoolExecutor(1)
    app.wheel = with_one.submit(build_wheel, folder)
    with_one.shutdown(wait=False)


def await_wheel(app, error):
    """A wheel that no page links to must be whole, too."""
    if error is None:
        app.wheel.result()


def build_wheel(folder):
    """Build the wheel of the package into `folder`; return its path. ExtensionError if that fails.

    From a copy, because setuptools leaves files beside its sources and takes old ones from there.
    """
    with tempfile.TemporaryDirectory() as copy:
        for name in SOURCES:
            copy_source(ROOT / name, Path(copy, name))
        done = subprocess.run(
            [sys.executable, "-c", BUILD, str(Path(folder).resolve())],
            cwd=copy,
            env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH},
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise ExtensionError(f"the wheel of the package could not be built:\n{done.stderr}")
    (wheel,) = Path(folder).glob("optcourse-*.whl")
    return wheel


def copy_source(source, target):
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def copy_license(app):
    """Put the licence into the site, under a name that browsers and web servers show as text."""
    if app.builder.format == "html":
        Path(app.outdir).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "LICENSE", Path(app.outdir, "LICENSE.txt"))


def link_license(app, pagename, templatename, context, doctree):
    """Make the footer's link to the licence lead there from every folder."""
    footer, address = context.get("theme_extra_footer", ""), context["pathto"]("LICENSE.txt", 1)
    context["theme_extra_footer"] = footer.replace('"LICENSE.txt"', f'"{address}"')


def setup(app):
    app.add_role("wheel", Wheel())
    app.connect("builder-inited", begin_wheel)
    app.connect("build-finished", await_wheel)
    app.connect("builder-inited", copy_license)
    app.connect("html-page-context", link_license)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
