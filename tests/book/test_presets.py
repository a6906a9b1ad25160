"""Presets in sentences and settings in addresses: from the text to the explorer and back."""

import re

import pytest
from test_crawl import Visit, contexts, origins  # noqa: F401  (fixtures)
from test_extension import build, explorer

from optcourse.chapters.conditioning.explorers import valley

INDEX = """# Book

Move it: {try}`The valley: over the edge`. Then {try}`raise it <The valley: over the edge>`.

```{toctree}
pages/zeros
pages/last
```
"""
LINK = '<a class="oc-try reference internal" href="pages/zeros.html#explorer-the-valley?{}">{}</a>'


def test_a_preset_in_a_sentence_leads_to_the_explorer_and_says_the_setting(tmp_path):
    status, messages, out = build(tmp_path, [explorer()], index=INDEX)
    assert status == 0, messages
    page = (out / "index.html").read_text("utf-8")
    for words in ("over the edge", "raise it"):
        assert LINK.format("rate=2.02&amp;start=1,2", words) in page


def test_from_a_page_to_teach_with_an_explorer_fills_the_screen(tmp_path):
    index = "---\nprojector: true\n---\n\n" + INDEX.replace("Move it:", "{explorer}`The valley`:")
    status, messages, out = build(tmp_path, [explorer()], index=index)
    assert status == 0, messages
    page = (out / "index.html").read_text("utf-8")
    assert LINK.format("rate=2.02&amp;start=1,2~full", "raise it") in page
    assert 'href="pages/zeros.html#explorer-the-valley?~full">The valley</a>' in page


def test_on_paper_only_its_words_are_left(tmp_path):
    _, messages, out = build(tmp_path, [], "latex", INDEX.replace("The valley", "The vale"))
    assert "has no preset" in messages  # an explorer on paper would need a PDF: none is made here
    paper = next(out.glob("*.tex")).read_text("utf-8")
    assert r"Then \sphinxstyleemphasis{raise it}." in paper


@pytest.mark.parametrize("wrong", ["The valley: past the edge", "The vale: over the edge", "lost"])
def test_a_preset_that_there_is_not_fails_the_build(tmp_path, wrong):
    index = INDEX.replace("The valley: over the edge", wrong)
    status, messages, _ = build(tmp_path, [explorer()], index=index)
    assert status != 0
    assert re.search(r"index\.md:3: WARNING: the explorer '.*' has no preset", messages)


VALLEY, NARROW = "book/challenges/conditioning.html", "?kappa=50&lr=1.9&start=2.5,-1"
STATE = """() => Object.fromEntries([...document.querySelectorAll("#explorer-the-valley input")]
  .filter((e) => e.type === "range" || e.checked).map((e) => [e.dataset.control, e.value]))"""
DRAWN = "#explorer-the-valley [data-state=ready]"


@pytest.fixture
def arrive(contexts, origins):  # noqa: F811
    """Follow a link as a reader does, without scrolling: arrive(address, origin) -> Visit."""
    visits = []

    def arrive(address, origin="root"):
        visited = Visit(contexts["light on a desk"].new_page(), origins[origin])
        visits.append(visited)
        visited.page.goto(visited.origin + address)
        return visited

    yield arrive
    for each in visits:
        assert each.complaints == []
        each.page.close()


@pytest.mark.site
@pytest.mark.parametrize("origin", ["root", "disk"])
def test_an_address_opens_an_explorer_at_its_setting_and_follows_it(arrive, origin):
    page = arrive(f"{VALLEY}#explorer-the-valley{NARROW}", origin).page
    page.wait_for_selector(DRAWN)
    valley = page.locator("#explorer-the-valley")
    assert page.evaluate(STATE) | {"kappa": "49", "lr": "94"} == page.evaluate(STATE)
    assert 0 <= valley.bounding_box()["y"] < 300
    valley.get_by_role("button", name="Newton").click()
    page.wait_for_function("location.hash === '#explorer-the-valley?method=newton'")
    page.reload()
    page.wait_for_selector(DRAWN)
    assert page.evaluate(STATE)["method"] == "newton"
    valley.get_by_role("button", name="Reset").click()
    page.wait_for_function("location.hash === '#explorer-the-valley'")


@pytest.mark.site
@pytest.mark.parametrize("query", ["", "?kappa=", "?kappa=nan&lr=1e999", "?start=1", "?method=x"])
def test_an_address_that_says_nothing_leaves_the_explorer_as_it_is(arrive, query):
    page = arrive(f"{VALLEY}#explorer-the-valley{query}").page
    page.wait_for_selector(DRAWN)
    undo = page.locator("#explorer-the-valley").get_by_role("button", name="Undo")
    assert undo.is_disabled()
    controls = {each.name: each for each in valley().controls if each.kind != "point"}
    starts = {name: str(each.start) for name, each in controls.items() if each.kind == "slider"}
    assert page.evaluate(STATE) == starts | {"method": controls["method"].value}


@pytest.mark.site
def test_a_link_in_the_text_leads_the_explorer_there(arrive):
    page = arrive(VALLEY).page
    link = page.locator("a.oc-try[href*='#explorer-the-valley']").first
    wanted = link.get_attribute("href").partition("?")[2]
    link.click()
    page.wait_for_function("(q) => location.hash === `#explorer-the-valley?${q}`", arg=wanted)
    valley = page.locator("#explorer-the-valley")
    assert -1 <= valley.bounding_box()["y"] < 900
    valley.get_by_role("button", name="Undo").click()
    page.wait_for_function("location.hash === '#explorer-the-valley'")


MOVED = """(id) => [...document.querySelectorAll(`#${id} .oc:not(.oc-ghost) :is(input)`)]
  .filter((e) => e.type === "range" || e.checked || e.type === "number")
  .map((e) => [e.dataset.control, e.value])"""


@pytest.mark.site
def test_an_address_restores_every_control(arrive):
    page = arrive(VALLEY).page
    for id in page.locator(".oc-explorer[data-explorer]").evaluate_all("(a) => a.map((e) => e.id)"):
        page.evaluate("(id) => { location.hash = id; }", id)
        root = page.locator(f"#{id} .oc[data-state=ready]")
        root.wait_for()
        for group in root.locator("fieldset:not(.oc-off)").all():
            group.locator("input").last.check()
        for slider in root.locator("input[type=range]:enabled").all():
            slider.press("End")
            slider.press("ArrowLeft")
        page.wait_for_selector(f"#{id} .oc:not([data-moving])")
        before, address = page.evaluate(MOVED, id), page.evaluate("location.hash")
        assert "?" in address
        page.reload()
        root.wait_for()
        assert page.evaluate(MOVED, id) == before, address
