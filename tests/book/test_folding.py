"""Folds of a page: on a small book, what stays in the text and what opens beneath it."""

import html
import re

import nbformat
import pytest
from test_extension import build, claim, explorer

from optcourse.teaching.claims import sentences

INDEX = "# Book\n\n```{toctree}\n:numbered: 1\npages/zeros\npages/last\n```\n\n```{ledger}\n```\n"
printed = nbformat.v4.new_output("stream", text="rate  steps\n")


def cell(source, *outputs, tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def empty():
    text = "✗ rate is still empty: replace the dots by your answer."
    return nbformat.v4.new_output("execute_result", {"text/plain": text})


CELLS = [
    cell("import numpy as np\nfrom optcourse.chapters.risk.experiments import capacity"),
    cell("steps = 1\nsteps += len(capacity.__doc__)"),
    cell("claim('I3', steps > 0)", claim("I3", "few steps", steps="17.1234")),
    cell("claim('I8', True)", claim("I8")),
    nbformat.v4.new_markdown_cell("Prose."),
    cell("run = 2"),
    cell("valley(run)", explorer()),
    nbformat.v4.new_markdown_cell("Prose."),
    cell("valley()", explorer()),
    nbformat.v4.new_markdown_cell("Prose."),
    cell("rates = [1]\nprint(rates)", printed),
    cell("for rate in rates:\n    steps -= rate", tags=["open"]),
    cell("assert steps"),
    nbformat.v4.new_markdown_cell("Prose."),
    cell("answer = ..."),
    cell("check(answer)", empty()),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    status, messages, site = build(tmp_path_factory.mktemp("book"), CELLS, index=INDEX)
    assert status == 0, messages
    return site


@pytest.fixture(scope="module")
def page(book):
    return (book / "pages" / "zeros.html").read_text("utf-8")


def words(text):
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def folds(page):
    found = re.findall(
        r'<details class="oc-fold"><summary>(.*?)</summary>(.*?)</details>', page, re.S
    )
    return {label: " ".join(words(text).split()) for label, text in found}


def test_code_opens_behind_what_it_shows(page):
    assert list(folds(page)) == [
        "show the check (3 lines)",
        "show the check (1 line)",
        "show what it needs (2 lines)",
        "show the code (2 lines)",
        "✓ checked (1 line)",
        "show the code (1 line)",
    ]


def test_behind_a_claim_is_all_that_shows_it_in_order(page):
    said = folds(page)["show the check (3 lines)"]
    parts = ["few steps", "steps", "17.1", "steps = 1", "source: capacity", "claim('I3'"]
    assert [part for part in parts if part in said] == parts
    assert sorted(parts, key=said.index) == parts


def test_the_claim_itself_stays_in_sight_with_its_number(book, page):
    shown = re.sub(r"<details.*?</details>", "", page, flags=re.S)
    assert f"✓ Claim 1.1 I3 {sentences()['I3']['claim']}" in words(shown)
    assert f"✓ Claim 1.2 I8 {sentences()['I8']['claim']}" in words(shown)
    assert '<a class="reference internal" href="../index.html#claim-I8">I8</a>' in page
    listed = words((book / "index.html").read_text("utf-8"))
    assert f"✓ Claim 1.1 I3 {sentences()['I3']['claim']}" in listed and "17.1" in listed


def test_imports_leave_the_page_and_what_is_tagged_stays_open(page):
    shown = words(re.sub(r"<details.*?</details>", "", page, flags=re.S))
    assert "import" not in words(page) and "for rate in rates:" in shown
    assert "rates = [1]" not in shown and "rate  steps" in shown


def test_an_explorer_has_its_call_beneath(page):
    calls = re.findall(r'</div>\s*<div class="oc-call[^>]*>(.*?)</div>\s*</div>', page, re.S)
    assert [words(each).split() for each in calls] == [
        ["in", "a", "notebook:", call] for call in ("valley(run)", "valley()")
    ]


def test_nothing_is_said_of_an_answer_that_nobody_gave(page):
    assert "check(answer)" in words(page) and "still empty" not in page


def test_on_paper_nothing_is_folded(tmp_path):
    status, messages, site = build(tmp_path, CELLS, "latex", INDEX)
    assert status == 0, messages
    (text,) = (path.read_text("utf-8") for path in site.glob("*.tex"))
    assert "show the" not in text and "in a notebook" not in text
    assert "steps: 17.1" in text and "import" in text and "still empty" not in text
