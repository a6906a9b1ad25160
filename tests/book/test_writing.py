"""Pages are written side by side, and are the same as when one process wrote them all."""

import json
from pathlib import Path

import kept
import pytest
import test_extension

NOTED = """
import os
from pathlib import Path
import writing
extensions.append("writing")
writing.cpu_count = lambda: {cores}

def setup(app):
    def note(app, page, *_):
        Path(app.outdir, page.replace("/", "-") + ".writer").write_text(str(os.getpid()))
    app.connect("html-page-context", note)
"""
INDEX = "# Book of $y$\n\nOf $x^2$.\n\n$$\na &= b \\\\\nc &= {wrong}d\n$$\n"
INDEX += "\n```{{toctree}}\npages/zeros\npages/last\n```\n"
CELLS = ["from optcourse.rules import GradientDescent", "GradientDescent(0.1)"]


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Build a book on some cores: written(cores) -> exit status, messages, folder of the site."""

    def written(cores, wrong="", last=test_extension.LONG):
        (folder := tmp_path / f"on {cores}").mkdir()
        noted = test_extension.CONF + NOTED.format(cores=cores)
        monkeypatch.setattr(test_extension, "CONF", noted)
        monkeypatch.setattr(test_extension, "LONG", last)
        result = test_extension.build(folder, CELLS, index=INDEX.format(wrong=wrong))
        monkeypatch.undo()
        return result

    return written


def writers(site):
    """Which process wrote each of the book's own pages."""
    names = ("index", "pages-zeros", "pages-last")
    return {name: Path(site, f"{name}.writer").read_text() for name in names}


def formulas(site):
    """What is kept of formulas for the next build."""
    return json.loads(Path(site, ".doctrees", kept.FILE).read_bytes())["formulas"]


def pages(site):
    return {path.relative_to(site): path.read_bytes() for path in sorted(site.rglob("*.html"))}


def test_two_cores_write_what_one_writes_and_keep_what_it_keeps(written):
    (status, messages, one), (_, _, two) = written(1), written(2)
    assert status == 0, messages
    assert len(set(writers(one).values())) == 1 and len(set(writers(two).values())) > 1
    assert len(pages(one)) > 4 and pages(two) == pages(one)
    assert len(formulas(one)[1]) == 4 and formulas(two) == formulas(one)


@pytest.mark.parametrize("wrong", ["index.md:5", "last.md:3"])
def test_a_formula_that_cannot_be_typeset_is_told_by_whichever_process(written, wrong):
    broken = {"wrong": "\\nosuch "} if "index" in wrong else {"last": "Of $\\nosuch$."}
    status, messages, _ = written(2, **broken)
    assert status != 0
    assert f"{wrong}: WARNING: a formula cannot be typeset" in messages, messages
