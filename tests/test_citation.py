"""The file by which the course is cited agrees with the course."""

from pathlib import Path

import nbformat
import yaml

from optcourse import __version__

ROOT = Path(__file__).parents[1]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))


def test_it_names_the_course_as_its_pages_do():
    assert CITATION["title"] == CONFIG["title"]
    assert [each["name"] for each in CITATION["authors"]] == [CONFIG["author"]]
    assert CITATION["version"] == __version__


def test_the_first_page_cites_the_course_so():
    index = nbformat.read(ROOT / "book" / "index.ipynb", as_version=4)
    cite = f"{CONFIG['author']}, *{CONFIG['title']}*, {CONFIG['copyright']}."
    assert sum(cite in cell.source for cell in index.cells) == 1
