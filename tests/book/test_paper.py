"""The course as a PDF: the LaTeX of a small book, written with the course's own configuration."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from test_extension import claim, notebook

from optcourse.explore import Axis, Explorer, Line, Panel, Scene, Slider
from optcourse.teaching.claims import sentences
from optcourse.teaching.quizzes import ask

ROOT = Path(__file__).parents[2]
CHANGES = {  # what the small book does not need: notebooks that run, and the package as a wheel
    "execute_notebooks: force ": "execute_notebooks: 'off' ",
    "    downloads: book/_ext\n": "",
}
TOC = """format: jb-book
root: pages/index
parts:
  - {caption: Challenges, chapters: [{file: pages/zeros}]}
  - {caption: Reference, chapters: [{file: pages/lists}]}
"""
INDEX = "# Book\n\nBegin with {explorer}`The valley`.\n\n## Who it is for\n\nFor you.\n"
PICTURE = r"\\sphinxincludegraphics\[scale=0\.7\]\{\{(\w+)\}\.pdf\}"
LISTS = "# Lists\n\n```{ledger}\n```\n\n```{explorers}\n```\n\n|a|b|\n|---|---|\n|1||\n|2|3|\n"


def valley(rate):
    axes = Axis("x", (0, 1)), Axis("y", (0, 1))
    return Scene([Panel(*axes, [Line(np.linspace(0, 1, 5), rate * np.ones(5))])] * 3)


def explorer():
    rate = Slider("rate", "rate ε", 0.0, 1.0, 0.5, count=11)
    made = Explorer(valley, [rate], "The valley", "How long is 3 < 4?", bank=True)
    data, metadata = made._repr_mimebundle_()
    return nbformat.v4.new_output("display_data", data, metadata=metadata)


def quiz():
    answers = {"it arrives": (False, "It is too steep."), "it diverges & dies": (True, "Past 2/λ.")}
    asked = ask("What happens at rate 0.6?", answers)
    data = {"text/plain": repr(asked), "text/html": asked._repr_html_()}
    return nbformat.v4.new_output("display_data", data | asked._repr_mimebundle_())


def build(folder, shown):
    """Write the LaTeX of a book of three pages; returns (exit status, messages, its folder)."""
    config = (ROOT / "_config.yml").read_text("utf-8")
    for line, instead in CHANGES.items():
        assert line in config
        config = config.replace(line, instead)
    texts = {"_config.yml": config, "_toc.yml": TOC, "pages/index.md": INDEX}
    texts["pages/lists.md"] = LISTS
    (folder / "pages").mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "book").symlink_to(ROOT / "book")  # the extensions, styles and references
    nbformat.write(notebook(shown), folder / "pages" / "zeros.ipynb")
    program = Path(sys.executable).with_name("jupyter-book")
    command = [program, "build", folder, "--builder", "latex", "-W", "-n"]
    plain = os.environ | {"NO_COLOR": "1"}
    result = subprocess.run(command, capture_output=True, text=True, env=plain)
    return result.returncode, result.stdout + result.stderr, folder / "_build" / "latex"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPTCOURSE_STATIC", "paper")
        shown = [explorer(), explorer(), quiz(), claim("I3", "few steps", steps="43")]
    status, messages, folder = build(tmp_path_factory.mktemp("paper"), shown)
    assert status == 0, messages
    return folder


@pytest.fixture(scope="module")
def tex(folder):
    return (folder / "optcourse.tex").read_text("utf-8")


def test_explorers_become_drawings_with_what_moves_them(folder, tex):
    pictures = re.findall(PICTURE, tex)
    assert len(pictures) == 2
    assert all((folder / f"{each}.pdf").read_bytes().startswith(b"%PDF") for each in pictures)
    assert tex.count("On a screen you move: rate ε.") == 2
    assert "Explorer: The valley" not in tex and "vnd.jupyter" not in tex


def test_a_drawing_is_no_wider_than_paper_allows(folder, tex):
    name = re.search(PICTURE, tex)[1]
    width = re.search(rb"/MediaBox \[ 0 0 ([\d.]+)", (folder / f"{name}.pdf").read_bytes())[1]
    assert float(width) == pytest.approx(72 * 8.8)


def test_a_claim_has_its_sentence_values_and_a_label(tex):
    page = tex.split(r"\chapter{Zeros}")[1].split(r"\part{Reference}")[0]
    claim = page.split(r"\begin{sphinxuseclass}{oc-claim}")[1]
    assert r"\label{\detokenize{pages/zeros:claim-I3}}" in claim
    assert r"\sphinxstylestrong{I3} On a quadratic bowl, gradient" in claim
    checked = claim.split(r"\begin{sphinxuseclass}{oc-conditions}")[1]
    assert re.search(r"\\item\s.*few steps", checked, re.S)
    assert "steps: 43" in checked.split(r"\begin{sphinxuseclass}{oc-measured}")[1]


def test_a_quiz_is_a_lettered_list_with_its_key(tex):
    quiz = tex.split(r"\begin{sphinxuseclass}{oc-quiz}")[1].split(r"\chapter")[0]
    assert r"\sphinxstylestrong{What happens at rate 0.6?}" in quiz
    assert quiz.index("it arrives") < quiz.index(r"it diverges \& dies") < quiz.index("oc-key")
    assert "(a) ✗ No. It is too steep." in quiz
    assert r"(b) \(\checkmark\) Yes. Past 2/λ." in quiz


def test_the_lists_refer_to_pages_of_the_book(tex):
    lists = tex.split(r"\chapter{Lists}")[1]
    assert f"1 of {len(sentences())} claims are shown" in lists
    assert all(f"{{{id}}}" in lists for id in sentences())
    for anchor in ("claim-I3", "explorer-the-valley", "explorer-the-valley-2"):
        name = rf"\detokenize{{pages/zeros:{anchor}}}"
        assert rf"\hyperref[{name}]" in lists and rf"\autopageref*{{{name}}}" in lists
        assert tex.count(rf"\label{{{name}}}") == 1
    assert "How long is 3 < 4?" in lists
    link = r"\hyperref[\detokenize{pages/zeros:explorer-the-valley}]"
    assert rf"Begin with \sphinxstyleemphasis{{{{{link}" in tex


def test_the_book_has_parts_and_a_preface_and_its_own_looks(folder, tex):
    assert r"\part{Challenges}" in tex and r"\section*{Who it is for}" in tex
    assert r"\documentclass[a4paper,10pt,english,openany,oneside]{sphinxmanual}" in tex
    assert r"\usepackage{paper}" in tex and (folder / "paper.sty").is_file()


def test_each_part_of_a_page_has_its_looks(folder, tex):
    style = (folder / "paper.sty").read_text("utf-8")
    classes = set(re.findall(r"\\begin\{sphinxuseclass\}\{(oc-\w+)\}", tex))
    assert {"oc-explorer", "oc-claim", "oc-quiz", "oc-ledger"} <= classes
    plain = {"oc-gallery", "oc-open"}
    assert all(rf"\newenvironment{{sphinxclass{each}}}" in style for each in classes - plain)


def test_an_empty_cell_takes_no_line(tex):
    table = tex.split(r"\chapter{Lists}")[1].split(r"\begin{tabulary}")[1]
    assert not re.search(r"\\sphinxAtStartPar\s*\\\\", table)
