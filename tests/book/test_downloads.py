"""What the site offers for elsewhere: the package as a wheel, and buttons once it has an address.

A small book with the course's own configuration and its page on running it.
"""

import shutil
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import colab
import downloads
import nbformat
import pytest
import yaml
from sphinx.errors import ExtensionError

import optcourse

ROOT = Path(__file__).parents[2]
ADDRESS = "https://github.com/someone/course"
BY = "https://creativecommons.org/licenses/by/4.0/"
BUTTONS = {
    "https://mybinder.org/v2/gh/someone/course/main?urlpath=lab/tree/book/index.ipynb",
    "https://colab.research.google.com/github/someone/course/blob/main/book/index.ipynb",
}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """The wheel, built twice."""
    return [downloads.build_wheel(tmp_path_factory.mktemp(name)) for name in ("one", "two")]


def test_the_wheel_holds_every_file_of_the_package(wheels):
    sources = (path for path in Path(ROOT, "optcourse").rglob("*") if path.is_file())
    names = {path.relative_to(ROOT).as_posix() for path in sources if path.suffix != ".pyc"}
    packed = {name for name in zipfile.ZipFile(wheels[0]).namelist() if ".dist-info/" not in name}
    assert packed == names
    assert {Path(name).suffix for name in names} >= {".py", ".js", ".css", ".json", ".toml"}


def test_the_cell_for_colab_finds_the_wheel_by_its_name(wheels):
    assert wheels[0].match(colab.WHEEL)
    assert wheels[0].name.startswith(f"optcourse-{optcourse.__version__}-py3-")


def test_the_same_sources_make_the_same_wheel(wheels):
    assert wheels[0].read_bytes() == wheels[1].read_bytes()


def test_a_wheel_that_cannot_be_built_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(downloads, "BUILD", "raise SystemExit('no setuptools here')")
    with pytest.raises(ExtensionError, match=r"wheel .* could not be built:\nno setuptools here"):
        downloads.build_wheel(tmp_path)


def test_a_book_without_its_wheel_is_an_error_though_no_page_links_to_it(monkeypatch, tmp_path):
    app = SimpleNamespace(outdir=tmp_path / "html")
    monkeypatch.setattr(downloads, "BUILD", "raise SystemExit('no setuptools here')")
    downloads.begin_wheel(app)
    downloads.await_wheel(app, "an error of another kind")  # which is told instead
    with pytest.raises(ExtensionError, match="no setuptools here"):
        downloads.await_wheel(app, None)


def write_book(folder, url):
    """A book of the first page's title and the page on running it, at the given address."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    config["repository"]["url"] = url
    config["execute"]["execute_notebooks"] = "off"
    extensions = config["sphinx"]["local_extensions"]
    extensions.update({name: str(ROOT / path) for name, path in extensions.items()})
    toc = {"format": "jb-book", "root": "book/index", "chapters": [{"file": "book/run"}]}
    for name, content in {"_config.yml": config, "_toc.yml": toc}.items():
        (folder / name).write_text(yaml.safe_dump(content), "utf-8")
    (folder / "book").mkdir()
    (folder / "book" / "_assets").symlink_to(ROOT / "book" / "_assets")
    shutil.copy(ROOT / "book" / "run.md", folder / "book")
    shutil.copy(ROOT / "book" / "references.bib", folder / "book")
    index = nbformat.read(ROOT / "book" / "index.ipynb", as_version=4)
    index.cells = [nbformat.v4.new_markdown_cell("# Book")]
    nbformat.write(index, folder / "book" / "index.ipynb")


def build(folder, url):
    """Build that book; return its site."""
    write_book(folder, url)
    book = str(Path(sys.executable).with_name("jupyter-book"))
    command = [book, "build", ".", "-W", "-n", "--keep-going"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "_build" / "html"


class References(HTMLParser):
    """Where a page leads (a), and what it loads (everything else)."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loaded = set(), set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attributes):
        kept = self.links if tag == "a" else self.loaded
        kept.update(value for key, value in attributes if key in ("href", "src", "data-src"))


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The site of a book with an address, and nothing else changed."""
    return build(tmp_path_factory.mktemp("published"), ADDRESS)


def test_the_page_leads_to_the_wheel_under_its_own_name(published, wheels):
    page = published / "book" / "run.html"
    (link,) = (each for each in References(page).links if ".whl" in each)
    assert Path(link).name == wheels[0].name
    assert (page.parent / link).read_bytes() == wheels[0].read_bytes()


def test_an_address_is_all_that_the_buttons_need(published):
    page = References(published / "book" / "index.html")
    assert elsewhere(page.links) == BUTTONS | {BY}
    assert page.loaded and not elsewhere(page.loaded)


def test_every_page_leads_to_the_licence(published):
    for page, link in {"book/run.html": "../LICENSE.txt", "search.html": "LICENSE.txt"}.items():
        assert {BY, link} <= References(published / page).links
    assert (published / "LICENSE.txt").read_bytes() == (ROOT / "LICENSE").read_bytes()


def elsewhere(addresses):
    return {each for each in addresses if each.startswith(("http:", "https:", "//"))}
